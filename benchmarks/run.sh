#!/usr/bin/env bash
# Builds and runs the benchmarks; docs/performance.md says what they show.
#
#   benchmarks/run.sh [--quick] [NAME...] [JMH options]   all JMH benchmarks, or those named: decode, validate, translate, ...
#   benchmarks/run.sh table [--quick] [PROGRAM...]        the programs of the benchmark suite, each in a fresh JVM
#   benchmarks/run.sh footprint [MODULE...]               what compiled functions cost in metaspace
#
# JSON goes to benchmarks/target/results/. Modules are found in WASMTIER_CORPUS_DIR and WASMTIER_BENCH_DIR (by default
# ../shared/corpus and ../shared/bench); what is missing is left out.
set -euo pipefail
root=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$root/bin/find-jdk.sh"
# A build of its own, so that running never meets a half-made one.
(cd "$root" && ./mvnw -q -B -ntp -Dfast -Dmaven.test.skip=true package -pl benchmarks -am >&2)
jar=$root/benchmarks/target/fast/dist/benchmarks.jar
results=$root/benchmarks/target/results
# JMH reads fields of its own with Unsafe, which JDK 25 warns of.
java=("$JAVA_HOME/bin/java" --sun-misc-unsafe-memory-access=allow "-Dwasmtier.root=$root" -cp "$jar")
if [[ ${1-} == table ]]; then
  shift
  exec "${java[@]}" io.wasmtier.benchmarks.BenchTable --json "$results/table.json" "$@"
fi
if [[ ${1-} == footprint ]]; then
  shift
  exec "${java[@]}" io.wasmtier.benchmarks.FootprintTable "$@"
fi
exec "${java[@]}" io.wasmtier.benchmarks.Main --json "$results/jmh.json" "$@"
