import type { Meaning } from './meaning.js';

/** True where two values mean the same, although they differ. */
export function isSameValue(element: Meaning, attribute: string | undefined, a: string, b: string): boolean {
  if (a === b) return true;
  if (attribute === 'machine' && element.name === 'type') return isAliasOf(a, b) || isAliasOf(b, a);
  return false;
}

/** QEMU's aliases of the newest version of a machine type: libvirt stores the version (qemuCanonicalizeMachine). */
const MACHINE_ALIASES: Readonly<Record<string, RegExp>> = { pc: /^pc-(i440fx-|[01]\.)/, q35: /^pc-q35-/ };

function isAliasOf(alias: string, machine: string): boolean {
  return MACHINE_ALIASES[alias]?.test(machine) === true;
}
