import { parseUsbAddress, parseUsbId } from '../domain/usb-device.js';
import type { ProxmoxContext } from './proxmox-context.js';
import { importCpuSetting, importGpuVendorId, importOstype } from './proxmox-cpu.js';
import { type ProxmoxEntry, readPropertyString, readProxmoxBoolean } from './proxmox-file.js';
import { importHostpci } from './proxmox-hostpci.js';
import { readOptions } from './qemu-command.js';
import { KEPT, optional } from './qemu-context.js';
import { USB_PORT } from './qemu-device.js';
import { importMachineType, importOptions } from './qemu-options.js';
import { splitWords } from './shell.js';

type Handler = (entry: ProxmoxEntry, context: ProxmoxContext) => void;

/** Settings that may come to steps; `#` stands for the number of a device. */
export const HANDLERS: Readonly<Record<string, Handler>> = {
  'hostpci#': (entry, context) => {
    importHostpci(entry, context);
    importGpuVendorId(entry, context);
  },
  machine: importMachine,
  bios: importBios,
  efidisk0: importEfiDisk,
  tpmstate0: importTpm,
  cpu: importCpuSetting,
  ostype: importOstype,
  args: importArgs,
  hugepages: importHugepages,
  'allow-ksm': importKsm,
  balloon: importBalloon,
  affinity: importAffinity,
  'usb#': importUsb,
  vga: importVga,
  smbios1: importSmbios,
  ivshmem: importShmem,
  localtime: importLocaltime,
  kvm: (entry, context) => importDefault(entry, context, true, 'No step changes the type of the domain'),
  acpi: (entry, context) => importDefault(entry, context, true, 'No step takes <acpi> out of <features>'),
  arch: ({ value, source }, { collector }) =>
    value === 'x86_64'
      ? collector.note(source, 'The domain keeps its architecture')
      : collector.unmapped(source, 'No step changes the architecture, and most are for x86_64'),
  tdf: (entry, context) => importDefault(entry, context, false, 'No step says it'),
};

const CLOUD_INIT = 'cloud-init is outside of the domain';
const MANAGED = 'It is about how Proxmox VE keeps the guest';

/** Settings that no step says, and what to do instead. */
export const UNMAPPED: Readonly<Record<string, string>> = {
  hookscript: 'libvirt runs hooks of its own, from /etc/libvirt/hooks',
  'numa#': 'No step sets NUMA nodes: write <numa> into <cpu>, and <numatune>',
  'parallel#': 'No step passes a parallel port of the host',
  'amd-sev': 'No step sets <launchSecurity>',
  'intel-tdx': 'No step sets <launchSecurity>',
};

/** Settings that need no step, and why. */
export const NOTES: Readonly<Record<string, string>> = {
  ...each('scsi# ide# sata# virtio# unused# scsihw cdrom virtiofs# iothread', KEPT.disk),
  ...each('net#', KEPT.network),
  ...each('boot bootdisk', KEPT.boot),
  ...each('audio0', KEPT.sound),
  ...each('serial# agent', KEPT.console),
  ...each('cores sockets vcpus memory numa', KEPT.size),
  ...each('name vmgenid', KEPT.identity),
  ...each('spice_enhancements keyboard tablet', KEPT.display),
  ...each('rng0 watchdog', 'The domain keeps it as it has it'),
  ...each('shares', 'It is about the memory balloon, which gives no pinned memory back'),
  ...each('keephugepages', 'libvirt leaves huge pages to the host'),
  ...each('startdate', 'The domain keeps its clock'),
  ...each('ciuser cipassword citype ciupgrade cicustom sshkeys ipconfig# nameserver searchdomain', CLOUD_INIT),
  ...each('autostart onboot startup protection template lock description tags meta digest parent snaptime', MANAGED),
  ...each('hotplug freeze reboot migrate_downtime migrate_speed vmstate vmstatestorage snapstate', MANAGED),
  ...each('runningmachine runningcpu running-nets-host-mtu cpulimit cpuunits import-working-storage', MANAGED),
};

function importMachine({ value, source }: ProxmoxEntry, { collector }: ProxmoxContext): void {
  const options = readPropertyString(value, 'type');
  const type = options.get('type');
  if (type !== undefined) importMachineType(type, source, collector);
  const model = options.get('viommu');
  const bits = options.get('aw-bits');
  if (model !== undefined) {
    collector.add(
      'add-viommu',
      { model, ...optional('aw_bits', bits === undefined ? undefined : Number(bits)) },
      source,
    );
  }
  for (const [name, text] of options) {
    const property = { ...source, text: `${name}=${text}` };
    if (/^enable-s[34]$/.test(name)) collector.unmapped(property, 'No step says it: write <pm> into the domain');
    else if (name === 'aw-bits' && model === undefined) collector.note(property, 'It belongs to an IOMMU');
    else if (!/^(type|viommu|aw-bits)$/.test(name)) collector.unmapped(property, 'No step says it');
  }
}

function importBios({ value, source }: ProxmoxEntry, { collector }: ProxmoxContext): void {
  if (value === 'ovmf') collector.add('set-firmware-efi', {}, source);
  else collector.note(source, 'The domain keeps its BIOS');
}

function importEfiDisk({ value, source }: ProxmoxEntry, { collector, isUefi, isQ35 }: ProxmoxContext): void {
  const hasKeys = readProxmoxBoolean(readPropertyString(value, 'file').get('pre-enrolled-keys')) === true;
  if (isUefi && hasKeys && isQ35) collector.add('set-firmware-efi', { 'secure-boot': 'yes' }, source);
  else if (isUefi && hasKeys) {
    collector.unmapped({ ...source, text: 'pre-enrolled-keys=1' }, 'libvirt has Secure Boot on q35 only');
  }
  collector.note(source, 'libvirt makes a new variable store: boot entries and keys of this one do not come along');
}

function importTpm({ value, source }: ProxmoxEntry, { collector }: ProxmoxContext): void {
  const version = readPropertyString(value, 'file').get('version') ?? 'v1.2';
  if (version !== 'v2.0') {
    collector.unmapped(source, 'add-tpm adds a TPM 2.0 only');
    return;
  }
  collector.add('add-tpm', { model: 'tpm-tis' }, source);
  collector.note(
    source,
    'The TPM is a new one: what is sealed in the old one, such as a BitLocker key, does not come along',
  );
}

function importArgs({ value, source }: ProxmoxEntry, { collector, isUefi, windows }: ProxmoxContext): void {
  const words = splitWords(value, source.line);
  importOptions(readOptions(words, collector), collector, { isUefi, hasWindowsClock: windows > 0 });
}

function importHugepages({ value, source }: ProxmoxEntry, { collector }: ProxmoxContext): void {
  const size = { '2': '2M', '1024': '1G' }[value];
  collector.add('use-hugepages', optional('size', size), source);
  if (size === undefined) collector.note(source, 'The pages are of the default size of the host');
}

function importKsm({ value, source }: ProxmoxEntry, { collector, hasHugepages }: ProxmoxContext): void {
  if (readProxmoxBoolean(value) !== false) collector.note(source, 'The host may merge pages unless it is told not to');
  else if (hasHugepages) collector.add('use-hugepages', { nosharepages: 'yes' }, source);
  else collector.unmapped(source, 'No step says it but beside huge pages: write <nosharepages/> into <memoryBacking>');
}

function importBalloon({ value, source }: ProxmoxEntry, { collector }: ProxmoxContext): void {
  if (value === '0') collector.add('disable-memballoon', {}, source);
  else collector.note(source, 'The domain keeps its memory balloon, which gives no pinned memory back');
}

/** All threads of QEMU may run on these CPUs, so each vCPU gets all of them. */
function importAffinity({ value, source }: ProxmoxEntry, { collector, vcpus }: ProxmoxContext): void {
  const ids = vcpus === 1 ? '0' : `0-${vcpus - 1}`;
  collector.add('set-vcpu-pinning', { pins: `${ids}:${value}`, emulator: value }, source);
}

function importUsb({ value, source }: ProxmoxEntry, { collector }: ProxmoxContext): void {
  const options = readPropertyString(value, 'host');
  const host = options.get('host');
  if (host === undefined) {
    collector.unmapped(source, 'Resource mappings of USB are in /etc/pve/mapping/usb.cfg: put the id in its place');
  } else if (host === 'spice') collector.note(source, 'The domain keeps its redirected USB devices');
  else if (parseUsbId(host) !== undefined) collector.add('add-usb-hostdev', { id: host }, source, host);
  else if (parseUsbAddress(host) !== undefined) {
    collector.add('add-usb-hostdev', { address: host }, source, host);
    collector.note(source, USB_PORT);
  } else collector.unmapped(source, `Expected a USB device such as 046d:c52b or 1-2.3, found "${host}"`);
  for (const [name, text] of options) {
    const property = { ...source, text: `${name}=${text}` };
    if (name === 'usb3') collector.note(property, KEPT.usb);
    else if (!/^(host|mapping)$/.test(name)) collector.unmapped(property, 'No step says it');
  }
}

function importVga({ value, source }: ProxmoxEntry, { collector }: ProxmoxContext): void {
  if (readPropertyString(value, 'type').get('type') === 'none') collector.add('remove-emulated-video', {}, source);
  else collector.note(source, KEPT.display);
}

const SYSTEM = /^(manufacturer|product|version|serial|sku|family)$/;

function importSmbios({ value, source }: ProxmoxEntry, { collector }: ProxmoxContext): void {
  const options = readPropertyString(value, 'uuid');
  const isBase64 = readProxmoxBoolean(options.get('base64')) === true;
  const system: Record<string, string> = {};
  for (const [name, text] of options) {
    const property = { ...source, text: `${name}=${text}` };
    const decoded = isBase64 ? decodeBase64(text) : text;
    if (name === 'uuid') collector.note(property, 'The domain keeps its UUID');
    else if (SYSTEM.test(name) && decoded !== undefined) system[name] = decoded;
    else if (name !== 'base64') collector.unmapped(property, SYSTEM.test(name) ? 'It is no base64' : 'No step says it');
  }
  if (Object.keys(system).length > 0) collector.add('set-smbios-host', { system }, source);
}

function decodeBase64(text: string): string | undefined {
  try {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function importShmem({ value, source }: ProxmoxEntry, { collector }: ProxmoxContext): void {
  const options = readPropertyString(value, 'size');
  const name = options.get('name');
  const file = name === undefined ? {} : { name: `pve-shm-${name}` };
  collector.add('add-shmem', { ...file, size: Number(options.get('size')) }, source);
  if (name === undefined)
    collector.note(source, 'Proxmox VE names it after the number of the guest, ptx "looking-glass"');
}

function importLocaltime({ value, source }: ProxmoxEntry, { collector, windows }: ProxmoxContext): void {
  if (readProxmoxBoolean(value) !== true) {
    if (windows === 0) collector.note(source, 'The domain keeps its clock');
    else collector.unmapped(source, 'set-clock-windows sets local time: leave it out where the guest keeps UTC');
  } else if (windows > 0) collector.note(source, 'set-clock-windows sets local time');
  else collector.unmapped(source, 'No step but set-clock-windows sets <clock offset="localtime">');
}

/** A switch that matters only where it is not as it usually is. */
function importDefault(entry: ProxmoxEntry, { collector }: ProxmoxContext, usual: boolean, reason: string): void {
  if (readProxmoxBoolean(entry.value) === usual) collector.note(entry.source, 'That is how it usually is');
  else collector.unmapped(entry.source, reason);
}

function each(names: string, reason: string): Record<string, string> {
  return Object.fromEntries(names.split(' ').map((name) => [name, reason]));
}
