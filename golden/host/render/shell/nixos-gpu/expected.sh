#!/bin/sh
# Made by ptx for 0000:01:00.0, 0000:01:00.1 (10de:2786, 10de:22bc)
# blacklist-refused: "snd_hda_intel" stays: 0000:00:1f.3 may need it
# boot-vga-on-target-if-igpu-disabled: The firmware starts on 0000:00:02.0; if it is turned off there,
#   it starts on 0000:01:00.0, which then is in use when vfio-pci takes it
# It counts after the next start of the host.
#
# Run it as root: "sh FILE apply" does what the plan says, "sh FILE rollback" undoes it.
# Both check everything first, and do nothing where it is done.
set -eu
umask 022
PATH=$PATH:/usr/sbin:/sbin
LC_ALL=C
export PATH LC_ALL
# Prefix of every path, for the files of a host that is not running. No command is run then.
root=${PTX_ROOT:-}
did=no

say() { printf 'ptx: %s\n' "$*"; }

fail() {
  say "$@" >&2
  exit 1
}

check() {
  :
}

apply() {
  say 'By hand: Add this to the configuration of NixOS, then run: nixos-rebuild boot'
  say '  boot.kernelParams = ['
  say '    "iommu=pt"'
  say '    "vfio-pci.ids=10de:2786,10de:22bc"'
  say '  ];'
  say '  boot.initrd.kernelModules = ['
  say '    "vfio_pci"'
  say '    "vfio"'
  say '    "vfio_iommu_type1"'
  say '  ];'
  say '  boot.blacklistedKernelModules = ['
  say '    "nvidiafb"'
  say '    "nouveau"'
  say '    "nvidia_drm"'
  say '    "nvidia"'
  say '    "nvidia_modeset"'
  say '    "nvidia_uvm"'
  say '  ];'
  say '  boot.extraModprobeConfig = '\'''\'''
  say '    softdep nvidiafb pre: vfio-pci'
  say '    softdep nouveau pre: vfio-pci'
  say '    softdep nvidia_drm pre: vfio-pci'
  say '    softdep nvidia pre: vfio-pci'
  say '    softdep snd_hda_intel pre: vfio-pci'
  say '  '\'''\'';'
  if [ $did = no ]; then
    say "Nothing to do"
  else
    say "It counts after the next start of the host"
  fi
}

rollback() {
  if [ $did = no ]; then
    say "Nothing to do"
  else
    say "It counts after the next start of the host"
  fi
}

if [ -z "$root" ] && [ "$(id -u)" != 0 ]; then fail "Only root can do this"; fi
case ${1:-apply} in
apply)
  check
  apply
  ;;
rollback)
  check
  rollback
  ;;
*) fail "Usage: sh FILE [apply | rollback]" ;;
esac
