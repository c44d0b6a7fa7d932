#!/usr/bin/env bash
# Unpack Debian's kernel into .cache/linux, for the guests that `npm run test:hypervisor` boots. Nothing is installed: a
# kernel that is makes an initramfs and a boot loader entry. Needs no root. Does nothing that is done already.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=.cache/linux
if [ ! -d "$folder" ]; then
  mkdir -p "$(dirname "$folder")"
  # On the same file system, so that the last step is a rename: the folder is there as a whole or not at all.
  work=$(mktemp -d "$folder.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  printf 'deb [signed-by=%s] http://deb.debian.org/debian bookworm main\n' "$keyring" >"$work/sources.list"
  mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
  options=(-o Dir::Etc::SourceList="$PWD/$work/sources.list" -o Dir::Etc::SourceParts=/dev/null
    -o Dir::State::Lists="$PWD/$work/lists" -o Dir::Cache="$PWD/$work/cache" -o APT::Sandbox::User=root)
  apt-get "${options[@]}" update -qq
  # linux-image-amd64 holds no kernel; it depends on the package that does.
  package=$(apt-cache "${options[@]}" depends linux-image-amd64 | sed -n 's/^ *Depends: //p')
  (cd "$work" && apt-get "${options[@]}" download -qq "$package")
  dpkg-deb --extract "$work/$package"_*.deb "$work/root"
  mkdir "$work/linux"
  mv "$work"/root/boot/vmlinuz-* "$work/linux/vmlinuz"
  mv "$work"/root/lib/modules/*/kernel "$work/linux/modules"
  mv --no-target-directory "$work/linux" "$folder"
fi
echo "a kernel for guests with $(find "$folder/modules" -name '*.ko' | wc -l) modules"
