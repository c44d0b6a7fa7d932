/**
 * The functions of every hook. `state` is the file of what is to be given back, a line for each thing, and `states` the
 * folder of those of all domains. A function that fails says why, and has changed nothing that is not noted.
 *
 * @see Documentation/ABI/testing/sysfs-bus-pci, Documentation/admin-guide/mm/hugetlbpage.rst and cgroup-v2.rst of Linux 6.12
 */
export const HOOK_FUNCTIONS = String.raw`say() { printf 'ptx hook of %s: %s\n' "$domain" "$*" >&2; }

# note KIND NAME WORD...: something that is to be given back.
note() { printf '%s\n' "$*" >>"$state"; }

# put PATH VALUE: write an attribute.
put() {
  if { printf '%s\n' "$2" >"$root$1"; } 2>/dev/null; then return; fi
  say "the kernel does not take \"$2\" for $1"
  return 1
}

# holder PATH: the state of another domain that holds the attribute too.
holder() {
  for other in "$states"/*; do
    if [ "$other" = "$state" ] || [ ! -f "$other" ]; then continue; fi
    if grep -q -F "keep $1 " "$other"; then
      printf '%s\n' "$other"
      return
    fi
  done
  return 1
}

# keep PATH VALUE: write an attribute, and keep what it held. Domains may share it where they want the same.
keep() {
  if ! old=$(cat "$root$1"); then return 1; fi
  if other=$(holder "$1") && [ "$old" != "$2" ]; then
    say "$1 is \"$old\" for another domain: $other"
    return 1
  fi
  if [ "$old" = "$2" ] && [ -z "$other" ]; then return; fi
  note keep "$1" "$old"
  if [ "$old" = "$2" ]; then return; fi
  put "$1" "$2"
}

# give_back PATH OLD: write what was kept, or leave that to another domain that still holds the attribute.
give_back() {
  if [ ! -e "$root$1" ]; then return; fi
  if other=$(holder "$1"); then
    if [ "$(cat "$root$1")" = "$2" ]; then return; fi
    sed "s|^keep $1 .*|keep $1 $2|" "$other" >"$states/.new" && mv "$states/.new" "$other"
    return
  fi
  put "$1" "$2"
}

# reserve PATH COUNT: add huge pages; memory is put together once where it is in pieces.
reserve() {
  if ! old=$(cat "$root$1"); then return 1; fi
  put "$1" $((old + $2)) || return
  if [ "$(cat "$root$1")" -lt $((old + $2)) ]; then
    put /proc/sys/vm/compact_memory 1 || :
    put "$1" $((old + $2)) || return
  fi
  now=$(cat "$root$1")
  if [ "$now" -lt $((old + $2)) ]; then
    put "$1" "$old" || :
    say "only $((now - old)) of $2 huge pages are to be had: $1"
    return 1
  fi
  note reserve "$1" "$2"
}

# give_up PATH COUNT
give_up() { put "$1" $(($(cat "$root$1") - $2)); }

# driver_of ADDRESS
driver_of() {
  if [ -e "$root$devices/$1/driver" ]; then basename "$(readlink -f "$root$devices/$1/driver")"; fi
}

# move ADDRESS OVERRIDE: only the driver that is named may bind; with none the kernel chooses.
move() {
  put "$devices/$1/driver_override" "$2" || return
  if [ -e "$root$devices/$1/driver" ]; then put "$devices/$1/driver/unbind" "$1" || return; fi
  put /sys/bus/pci/drivers_probe "$1"
}

# bind ADDRESS
bind() {
  if [ ! -e "$root$devices/$1" ]; then
    say "there is nothing at $1"
    return 1
  fi
  driver=$(driver_of "$1")
  if [ "$driver" = vfio-pci ]; then return; fi
  if [ ! -e "$root/sys/bus/pci/drivers/vfio-pci" ]; then modprobe vfio-pci || return; fi
  note bind "$1" "${'$'}{driver:--}" "$(cat "$root$devices/$1/driver_override")"
  move "$1" vfio-pci || return
  if [ "$(driver_of "$1")" = vfio-pci ]; then return; fi
  say "vfio-pci does not take $1"
  return 1
}

# unbind ADDRESS DRIVER OVERRIDE
unbind() {
  case $3 in
  '(null)') move "$1" '' || return ;;
  *) move "$1" "$3" || return ;;
  esac
  if [ "$2" = - ] || [ "$(driver_of "$1")" = "$2" ]; then return; fi
  say "$2 does not take $1 back"
  return 1
}

# partition CPUS: of the cgroup of all guests, so that nothing else runs there.
partition() {
  for slice in /sys/fs/cgroup/machine.slice /sys/fs/cgroup/machine -; do
    if [ -e "$root$slice/cpuset.cpus.partition" ]; then break; fi
  done
  if [ "$slice" = - ]; then
    say 'the cgroup of the guests has no cpuset of cgroup v2'
    return 1
  fi
  keep "$slice/cpuset.cpus" "$1" || return
  keep "$slice/cpuset.cpus.partition" root || return
  now=$(cat "$root$slice/cpuset.cpus.partition")
  if [ "$now" = root ]; then return; fi
  say "CPUs $1 are not for guests alone: $now"
  return 1
}

# restore: give everything back, the last first; what fails is said, and the rest goes on.
restore() {
  if [ ! -e "$state" ]; then return; fi
  # A name that the others do not look at.
  ending=$states/.${'$'}{state##*/}
  sed '1!G;h;$!d' "$state" >"$ending"
  failed=0
  while read -r kind name one two; do
    case $kind in
    bind) unbind "$name" "$one" "$two" || failed=1 ;;
    reserve) give_up "$name" "$one" || failed=1 ;;
    keep) give_back "$name" "${'$'}{one}${'$'}{two:+ }${'$'}{two}" || failed=1 ;;
    esac
  done <"$ending"
  rm -f "$state" "$ending"
  return $failed
}

# begin STEPS: do them all, or none.
begin() {
  mkdir -p "$states" || exit 1
  if "$1"; then exit 0; fi
  restore
  exit 1
}`;
