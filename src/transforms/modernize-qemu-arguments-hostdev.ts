import { findUserAlias } from '../domain/alias.js';
import { listDevices } from '../domain/devices.js';
import type { DomainDraft } from '../domain/domain-draft.js';
import type { RomSettings } from '../domain/hostdev-rom.js';
import { listQemuBlocks, listQemuChildren } from '../domain/qemu-namespace.js';
import { listOverriddenAliases, type QemuProperty } from '../domain/qemu-override.js';
import { readVfioProperty } from '../domain/vfio-property.js';

/** What properties of `vfio-pci` are in libvirt: attributes of `<rom>`, and overrides. */
export interface HostdevSettings {
  readonly rom: RomSettings;
  readonly overrides: readonly QemuProperty[];
}

/** Sort out properties of `vfio-pci`; text where libvirt cannot say one of them. */
export function readHostdevSettings(properties: Iterable<readonly [string, string]>): HostdevSettings | string {
  const rom: { bar?: string; file?: string } = {};
  const overrides = new Map<string, QemuProperty>();
  for (const [name, value] of properties) {
    if (name === 'romfile') {
      if (!value.startsWith('/')) return '<rom> takes absolute paths only';
      rom.file = value;
    } else if (name === 'rombar') {
      if (!/^[01]$/.test(value)) return 'QEMU would refuse one of its values';
      rom.bar = value === '1' ? 'on' : 'off';
    } else {
      const property = readVfioProperty(name, value);
      if (property === undefined) return `Property "${name}" with value "${value}" is none that ptx knows the type of`;
      overrides.set(name, property);
    }
  }
  return { rom, overrides: [...overrides.values()] };
}

/** Why no override works: without JSON for `-device` libvirt cannot apply one (8.2.0). */
export function overrideObstacle(draft: DomainDraft): string | undefined {
  const isOff = listQemuBlocks(draft, 'capabilities')
    .flatMap((block) => listQemuChildren(block, 'del'))
    .some((element) => element.attribute('capability') === 'device.json');
  return isOff ? '<qemu:capabilities> takes away "device.json", which <qemu:override> needs' : undefined;
}

/** An alias made of a QEMU id that no device and no override has. */
export function freeAlias(draft: DomainDraft, id: string): string {
  const taken = new Set([
    ...listDevices(draft).flatMap((device) => findUserAlias(device) ?? []),
    ...listOverriddenAliases(draft),
  ]);
  const base = `ua-${id.replace(/^ua-/, '').replace(/[^A-Za-z0-9_-]/g, '-')}`;
  let alias = base;
  for (let number = 1; taken.has(alias); number += 1) alias = `${base}-${number}`;
  return alias;
}
