import type { DomainDraft } from '../domain/domain-draft.js';
import { type QemuOption, type QemuProperties, readQemuProperties } from '../domain/qemu-option.js';

/** Reason of every change that takes the place of a raw argument. */
export const REASON = 'libvirt says it itself, and then also sees to permissions, limits and addresses';

/** An option that can move. */
export interface Move {
  /** Options that go together with it. */
  readonly also?: readonly QemuOption[];
  /** Bring about the XML, once the arguments are gone. */
  apply(): void;
}

/**
 * What one kind of argument becomes.
 *
 * @returns why the option stays, or how it moves; undefined for one of another kind
 */
export type Judge = (
  draft: DomainDraft,
  option: QemuOption,
  options: readonly QemuOption[],
) => string | Move | undefined;

/** Properties of an option of this name whose first item has this value, such as a `device` with driver `vfio-pci`. */
export function readKind(option: QemuOption, name: string, key: string, kinds: RegExp): QemuProperties | undefined {
  if (option.name !== name || option.value === undefined) return undefined;
  const properties = readQemuProperties(option.value, key);
  return kinds.test(properties?.get(key) ?? '') ? properties : undefined;
}

/** Why an option stays, where it carries a property that is not among the known ones. */
export function unknownProperty(properties: QemuProperties, known: readonly string[]): string | undefined {
  const key = [...properties.keys()].find((each) => !known.includes(each));
  return key === undefined ? undefined : `libvirt has no attribute for "${key}" that ptx knows`;
}

/** Why an option stays, where one of the others mentions it by its id. */
export function mentionOf(id: string | undefined, others: readonly QemuOption[]): string | undefined {
  if (id === undefined) return undefined;
  const other = others.find((option) => isMention(option, id));
  return other === undefined ? undefined : `Argument "-${other.name} ${other.value}" mentions its id "${id}"`;
}

function isMention({ name, value }: QemuOption, id: string): boolean {
  if (value === undefined) return false;
  if (name === 'set') return value.split('.')[1] === id;
  const properties = [...(readQemuProperties(value) ?? [])];
  return properties.some(([key, text]) => key !== 'id' && (text === id || text.startsWith(`${id}.`)));
}
