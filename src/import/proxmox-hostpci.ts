import { formatPciAddress, type PciTarget, parsePciAddress } from '../domain/pci-address.js';
import type { ImportSource } from './imported.js';
import { formatShort } from './pci-plan.js';
import type { ProxmoxContext } from './proxmox-context.js';
import { type ProxmoxEntry, readPropertyString, readProxmoxBoolean } from './proxmox-file.js';

const OPTIONS = new Set(
  `host mapping pcie x-vga rombar romfile mdev driver legacy-igd vendor-id device-id sub-vendor-id sub-device-id`.split(
    ' ',
  ),
);
const IDS = ['vendor-id', 'device-id', 'sub-vendor-id', 'sub-device-id'];
/** Where Proxmox VE looks for ROM files. */
const ROM_FOLDER = '/usr/share/kvm/';

/** `hostpci0: 01:00,pcie=1,x-vga=1`. What is said of a card goes to the first function, as Proxmox VE does it. */
export function importHostpci(entry: ProxmoxEntry, context: ProxmoxContext): void {
  const { source } = entry;
  const { collector } = context;
  const options = readPropertyString(entry.value, 'host');
  const says = (name: string) => readProxmoxBoolean(options.get(name)) === true;
  if (says('x-vga')) importPrimary(source, context);
  if (options.has('mdev')) {
    collector.unmapped(
      source,
      mdevReason(options.get('host') ?? options.get('mapping') ?? '', options.get('mdev') ?? ''),
    );
    return;
  }
  const mapping = options.get('mapping');
  if (mapping !== undefined) {
    importMapping(mapping, entry, options, context);
    return;
  }
  const targets = readHosts(options.get('host') ?? '');
  if (targets === undefined) {
    collector.unmapped(source, `Expected PCI addresses such as 01:00.0 or 01:00, found "${options.get('host') ?? ''}"`);
    return;
  }
  for (const [index, target] of targets.entries()) {
    const isFirst = index === 0;
    collector.addPci({
      ...hostOf(target, source, context),
      source,
      managed: options.get('driver') === 'keep' ? 'no' : undefined,
      ...(isFirst ? settingsOfFirst(entry, options, context) : {}),
    });
  }
  remark(options, targets, source, context);
}

/** A device map of ptx is what a resource mapping of Proxmox VE is. */
function importMapping(
  device: string,
  entry: ProxmoxEntry,
  options: ReadonlyMap<string, string>,
  context: ProxmoxContext,
): void {
  const { source } = entry;
  const { rom, bootOrder, ids, isPrimary } = settingsOfFirst(entry, options, context);
  const step = {
    device,
    ...(rom === undefined ? {} : { rom }),
    ...(options.get('driver') === 'keep' ? { managed: 'no' } : {}),
    ...(bootOrder === undefined ? {} : { boot: { order: bootOrder } }),
  };
  context.collector.add('add-pci-hostdev', step, source, device);
  const reason = `Resource mapping "${device}" is in /etc/pve/mapping/pci.cfg: ptx transform takes it from a device map (--devices)`;
  context.collector.note(source, reason);
  const late = [...Object.entries(ids ?? {}).map((pair) => pair.join('=')), ...(isPrimary ? ['x-vga=1'] : [])];
  for (const text of late) context.collector.unmapped({ ...source, text }, 'Its step wants the address of the device');
  remark(options, [], source, context);
}

function mdevReason(host: string, type: string): string {
  return `libvirt takes a mediated device by its UUID: create one of type "${type}" on ${host}, then add-mdev-hostdev`;
}

function readHosts(text: string): PciTarget[] | undefined {
  const targets = text.split(';').map(parsePciAddress);
  return targets.every((target) => target !== undefined) ? targets : undefined;
}

/** A card without its function is all of it, and which functions that are only the host knows. */
function hostOf(target: PciTarget, source: ImportSource, { collector, functions, usedFunctions }: ProxmoxContext) {
  if (target.function !== undefined) return { host: { ...target, function: target.function } };
  const host = { ...target, function: 0 };
  const card = formatShort(host);
  const told = functions.get(card);
  usedFunctions.add(card);
  if (told === undefined) {
    const reason = `All functions of ${card}: ptx transform reads them from a host snapshot (--host), or give --functions ${card}=0-1 here`;
    collector.note(source, reason);
  }
  return { host, isWhole: true, functions: told };
}

function settingsOfFirst({ key }: ProxmoxEntry, options: ReadonlyMap<string, string>, context: ProxmoxContext) {
  const file = options.get('romfile');
  const isBarOff = readProxmoxBoolean(options.get('rombar')) === false;
  const rom = {
    ...(file === undefined ? {} : { file: file.startsWith('/') ? file : ROM_FOLDER + file }),
    ...(isBarOff ? { bar: 'off' as const } : {}),
  };
  const ids = Object.fromEntries(IDS.flatMap((name) => (options.has(name) ? [[name, options.get(name) ?? '']] : [])));
  return {
    rom: Object.keys(rom).length === 0 ? undefined : rom,
    ids: Object.keys(ids).length === 0 ? undefined : ids,
    bootOrder: context.bootOrder.get(key),
    isPrimary: readProxmoxBoolean(options.get('x-vga')) === true && !context.isUefi,
  };
}

/** What `x-vga` brings about beside the GPU (print_hostpci_devices of qemu-server). */
function importPrimary(source: ImportSource, context: ProxmoxContext): void {
  const { collector, isUefi, hasVga, hidden, isCpuReplaced } = context;
  if (isUefi) collector.note(source, 'x-vga: UEFI drives a GPU without legacy VGA ranges, set-primary-gpu is left out');
  if (hidden === undefined && !isCpuReplaced) collector.add('hide-kvm', {}, source);
  if (!hasVga) collector.add('remove-emulated-video', {}, source);
}

function remark(
  options: ReadonlyMap<string, string>,
  targets: readonly PciTarget[],
  source: ImportSource,
  { collector, isQ35 }: ProxmoxContext,
): void {
  const cards = new Set(targets.map((target) => formatPciAddress({ ...target, function: 0 })));
  if (cards.size > 1) collector.note(source, 'Cards of their own get guest slots of their own');
  if (readProxmoxBoolean(options.get('pcie')) === true && !isQ35) {
    collector.note(source, 'pcie=1: devices are PCI Express on q35 only, see convert-to-q35');
  }
  if (options.has('romfile') && !options.get('romfile')?.startsWith('/')) {
    collector.note(source, `romfile: Proxmox VE looks in ${ROM_FOLDER}; the file has to be on the host of libvirt`);
  }
  if (readProxmoxBoolean(options.get('legacy-igd')) === true) {
    const reason = 'No step asks for the legacy mode of Intel graphics, which wants 00:02.0 in a guest with i440fx';
    collector.unmapped({ ...source, text: 'legacy-igd=1' }, reason);
  }
  for (const [name, value] of options) {
    if (!OPTIONS.has(name)) collector.unmapped({ ...source, text: `${name}=${value}` }, 'No step says it');
  }
}
