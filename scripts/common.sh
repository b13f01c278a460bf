# shellcheck shell=bash
# Functions that all shell scripts of the project share. Sourced, never run.

# Prints progress to stderr, because stdout is for the result of a script.
say() { printf '== %s\n' "$*" >&2; }

die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

is_root() { [ "$(id -u)" -eq 0 ]; }

# Prints the directory for results that are expensive to build, which stay between runs.
sluice_cache() { printf '%s/sluice\n' "${XDG_CACHE_HOME:-$HOME/.cache}"; }

# Gives what root has created in the clone of a user to that user, who could not build there any more.
give_back() {
  ! is_root || [ "$(stat -c %u "$root")" -eq 0 ] ||
    find "$root" -name .git -prune -o -user root -exec chown -h --reference="$root" {} +
}
