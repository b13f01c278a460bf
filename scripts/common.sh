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
