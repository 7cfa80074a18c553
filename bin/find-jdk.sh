# shellcheck shell=sh
# Sourced by mvnw and wasmtier: exports JAVA_HOME as a JDK of at least version 25, or ends the script with status 2.
#
# WASMTIER_JAVA_HOME decides alone when it is set. Otherwise a JAVA_HOME that is new enough is kept; otherwise the usual
# places are searched, where exactly 25 (the version the build was tried with) wins over newer ones. Nothing is executed
# to learn a version as long as the JDK has its `release` file: this runs at every start of the launcher.

wasmtier_need=25
wasmtier_tried=

# Sets wasmtier_major to the feature version of the JDK in $1; fails if there is none.
wasmtier_version_of() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 1
  wasmtier_major=
  if [ -r "$1/release" ]; then
    while IFS= read -r wasmtier_line || [ -n "$wasmtier_line" ]; do
      case $wasmtier_line in
        JAVA_VERSION=*)
          wasmtier_major=${wasmtier_line#JAVA_VERSION=}
          wasmtier_major=${wasmtier_major#\"}
          break
          ;;
      esac
    done < "$1/release"
  fi
  if [ -z "$wasmtier_major" ]; then
    wasmtier_major=$("$1/bin/java" -version 2>&1 | sed -n '1s/^[^"]*"\([^"]*\)".*/\1/p')
  fi
  case $wasmtier_major in 1.*) wasmtier_major=${wasmtier_major#1.} ;; esac
  wasmtier_major=${wasmtier_major%%[!0-9]*}
  [ -n "$wasmtier_major" ]
}

# Takes the JDK in $1 if it is new enough and better than what was found so far; succeeds when the search can stop.
wasmtier_consider() {
  if wasmtier_version_of "$1" && [ "$wasmtier_major" -ge "$wasmtier_need" ]; then
    if [ "$wasmtier_major" -eq "$wasmtier_need" ]; then
      wasmtier_found=$1
      return 0
    fi
    # Of several newer ones the oldest: closest to what was tried.
    if [ -z "$wasmtier_found" ] || [ "$wasmtier_major" -lt "$wasmtier_found_major" ]; then
      wasmtier_found=$1
      wasmtier_found_major=$wasmtier_major
    fi
  fi
  return 1
}

# Looks at every directory given.
wasmtier_search() {
  for wasmtier_dir in "$@"; do
    if [ -d "$wasmtier_dir" ] && wasmtier_consider "$wasmtier_dir"; then
      return 0
    fi
  done
  return 1
}

wasmtier_java_on_path() {
  wasmtier_path=$(command -v java 2> /dev/null) || return 1
  # /usr/bin/java is usually a link into the JDK; macOS's is a stub, which java_home below makes up for.
  wasmtier_path=$(readlink -f "$wasmtier_path" 2> /dev/null) || return 1
  wasmtier_search "${wasmtier_path%/bin/java}"
}

wasmtier_macos() {
  [ -x /usr/libexec/java_home ] || return 1
  wasmtier_path=$(/usr/libexec/java_home -v "$wasmtier_need" 2> /dev/null) || return 1
  wasmtier_search "$wasmtier_path"
}

if [ -n "${WASMTIER_JAVA_HOME-}" ]; then
  if ! wasmtier_version_of "$WASMTIER_JAVA_HOME"; then
    echo "wasmtier: WASMTIER_JAVA_HOME=$WASMTIER_JAVA_HOME is not a JDK (no bin/java and bin/javac in it)" >&2
    exit 2
  fi
  if [ "$wasmtier_major" -lt "$wasmtier_need" ]; then
    echo "wasmtier: WASMTIER_JAVA_HOME=$WASMTIER_JAVA_HOME is JDK $wasmtier_major, but JDK $wasmtier_need or newer is needed" >&2
    exit 2
  fi
  JAVA_HOME=$WASMTIER_JAVA_HOME
elif [ -n "${JAVA_HOME-}" ] && wasmtier_version_of "$JAVA_HOME" && [ "$wasmtier_major" -ge "$wasmtier_need" ]; then
  :
else
  [ -z "${JAVA_HOME-}" ] || wasmtier_tried="JAVA_HOME ($JAVA_HOME), "
  wasmtier_found=
  wasmtier_found_major=
  # mvnw runs with globbing switched off (set -f).
  case $- in *f*) wasmtier_noglob=1 ;; *) wasmtier_noglob= ;; esac
  set +f
  wasmtier_java_on_path \
    || wasmtier_search /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
    || wasmtier_search "${SDKMAN_DIR:-${HOME-}/.sdkman}"/candidates/java/* \
    || wasmtier_macos \
    || wasmtier_search /Library/Java/JavaVirtualMachines/*/Contents/Home \
    || wasmtier_search "${HOME-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    || wasmtier_search "${ASDF_DATA_DIR:-${HOME-}/.asdf}"/installs/java/* \
    || wasmtier_search "${HOME-}"/.local/share/mise/installs/java/* \
    || wasmtier_search "${JABBA_HOME:-${HOME-}/.jabba}"/jdk/* \
    || wasmtier_search "${HOME-}"/.jdks/* \
    || :
  [ -z "$wasmtier_noglob" ] || set -f
  if [ -z "$wasmtier_found" ]; then
    echo "wasmtier: no JDK $wasmtier_need or newer found; tried ${wasmtier_tried}java on the PATH, /usr/lib/jvm, /usr/java, /opt, SDKMAN, macOS java_home, asdf, mise, jabba and ~/.jdks. Set WASMTIER_JAVA_HOME to one." >&2
    exit 2
  fi
  JAVA_HOME=$wasmtier_found
fi
export JAVA_HOME
