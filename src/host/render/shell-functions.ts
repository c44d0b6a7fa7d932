import type { HostAction } from '../action.js';

/** What every script has. */
export const COMMON = String.raw`# Prefix of every path, for the files of a host that is not running. No command is run then.
root=${'$'}{PTX_ROOT:-}
did=no

say() { printf 'ptx: %s\n' "$*"; }

fail() {
  say "$@" >&2
  exit 1
}`;

/** How far a plan was carried out. */
export const NOTE = String.raw`# note STATE: keep in mind how far this came, so that an interrupted run is finished by the next one.
note() {
  mkdir -p "$root${'$'}{state%/*}"
  printf '%s\n' "$1" >"$root$state"
}`;

/** What each kind of action needs: functions that check, and that do nothing where it is done. */
export const FUNCTIONS: Readonly<Record<HostAction['kind'], string>> = {
  'write-file': `# unended: print standard input without the newline at its end.
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
  folder=$root${'$'}{1%/*}
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
}`,

  'run-command': String.raw`# check_command NAME: the host has the program.
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
}`,

  'write-sysfs': String.raw`# check_sysfs PATH VALUE...: the attribute has one of these values.
check_sysfs() {
  if [ -n "$root" ]; then return; fi
  path=$1
  value=$(cat "$path") || fail "$path cannot be read; nothing was changed"
  shift
  for known in "$@"; do
    if [ "$value" = "$known" ]; then return; fi
  done
  fail "$path is \"$value\", which the plan was not made for; nothing was changed"
}

# put_sysfs PATH VALUE...: write the values one after the other, unless the last one is there.
put_sysfs() {
  if [ -n "$root" ]; then
    say "Left out below PTX_ROOT: $*"
    return
  fi
  path=$1
  shift
  for last in "$@"; do :; done
  if [ "$(cat "$path")" = "$last" ]; then return; fi
  did=yes
  for value in "$@"; do
    printf '%s\n' "$value" >"$path"
    say "Set $path to $value"
  done
}`,

  manual: '',
};
