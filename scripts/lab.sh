# shellcheck shell=bash
# Finds lab kernels: those of SLUICE_LAB_KERNEL (files, separated by colons; empty for none), else those that
# tests/lab/build-kernel built, newest first. Sourced after common.sh.

lab_cache() { printf '%s/lab\n' "$(sluice_cache)"; }

# Prints the lab kernels, one per line.
lab_kernels() {
  local kernels kernel
  if [ -n "${SLUICE_LAB_KERNEL+set}" ]; then
    IFS=: read -r -a kernels <<<"$SLUICE_LAB_KERNEL"
  else
    mapfile -t kernels < <(printf '%s\n' "$(lab_cache)"/linux-uml-* | sort -rV)
  fi
  for kernel in "${kernels[@]}"; do
    if [ -f "$kernel" ] && [ -x "$kernel" ]; then
      printf '%s\n' "$kernel"
    elif [ -n "${SLUICE_LAB_KERNEL:-}" ]; then
      say "SLUICE_LAB_KERNEL names $kernel, which is not an executable file"
    fi
  done
}
