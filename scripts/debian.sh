# shellcheck shell=bash
# Bootstraps Debian trees for tests by hand, in the cache. Sourced after common.sh and packages.sh.

_debian_mirror() {
  apt-get indextargets --format "\$(REPO_URI)" 'Created-By: Packages' 'Origin: Debian' | head -n 1
}

# Sets tree to the directory of a Debian of suite $1 with name $2 in the cache, and bootstraps it if it is not there. The
# other arguments are packages. Uses this machine's mirror, its proxies, and the certificates that it trusts.
debian_tree() {
  local suite=$1 name=$2
  shift 2
  tree=$(sluice_cache)/debian/$name
  [ ! -e "$tree/complete" ] || return 0
  require_packages debootstrap
  say "bootstrapping $suite"
  rm -rf "$tree"
  mkdir -p "$tree"
  debootstrap --variant=minbase "$suite" "$tree" "$(_debian_mirror)" >&2
  apt-config dump | grep -E '^Acquire::[a-z]+::Proxy' >"$tree/etc/apt/apt.conf.d/90host" || true
  [ ! -d /usr/local/share/ca-certificates ] ||
    cp -r /usr/local/share/ca-certificates "$tree/usr/local/share/"
  if [ $# -gt 0 ]; then
    chroot "$tree" apt-get -q update >&2
    # Java's package needs /proc while it is installed.
    # shellcheck disable=SC2016 # the inner shell expands them
    DEBIAN_FRONTEND=noninteractive LC_ALL=C unshare --mount --propagation private \
      sh -c 'mount -t proc proc "$0/proc" && exec chroot "$0" apt-get -q -y install --no-install-recommends "$@"' \
      "$tree" "$@" >&2 </dev/null
  fi
  : >"$tree/complete"
}
