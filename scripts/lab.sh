# shellcheck shell=bash
# Finds lab kernels: those of SLUICE_LAB_KERNEL (separated by colons; empty for none), else those that
# tests/lab/build-kernel built, newest first. A lab kernel is an executable file, or the directory of a stock kernel from
# tests/lab/fetch-kernel. Sourced after common.sh.

lab_cache() { printf '%s/lab\n' "$(sluice_cache)"; }

is_stock() { [ -f "$1/vmlinuz" ]; }

# Prints the lab kernels, one per line.
lab_kernels() {
  local kernels kernel
  if [ -n "${SLUICE_LAB_KERNEL+set}" ]; then
    IFS=: read -r -a kernels <<<"$SLUICE_LAB_KERNEL"
  else
    mapfile -t kernels < <(printf '%s\n' "$(lab_cache)"/linux-uml-* | sort -rV)
  fi
  for kernel in "${kernels[@]}"; do
    if is_stock "$kernel" || { [ -f "$kernel" ] && [ -x "$kernel" ]; }; then
      printf '%s\n' "$kernel"
    elif [ -n "${SLUICE_LAB_KERNEL:-}" ]; then
      say "SLUICE_LAB_KERNEL names $kernel, which is neither a program nor a stock kernel"
    fi
  done
}
