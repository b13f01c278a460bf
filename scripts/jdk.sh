# shellcheck shell=bash
# Finds a JDK for the build: 21 or newer, with javac. Sourced after common.sh and packages.sh.

jdk_minimum=21
jdk_packages=(openjdk-25-jdk-headless openjdk-21-jdk-headless)

# Prints the feature release (21, 25…) of the JDK in the given directory; fails if there is no javac that runs.
jdk_release() {
  local version
  version=$("$1/bin/javac" -version 2>&1) || return 1
  version=${version#javac }
  version=${version%%[!0-9]*}
  [ -n "$version" ] && printf '%s\n' "$version"
}

# Prints the directories that may contain a JDK, most preferred first.
_jdk_candidates() {
  local javac
  printf '%s\n' /usr/lib/jvm/*
  javac=$(command -v javac) && dirname "$(dirname "$(readlink -f "$javac")")"
  return 0
}

# Prints the directory of the newest JDK; fails if none is new enough.
_newest_jdk() {
  local dir release best=$((jdk_minimum - 1)) found=
  while read -r dir; do
    release=$(jdk_release "$dir") || continue
    if [ "$release" -gt "$best" ]; then
      best=$release found=$dir
    fi
  done < <(_jdk_candidates)
  [ -n "$found" ] && printf '%s\n' "$found"
}

_install_jdk() {
  local package
  if is_root && command -v apt-get >/dev/null; then
    apt_update
    for package in "${jdk_packages[@]}"; do
      if package_offered "$package"; then
        require_packages "$package"
        return
      fi
    done
  fi
  die "no JDK $jdk_minimum or newer with javac: JAVA_HOME is '${JAVA_HOME:-}', /usr/lib/jvm and PATH have none;" \
    "install one of ${jdk_packages[*]} or set JAVA_HOME"
}

# Sets and exports JAVA_HOME, and puts its bin first on PATH. Keeps a JAVA_HOME that is new enough.
use_jdk() {
  local release
  if [ -z "${JAVA_HOME:-}" ] || ! release=$(jdk_release "$JAVA_HOME") || [ "$release" -lt "$jdk_minimum" ]; then
    JAVA_HOME=$(_newest_jdk) || {
      _install_jdk
      JAVA_HOME=$(_newest_jdk) || die "the JDK that was just installed is not under /usr/lib/jvm"
    }
    release=$(jdk_release "$JAVA_HOME")
  fi
  export JAVA_HOME PATH="$JAVA_HOME/bin:$PATH"
  say "JDK $release in $JAVA_HOME"
}
