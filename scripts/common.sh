# shellcheck shell=bash
# What every shell script of the project shares. Sourced, never run.

# Progress goes to stderr, so that a script's stdout stays its result.
say() { printf '== %s\n' "$*" >&2; }

die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

is_root() { [ "$(id -u)" -eq 0 ]; }

# Where things that are costly to make are kept between runs.
sluice_cache() { printf '%s/sluice\n' "${XDG_CACHE_HOME:-$HOME/.cache}"; }
