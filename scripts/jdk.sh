# shellcheck shell=bash
# Finds a JDK for the build: 21 or newer, with javac. Sourced after common.sh and packages.sh.

jdk_minimum=21
jdk_packages=(openjdk-25-jdk-headless openjdk-21-jdk-headless)

# Prints the feature release (21, 25…) of the JDK in the given directory; fails if there is no javac that runs. The JVM
# prints the options that it takes from the environment to stderr.
jdk_release() {
  local version
  version=$("$1/bin/javac" -version 2>/dev/null) || return 1
  [[ $version =~ ^javac\ ([0-9]+) ]] && printf '%s\n' "${BASH_REMATCH[1]}"
}

# Prints the directories that may contain a JDK, most preferred first.
_jdk_candidates() {
  local javac
  printf '%s\n' /usr/lib/jvm/*
  javac=$(command -v javac) && dirname "$(dirname "$(readlink -f "$javac")")"
  return 0
}

# Sets JAVA_HOME to the newest JDK, unless it has one that is new enough. Fails if there is none.
_find_jdk() {
  local dir release best=$((jdk_minimum - 1)) found=
  if [ -n "${JAVA_HOME:-}" ] && release=$(jdk_release "$JAVA_HOME") && [ "$release" -ge "$jdk_minimum" ]; then
    return 0
  fi
  while read -r dir; do
    release=$(jdk_release "$dir") || continue
    if [ "$release" -gt "$best" ]; then
      best=$release found=$dir
    fi
  done < <(_jdk_candidates)
  [ -n "$found" ] && JAVA_HOME=$found
}

# Succeeds if this is a Debian whose archive has no JDK that is new enough.
_old_debian() {
  local id version
  # shellcheck disable=SC1091 # a file of the system
  read -r id version < <(. "${OS_RELEASE:-/etc/os-release}" && echo "${ID:-} ${VERSION_ID:-}")
  [ "$id" = debian ] && [ "${version%%.*}" -le 12 ] 2>/dev/null
}

# Sets jdk_package to the package of a JDK. Stops if there is none, with the command that helps: $@ are other packages
# that the caller needs.
_choose_jdk_package() {
  local missing
  local without="no JDK $jdk_minimum or newer in JAVA_HOME, PATH or /usr/lib/jvm"
  command -v apt-get >/dev/null || die "$without: install one, or unpack one and set JAVA_HOME"
  apt_update
  for jdk_package in "${jdk_packages[@]}"; do
    ! package_offered "$jdk_package" || return 0
  done
  if _old_debian; then
    mapfile -t missing < <(missing_packages "$@" extrepo extrepo-offline-data)
    die "$without, and this release of Debian has none; Azul's archive has; as root:" \
      "$(install_command "${missing[@]}") && extrepo enable --offlinedata zulu-openjdk &&" \
      "$(install_command zulu21-jdk-headless)"
  fi
  # The last one, which the most releases have.
  package_lists_missing || die "$without, and apt offers none of ${jdk_packages[*]}: unpack one and set JAVA_HOME"
}

# Finds a JDK; installs it as root if there is none, and the given packages. Sets and exports JAVA_HOME, and puts its bin
# first on PATH. Keeps a JAVA_HOME that is new enough.
use_jdk() {
  local jdk_package
  if _find_jdk; then
    require_packages "$@"
  else
    _choose_jdk_package "$@"
    require_packages "$@" "$jdk_package"
    _find_jdk || die "the package $jdk_package has put no JDK into /usr/lib/jvm"
  fi
  export JAVA_HOME PATH="$JAVA_HOME/bin:$PATH"
  say "JDK $(jdk_release "$JAVA_HOME") in $JAVA_HOME"
}
