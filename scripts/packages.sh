# shellcheck shell=bash
# Debian packages: find what is missing, install it when root, else say what to run. Sourced after common.sh.
# A package may be given as 'name|other-name' where releases of Debian differ: the first that is there serves.

_apt_updated=

package_installed() {
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Prints those of the given packages that are not installed, by the name that apt knows.
missing_packages() {
  local package name names
  for package in "$@"; do
    IFS='|' read -r -a names <<<"$package"
    for name in "${names[@]}"; do
      ! package_installed "$name" || continue 2
    done
    for name in "${names[@]}"; do
      ! package_offered "$name" || break
    done
    printf '%s\n' "$name"
  done
}

# apt-get update, at most once in the life of the script.
apt_update() {
  [ -z "$_apt_updated" ] || return 0
  say "apt-get update"
  apt-get -q update >&2 </dev/null || say "apt-get update failed; going on with the package lists that are here"
  _apt_updated=yes
}

# Whether apt can install the package from the lists that are here.
package_offered() {
  local policy
  policy=$(apt-cache policy "$1" 2>/dev/null) && grep -q '^  Candidate: [^(]' <<<"$policy"
}

# Installs the packages that are missing, or stops: when not root, when there is no apt, or when apt fails.
require_packages() {
  local missing
  mapfile -t missing < <(missing_packages "$@")
  [ "${#missing[@]}" -gt 0 ] || return 0
  command -v apt-get >/dev/null ||
    die "this is not a Debian system; install the equivalents of: ${missing[*]}"
  is_root || die "Debian packages are missing; run as root: apt-get install --no-install-recommends ${missing[*]}"
  # Lists that are missing or a few days old do not have the files that the mirror has now.
  apt_update
  mapfile -t missing < <(missing_packages "$@")
  say "installing ${missing[*]}"
  DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends "${missing[@]}" >&2 </dev/null ||
    die "apt-get could not install: ${missing[*]}"
}
