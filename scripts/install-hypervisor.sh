#!/usr/bin/env bash
# Install what `npm run test:hypervisor` and `npm run test:corpus` need on Debian 12: libvirt's QEMU driver, daemon and virsh,
# QEMU, OVMF, and libvirt's source package, whose test documents are the corpus; and unpack the same programs of
# Debian 13 into a folder of their own, to be run there by chroot; a Linux kernel for guests; and the compiler of the
# guests; and pre-commit, which runs ptx as a hook. Run as root. Does nothing that is done already.
set -euo pipefail
cd "$(dirname "$0")/.."

corpus=.cache/libvirt-source
hypervisors=.cache/hypervisors
packages=(libvirt-daemon-driver-qemu libvirt-clients qemu-system-x86 ovmf swtpm swtpm-tools dash dmidecode)
tools=(libvirt-daemon dpkg-dev xz-utils gcc libc6-dev seabios pciutils libxml2-utils pre-commit)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Use a Debian that is not the installed one: `debian SUITE deb|deb-src`, then apt-get "${options[@]}".
debian() {
  local apt=$work/$1-$2
  local keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial"
  printf '%s [signed-by=%s] http://deb.debian.org/debian %s main\n' "$2" "$keyring" "$1" >"$apt/sources.list"
  # Where nothing counts as installed, everything that is needed is downloaded.
  : >"$apt/status"
  options=(-qq -o Dir::Etc::SourceList="$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null
    -o Dir::State::Lists="$apt/lists" -o Dir::State::Status="$apt/status" -o Dir::Cache="$apt/cache"
    -o APT::Sandbox::User=root)
  apt-get "${options[@]}" update
}

# Unpack the programs of a Debian: `unpack NAME SUITE PACKAGE...`, with what they come with on Debian 12. The folder appears when it is complete.
unpack() {
  local root=$hypervisors/$1
  local recipe
  recipe="$2 $(sha256sum <scripts/install-hypervisor.sh) $(test ! -e /dev/kvm || echo kvm)"
  if [ "$(cat "$root/recipe" 2>/dev/null)" = "$recipe" ]; then return; fi
  local new=$hypervisors/.new-$1
  rm -rf "$new"
  mkdir -p "$new"/usr/{bin,sbin,lib,lib64}
  # dpkg-deb would make folders of these for packages that still say /lib.
  local folder
  for folder in bin sbin lib lib64; do ln -s "usr/$folder" "$new/$folder"; done

  debian "$2" deb
  apt-get "${options[@]}" install --yes --download-only --no-install-recommends "${packages[@]}" "${@:3}" >/dev/null
  local package
  for package in "$work/$2-deb"/cache/archives/*.deb; do dpkg-deb --extract "$package" "$new"; done
  rm -rf "$work/$2-deb"

  mkdir -p "$new"/{dev/net,dev/shm,etc,proc,root,run,tmp,var/tmp,sys/kernel/iommu_groups}
  chmod 1777 "$new"/{dev/shm,tmp,var/tmp}
  local name major minor
  while read -r name major minor; do
    # Where there is no KVM, a node for it would have libvirt ask QEMU again for each domain.
    if [ "$name" = kvm ] && [ ! -e /dev/kvm ]; then continue; fi
    mknod -m 666 "$new/dev/$name" c "$major" "$minor"
  done <<'DEVICES'
null 1 3
zero 1 5
random 1 8
urandom 1 9
kvm 10 232
net/tun 10 200
DEVICES
  printf '%s\n' root:x:0:0::/root:/bin/sh libvirt-qemu:x:64055:64055::/nonexistent:/usr/sbin/nologin >"$new/etc/passwd"
  printf '%s\n' root:x:0: kvm:x:993: libvirt-qemu:x:64055: >"$new/etc/group"
  # All that libvirt wants of /proc; nothing is mounted, so that `rm -rf .cache` stays harmless.
  cat /proc/cpuinfo >"$new/proc/cpuinfo"
  : >"$new/proc/mounts"
  printf '%s\n' "$recipe" >"$new/recipe"
  rm -rf "$root"
  mv "$new" "$root"
}

missing=()
for package in "${packages[@]}" "${tools[@]}"; do
  dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

# libvirt-daemon-system would make this account; the driver looks it up before it reads qemu.conf.
getent passwd libvirt-qemu >/dev/null || useradd --system --user-group --no-create-home libvirt-qemu

if [ ! -d "$corpus/tests" ]; then
  debian bookworm deb-src
  (cd "$work" && apt-get "${options[@]}" source --download-only libvirt)
  mkdir -p "$corpus"
  tar --extract --xz --file "$work"/libvirt_*.orig.tar.xz --directory "$corpus" --strip-components=1 \
    --wildcards '*/tests/*.xml'
fi

unpack debian-13 trixie qemu-system-modules-spice
bash scripts/install-guest-kernel.sh

describe() { echo "libvirt $("$@" virsh --version), $("$@" qemu-system-x86_64 --version | head -n 1)"; }
describe env
for root in "$hypervisors"/*; do LC_ALL=C describe chroot "$root"; done
echo "$(find "$corpus" -name '*.xml' | wc -l) documents"
