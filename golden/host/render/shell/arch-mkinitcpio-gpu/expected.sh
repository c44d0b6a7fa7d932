#!/bin/sh
# Made by ptx for 0000:01:00.0, 0000:01:00.1 (10de:2786, 10de:22bc)
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

state=/var/lib/ptx/plan-32c64efc4f95
pending=no

# note STATE: keep in mind how far this came, so that an interrupted run is finished by the next one.
note() {
  mkdir -p "$root${state%/*}"
  printf '%s\n' "$1" >"$root$state"
}

# unended: print standard input without the newline at its end.
unended() { printf '%s' "$(cat)"; }

# holds PATH CONTENT: the file is what "content CONTENT" prints; "absent" means that there is none.
holds() {
  if [ "$2" = absent ]; then
    [ ! -e "$root$1" ]
  else
    [ -f "$root$1" ] && content "$2" | cmp -s - "$root$1"
  fi
}

# check_file PATH NEW OLD: the file is as the plan leaves it, or as it was when the plan was made.
check_file() {
  if [ -h "$root$1" ]; then fail "$1 is a symbolic link; nothing was changed"; fi
  if holds "$1" "$2" || holds "$1" "$3"; then return; fi
  fail "$1 is not what the plan was made for; nothing was changed. Make a new plan"
}

temporary=
trap 'if [ -n "$temporary" ]; then rm -f "$temporary"; fi' EXIT
trap 'exit 1' HUP INT TERM

# put_file PATH CONTENT MODE: write the file as a whole, or take it away.
put_file() {
  if holds "$1" "$2"; then
    if [ "$2" = absent ] || [ -n "$(find "$root$1" -prune -perm "$3")" ]; then return; fi
  fi
  note started
  pending=yes
  did=yes
  if [ "$2" = absent ]; then
    rm -f "$root$1"
    say "Removed $1"
    return
  fi
  folder=$root${1%/*}
  mkdir -p "$folder"
  temporary=$folder/.ptx-$$
  # The copy brings the owner along.
  if [ -e "$root$1" ]; then cp -p "$root$1" "$temporary"; fi
  (
    umask 077
    content "$2" >"$temporary"
  )
  chmod "$3" "$temporary"
  mv -f "$temporary" "$root$1"
  temporary=
  if [ -z "$root" ] && command -v restorecon >/dev/null; then restorecon "$1"; fi
  say "Wrote $1"
}

# check_command NAME: the host has the program.
check_command() {
  if [ -n "$root" ] || command -v "$1" >/dev/null; then return; fi
  fail "There is no program \"$1\"; nothing was changed"
}

# run PROGRAM ARGUMENT...
run() {
  if [ -n "$root" ]; then
    say "Left out below PTX_ROOT: $*"
    return
  fi
  did=yes
  say "Running $*"
  "$@" </dev/null || fail "\"$*\" failed with exit code $?"
}

# content NAME: print a file, as it will be or as it was.
content() {
  case $1 in
  new-0)
    cat <<'PTX_END'
# managed by ptx
options vfio-pci ids=10de:2786,10de:22bc
softdep nvidiafb pre: vfio-pci
softdep nouveau pre: vfio-pci
softdep nvidia_drm pre: vfio-pci
softdep nvidia pre: vfio-pci
softdep snd_hda_intel pre: vfio-pci
PTX_END
    ;;
  new-1)
    cat <<'PTX_END'
# vim:set ft=sh
MODULES=(vfio_pci vfio vfio_iommu_type1)
BINARIES=()
FILES=()
HOOKS=(base udev autodetect microcode modconf kms keyboard keymap consolefont block filesystems fsck)
PTX_END
    ;;
  old-1)
    cat <<'PTX_END'
# vim:set ft=sh
MODULES=()
BINARIES=()
FILES=()
HOOKS=(base udev autodetect microcode modconf kms keyboard keymap consolefont block filesystems fsck)
PTX_END
    ;;
  *) fail "No content $1" ;;
  esac
}

check() {
  check_file /etc/modprobe.d/ptx-vfio.conf new-0 absent
  check_file /etc/mkinitcpio.conf new-1 old-1
  check_command mkinitcpio
}

apply() {
  if [ "$(cat "$root$state" 2>/dev/null)" != applied ]; then pending=yes; fi
  # What modprobe does before and after it loads a driver
  put_file /etc/modprobe.d/ptx-vfio.conf new-0 0644
  # What mkinitcpio puts into the initramfs
  put_file /etc/mkinitcpio.conf new-1 0644
  if [ $pending = yes ]; then
    note started
    # The initramfs binds devices before the root file system is there
    run mkinitcpio -P
    if [ -z "$root" ]; then note applied; fi
  fi
  if [ $did = no ]; then
    say "Nothing to do"
  else
    say "It counts after the next start of the host"
  fi
}

rollback() {
  if [ -e "$root$state" ]; then pending=yes; fi
  put_file /etc/mkinitcpio.conf old-1 0644
  put_file /etc/modprobe.d/ptx-vfio.conf absent 0644
  if [ $pending = yes ]; then
    run mkinitcpio -P
    rm -f "$root$state"
  fi
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
