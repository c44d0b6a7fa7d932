#!/usr/bin/env bash
# Make the disk of the virtual host in which `npm run test:host-vm` does plans: a Debian 12 with libvirt and QEMU that
# starts by its own GRUB and answers commands over a virtio port. Debian's files come from the tree of
# scripts/install-host-chroot.sh; its boot loader and initramfs are made inside of it, by its own programs, the first time
# it runs. Run as root. Does nothing that is done already.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=$PWD/.cache/host-vm
image=$folder/debian-12.img
inside=(systemd-sysv udev zstd initramfs-tools grub-pc linux-image-amd64 libstdc++6
  libvirt-daemon-system libvirt-clients qemu-system-x86 seabios)
missing=()
for package in debootstrap e2fsprogs fdisk gcc libc6-dev qemu-system-x86; do
  dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

recipe=$(cat scripts/install-host-vm.sh scripts/host-vm/* | sha256sum)
if [ "$(cat "$folder/recipe" 2>/dev/null)" = "$recipe" ]; then exit; fi
rm -rf "$folder/recipe" "$folder/new"
mkdir -p "$folder/new"
tree=$folder/new/tree
trap 'rm -rf "$folder/new"' EXIT

bash scripts/install-host-chroot.sh
cp --archive --reflink=auto .cache/host-chroot/debian-12 "$tree"
printf '#!/bin/sh\nexit 101\n' >"$tree/usr/sbin/policy-rc.d"
chmod 755 "$tree/usr/sbin/policy-rc.d"
cp /etc/resolv.conf "$tree/etc/resolv.conf"
# Mounts of a namespace of its own end with it, so that `rm -rf .cache` stays harmless.
unshare --mount --pid --fork sh -euc '
  tree=$1; shift
  mount -t proc proc "$tree/proc"
  export DEBIAN_FRONTEND=noninteractive LC_ALL=C
  chroot "$tree" apt-get update -qq
  chroot "$tree" apt-get install -y -qq --no-install-recommends "$@"
  chroot "$tree" apt-get clean
' sh "$tree" "${inside[@]}" >"$folder/install.log" 2>&1 || { tail -n 30 "$folder/install.log" >&2; exit 1; }
rm "$tree/usr/sbin/policy-rc.d"

# What makes it a host that the test can talk to, and that loses no time.
install -m 755 scripts/host-vm/agent.sh "$tree/usr/local/sbin/ptx-agent"
install -m 755 scripts/host-vm/first-start.sh "$tree/usr/local/sbin/ptx-first-start"
install -m 644 scripts/host-vm/ptx-agent.service "$tree/etc/systemd/system/ptx-agent.service"
install -m 644 scripts/host-vm/grub "$tree/etc/default/grub"
sed -i -e 's/^MODULES=.*/MODULES=dep/' -e 's/^#* *COMPRESS=.*/COMPRESS=zstd/' \
  -e 's/^#* *COMPRESSLEVEL=.*/COMPRESSLEVEL=1/' "$tree/etc/initramfs-tools/initramfs.conf"
echo '/dev/vda1 / ext4 defaults 0 1' >"$tree/etc/fstab"
echo virtual-host >"$tree/etc/hostname"
chroot "$tree" systemctl -q enable ptx-agent.service
chroot "$tree" systemctl -q disable libvirtd.service libvirt-guests.service
chroot "$tree" systemctl -q mask apt-daily.timer apt-daily-upgrade.timer e2scrub_all.timer e2scrub_reap.service \
  fstrim.timer dpkg-db-backup.timer getty@tty1.service serial-getty@ttyS0.service

rm -rf "$tree"/var/lib/apt/lists/* "$tree"/usr/share/{doc,iso-codes,locale,man}

kernel=$(basename "$tree"/boot/vmlinuz-*)
cp "$tree/boot/$kernel" "$folder/new/vmlinuz"
cp "$tree/boot/initrd.img-${kernel#vmlinuz-}" "$folder/new/initrd"

# One partition behind the gap that GRUB writes itself into. No loop device and no mount is needed.
disk=$folder/new/disk.img
truncate --size 4G "$disk"
echo 'start=2048, type=83, bootable' | sfdisk --quiet --label dos "$disk"
mke2fs -q -t ext4 -L root -d "$tree" -E offset=$((2048 * 512)) "$disk" $(((4 * 1024 * 1024 - 1024)))k

arguments=$(. scripts/host-vm/grub && echo "$GRUB_CMDLINE_LINUX")
if ! timeout --kill-after 10 3600 qemu-system-x86_64 -machine q35 -accel tcg -cpu max,-la57 -m 1536 -nodefaults \
  -display none -no-reboot -serial "file:$folder/first-start.log" \
  -drive "file=$disk,format=raw,if=virtio,cache=unsafe" -kernel "$folder/new/vmlinuz" -initrd "$folder/new/initrd" \
  -append "root=/dev/vda1 rw $arguments init=/usr/local/sbin/ptx-first-start" ||
  ! grep -q '^first start: done' "$folder/first-start.log"; then
  echo "The virtual host did not get ready; $folder/first-start.log ends with:" >&2
  tail -n 30 "$folder/first-start.log" >&2
  exit 1
fi
mv "$disk" "$image"
echo "$recipe" >"$folder/recipe"
echo "a virtual host of $(du --human-readable "$image" | cut -f1)"
