#!/usr/bin/env bash
# Unpack a Debian 12 with a kernel, initramfs-tools and GRUB, in which `npm run test:host-chroot` does plans. Run as root.
# Does nothing that is done already.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=.cache/host-chroot
if [ -d "$folder/debian-12" ]; then exit; fi
if ! command -v debootstrap >/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends debootstrap >/dev/null
fi
rm -rf "$folder/base.new"
mkdir -p "$folder"
debootstrap --variant=minbase --include=initramfs-tools,grub-pc,linux-image-amd64,udev,kmod,zstd \
  bookworm "$folder/base.new" http://deb.debian.org/debian
# The folder appears when it is complete.
mv "$folder/base.new" "$folder/debian-12"
