# shellcheck shell=bash
# Finds missing Debian packages, and installs them as root or prints the command. Sourced after common.sh.
# A package may be given as 'name|other-name' where releases of Debian differ: the first that exists is used.

_apt_updated=

package_installed() {
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Prints the given packages that are not installed, with the names that apt has.
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

# Runs apt-get update as root, at most once per run of the script.
apt_update() {
  is_root && [ -z "$_apt_updated" ] || return 0
  say "apt-get update"
  apt-get -q update >&2 </dev/null || say "apt-get update failed; continuing with the present package lists"
  _apt_updated=yes
}

# Succeeds if apt can install the package, according to the present package lists.
package_offered() {
  local policy
  policy=$(LC_ALL=C apt-cache policy "$1" 2>/dev/null) && grep -q '^  Candidate: [^(]' <<<"$policy"
}

# Succeeds if there are no package lists, because apt-get update has never run.
package_lists_missing() { [ -z "$(apt-get indextargets 'Created-By: Packages' 2>/dev/null)" ]; }

# Prints the command that installs the given packages.
install_command() { printf 'apt-get update && apt-get install --no-install-recommends %s\n' "$*"; }

# Installs the missing packages. Stops if not root, if there is no apt, or if apt fails.
require_packages() {
  local missing
  mapfile -t missing < <(missing_packages "$@")
  [ "${#missing[@]}" -gt 0 ] || return 0
  command -v apt-get >/dev/null ||
    die "this is not a Debian system; install the equivalents of: ${missing[*]}"
  is_root || die "Debian packages are missing; as root: $(install_command "${missing[@]}")"
  # Package lists that are a few days old name files that the mirror no longer has.
  apt_update
  mapfile -t missing < <(missing_packages "$@")
  say "installing ${missing[*]}"
  DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends "${missing[@]}" >&2 </dev/null ||
    die "apt-get could not install: ${missing[*]}"
}
