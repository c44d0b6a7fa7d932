import type { Meaning, Value } from './meaning.js';

/**
 * True where two values mean the same. Those that are written alike may mean something else because of what stands
 * beside them, and there it is a difference.
 */
export function isSameValue(element: Meaning, attribute: string | undefined, a: Value, b: Value): boolean {
  if (a.meaning === b.meaning || a.written === b.written) return true;
  const isMachine = attribute === 'machine' && element.name === 'type';
  return isMachine && (isAliasOf(a.meaning, b.meaning) || isAliasOf(b.meaning, a.meaning));
}

/** QEMU's aliases of the newest version of a machine type: libvirt stores the version (qemuCanonicalizeMachine). */
const MACHINE_ALIASES: Readonly<Record<string, RegExp>> = { pc: /^pc-(i440fx-|[01]\.)/, q35: /^pc-q35-/ };

function isAliasOf(alias: string, machine: string): boolean {
  return MACHINE_ALIASES[alias]?.test(machine) === true;
}
