#!/usr/bin/env bash
# Install what `npm run test:hypervisor` and `npm run test:corpus` need on Debian 12: libvirt's QEMU driver with virsh,
# QEMU, OVMF, and libvirt's source package, whose test documents are the corpus. Run as root. Does nothing that is done
# already.
set -euo pipefail
cd "$(dirname "$0")/.."

corpus=.cache/libvirt-source
packages=(libvirt-daemon-driver-qemu libvirt-clients qemu-system-x86 ovmf dpkg-dev xz-utils)

missing=()
for package in "${packages[@]}"; do
  dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ] || [ ! -d "$corpus/tests" ]; then
  apt-get update -qq
fi
if [ ${#missing[@]} -gt 0 ]; then
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

# libvirt-daemon-system would make this account; the driver looks it up before it reads qemu.conf.
getent passwd libvirt-qemu >/dev/null || useradd --system --user-group --no-create-home libvirt-qemu

if [ ! -d "$corpus/tests" ]; then
  lists=$(mktemp -d)
  trap 'rm -rf "$lists"' EXIT
  keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  printf 'deb-src [signed-by=%s] http://deb.debian.org/debian bookworm main\n' "$keyring" >"$lists/sources.list"
  mkdir -p "$lists/lists/partial" "$lists/cache/archives/partial"
  options=(-o Dir::Etc::SourceList="$lists/sources.list" -o Dir::Etc::SourceParts=/dev/null
    -o Dir::State::Lists="$lists/lists" -o Dir::Cache="$lists/cache" -o APT::Sandbox::User=root)
  apt-get "${options[@]}" update -qq
  (cd "$lists" && apt-get "${options[@]}" source -qq --download-only libvirt)
  mkdir -p "$corpus"
  tar --extract --xz --file "$lists"/libvirt_*.orig.tar.xz --directory "$corpus" --strip-components=1 \
    --wildcards '*/tests/*.xml'
fi
echo "libvirt $(virsh --version), $(qemu-system-x86_64 --version | head -n 1), $(find "$corpus" -name '*.xml' | wc -l) documents"
