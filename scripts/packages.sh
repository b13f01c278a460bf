# shellcheck shell=bash
# Debian packages: find what is missing, install it when root, else say what to run. Sourced after common.sh.

_apt_updated=

package_installed() {
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Prints those of the given packages that are not installed.
missing_packages() {
  local package
  for package in "$@"; do
    package_installed "$package" || printf '%s\n' "$package"
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
  local missing package stale=
  mapfile -t missing < <(missing_packages "$@")
  [ "${#missing[@]}" -gt 0 ] || return 0
  command -v apt-get >/dev/null ||
    die "this is not a Debian system; install the equivalents of: ${missing[*]}"
  is_root || die "Debian packages are missing; run as root: apt-get install --no-install-recommends ${missing[*]}"
  for package in "${missing[@]}"; do
    package_offered "$package" || stale=yes
  done
  [ -z "$stale" ] || apt_update
  say "installing ${missing[*]}"
  apt_install "${missing[@]}" && return
  # A list that is a few days old names files that the mirror has already replaced.
  apt_update
  apt_install "${missing[@]}" || die "apt-get could not install: ${missing[*]}"
}

apt_install() {
  DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends "$@" >&2 </dev/null
}
