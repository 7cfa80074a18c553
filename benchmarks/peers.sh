#!/usr/bin/env bash
# Compares wasmtier with other engines; docs/performance.md says what is measured.
#
#   benchmarks/peers.sh [--engines a,b] [--programs a,b] [--first a,b] [--size n|small] [--seconds S] [--cap S]
#                       [--limit S] [--resume] [--docs] [--json FILE]
#
# --engines   wasmtier-TIER, endive-interpreter, endive-compiler, chicory-interpreter, chicory-compiler, graalwasm, v8;
#             by default the compiling ones, or with --size small those that interpret, and V8
# --programs  of the benchmark suite; by default all; "none" for none
# --first     programs whose first result is timed as a process: many5k, and cases of the corpus; "none" for none
# --seconds   a program is called until it has not got faster for so long (3), but never longer than --cap (30)
# --limit     a process that takes longer is ended and stands as ">120 s" in the table
# --resume    run only what the JSON file lacks (benchmarks/target/results/peers.json)
# --docs      write the tables into docs/performance.md
#
# The other engines come from Maven into benchmarks/target/peers at the first use; V8 is that of the `node` on the PATH.
set -euo pipefail
root=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$root/bin/find-jdk.sh"
peers=$root/benchmarks/target/peers
sources=$root/benchmarks/src/peers
package=io/wasmtier/benchmarks/peers
(cd "$root" && ./mvnw -q -B -ntp -Dfast -Dmaven.test.skip=true package -pl benchmarks -am >&2)
wasmtier="$root/benchmarks/target/fast/dist/benchmarks.jar"

libraries=(driver endive-interpreter endive-compiler chicory graalwasm)
for library in "${libraries[@]}"; do
  # The pom beside the libraries tells which versions they are.
  if ! cmp -s "$sources/pom.xml" "$peers/lib/$library.xml"; then
    rm -rf "${peers:?}/lib/$library"
    (cd "$root" && ./mvnw -q -B -ntp -f "$sources/pom.xml" "-P$library" dependency:copy-dependencies \
      -DincludeScope=runtime "-DoutputDirectory=$peers/lib/$library" >&2)
    cp "$sources/pom.xml" "$peers/lib/$library.xml"
  fi
done

jspecify=$(find "${MAVEN_REPO_LOCAL:-$HOME/.m2/repository}/org/jspecify/jspecify" -name 'jspecify-*.jar' | sort | tail -1)
compile() { # folder, class path, sources
  local out=$peers/classes/$1 classPath=$2
  shift 2
  rm -rf "$out"
  "$JAVA_HOME/bin/javac" -Xlint:all,-processing,-path,-classfile,-requires-automatic --release 25 -proc:none -d "$out" -cp "$classPath:$jspecify" "$@"
}
source=$sources/java/$package
common=("$source/Peer.java" "$source/PeerRun.java")
compile wasmtier "$wasmtier" "${common[@]}" "$source/WasmtierPeer.java"
compile driver "$wasmtier:$peers/lib/driver/*" "$source/PeerRun.java" "$source/Peer.java" "$source/Peers.java" \
  "$source/PeerTable.java" "$source/PeerProcess.java" "$source/EngineCommand.java" "$source/FirstCalls.java"
compile endive-interpreter "$peers/lib/endive-interpreter/*" "${common[@]}" "$source/EndivePeer.java"
compile endive-compiler "$peers/lib/endive-compiler/*" "${common[@]}" "$source/EndivePeer.java"
# The two share their API; EndivePeer says so.
mkdir -p "$peers/generated"
sed 's/run\.endive/com.dylibso.chicory/g; s/EndivePeer/ChicoryPeer/g' "$source/EndivePeer.java" >"$peers/generated/ChicoryPeer.java"
compile chicory "$peers/lib/chicory/*" "${common[@]}" "$peers/generated/ChicoryPeer.java"
compile graalwasm "$peers/lib/graalwasm/*" "${common[@]}" "$source/GraalPeer.java"

exec "$JAVA_HOME/bin/java" "-Dwasmtier.root=$root" "-Dpeers.wasmtier=$wasmtier" "-Dpeers.node=$(command -v node || true)" \
  -cp "$peers/classes/driver:$peers/lib/driver/*:$wasmtier" io.wasmtier.benchmarks.peers.Peers "$@"
