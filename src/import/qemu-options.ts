import { readQemuBoolean, readQemuNumber, readQemuProperties, readQemuSize } from '../domain/qemu-option.js';
import type { ImportSource } from './imported.js';
import { type GivenOption, unresolvedReason } from './qemu-command.js';
import { type GuestFacts, KEPT, optional, type QemuContext, switchOf } from './qemu-context.js';
import { importCpu } from './qemu-cpu.js';
import { importDevice } from './qemu-device.js';
import { importSmbios } from './smbios.js';
import type { StepCollector } from './step-collector.js';

/** Ask for the steps that these options of QEMU come to. */
export function importOptions(options: readonly GivenOption[], collector: StepCollector, facts: GuestFacts = {}): void {
  const last = new Map(options.map((option) => [option.name, option]));
  const lastCpu = last.get('cpu');
  const context = readContext(options, lastCpu, collector, facts);
  for (const given of options) {
    const option = settleVariables(given, collector);
    const note = Object.hasOwn(NOTES, option.name) ? NOTES[option.name] : undefined;
    if (note !== undefined) collector.note(option.source, note);
    else if (option.unresolved.length > 0) collector.unmapped(option.source, unresolvedReason(option.unresolved));
    else if (SINGLE.has(option.name) && given !== last.get(option.name)) {
      collector.note(option.source, `Another -${option.name} behind it replaces it`);
    } else (Object.hasOwn(HANDLERS, option.name) ? HANDLERS[option.name] : unknown)?.(option, context);
  }
}

/** Take out what a variable leaves open, where the rest of the option stands without it. */
function settleVariables(option: GivenOption, collector: StepCollector): GivenOption {
  const { name, value, source, unresolved } = option;
  const isOpen = (item: string) => unresolved.some((variable) => item.includes(variable));
  const items = value.split(',');
  const [open, settled] = [items.filter(isOpen), items.filter((item) => !isOpen(item))];
  const isSpare = (item: string) => (name === 'cpu' ? item !== items[0] : /^(romfile|id|bootindex)=/.test(item));
  const isSplit = unresolved.every((variable) => open.some((item) => item.includes(variable)));
  if (!/^(cpu|device)$/.test(name) || !isSplit || !open.every(isSpare)) return option;
  for (const item of open) collector.unmapped({ ...source, text: item }, unresolvedReason(unresolved));
  return { ...option, value: settled.join(','), unresolved: [] };
}

/** Options of which only the last one counts. */
const SINGLE = new Set(['cpu', 'vga', 'bios', 'mem-path']);

type Handler = (option: GivenOption, context: QemuContext) => void;

/** Options that need no step, and why. */
const NOTES: Readonly<Record<string, string>> = {
  ...each('hda hdb hdc hdd cdrom fda fdb sd mtdblock snapshot fsdev virtfs', KEPT.disk),
  ...each('net netdev nic', KEPT.network),
  ...each('display spice vnc nographic sdl full-screen alt-grab ctrl-grab no-quit curses k portrait', KEPT.display),
  ...each('soundhw audiodev audio', KEPT.sound),
  ...each('monitor serial parallel chardev mon qmp qmp-pretty debugcon console', KEPT.console),
  ...each('boot bootp kernel initrd append no-reboot no-shutdown S no-fd-bootchk', KEPT.boot),
  ...each('name uuid', KEPT.identity),
  ...each('m', KEPT.size),
  ...each(
    'daemonize pidfile runas run-with chroot D d trace msg sandbox L no-user-config nodefaults nodefconfig writeconfig id loadvm incoming add-fd',
    KEPT.process,
  ),
  ...each('usb', KEPT.usb),
  'enable-kvm': 'A domain of type "kvm" has it',
};

const HANDLERS: Readonly<Record<string, Handler>> = {
  cpu: ({ value, source }, { collector }) => importCpu(value, source, collector),
  machine: importMachine,
  M: importMachine,
  accel: importAccelerator,
  device: importDevice,
  object: importObject,
  smp: importSmp,
  bios: importFirmware,
  pflash: importFirmware,
  drive: importDrive,
  blockdev: importDrive,
  vga: importVga,
  'mem-path': importMemPath,
  'mem-prealloc': (option, context) => noteHugepages(option, context, 'libvirt allocates huge pages at start'),
  overcommit: importLock,
  realtime: importLock,
  balloon: importBalloon,
  smbios: importSmbios,
  fw_cfg: importFirmwareConfig,
  global: importGlobal,
  rtc: importRtc,
  'no-hpet': ({ source }, context) => noteHpet(source, context),
  usbdevice: importUsbDevice,
  tpmdev: importTpmBackend,
};

function readContext(
  options: readonly GivenOption[],
  lastCpu: GivenOption | undefined,
  collector: StepCollector,
  facts: GuestFacts,
): QemuContext {
  const objects = options
    .filter(({ name }) => name === 'object')
    .flatMap(({ value }) => readQemuProperties(value, 'qom-type') ?? []);
  const rtc = options.some(({ name, value }) => name === 'rtc' && isLocalTime(value));
  return {
    collector,
    isUefi: facts.isUefi === true || options.some(namesUefi),
    hasWindowsClock: facts.hasWindowsClock === true || rtc,
    hasHostCpu: /^host(,|$)/.test(lastCpu?.value ?? ''),
    hasIommu: options.some(({ name, value }) => name === 'device' && /\b(intel|amd)-iommu\b/.test(value)),
    hasHugepages: options.some(({ name, value }) =>
      name.startsWith('mem-path') ? isHugepagePath(value) : name === 'object' && isHugeMemory(value),
    ),
    objects: new Map(objects.map((object) => [object.get('id') ?? '', object])),
  };
}

function noteHpet(source: ImportSource, { collector, hasWindowsClock }: QemuContext): void {
  if (hasWindowsClock) collector.note(source, 'set-clock-windows takes the HPET out');
  else collector.unmapped(source, 'No step but set-clock-windows takes the HPET out');
}

function unknown({ source }: GivenOption, { collector }: QemuContext): void {
  collector.unmapped(source, 'No step says it');
}

function importMachine({ value, source }: GivenOption, context: QemuContext): void {
  const { collector } = context;
  for (const [key, text] of readQemuProperties(value, 'type') ?? []) {
    const property = { ...source, text: key === 'type' ? source.text : `${key}=${text}` };
    if (key === 'type') importMachineType(text, property, collector);
    else if (!importMachineProperty(key.replaceAll('_', '-'), text, property, context)) {
      collector.unmapped(property, 'No step says it');
    }
  }
}

/** The machine type alone: q35 is asked for, its version and i440fx are the domain's own. */
export function importMachineType(type: string, source: ImportSource, collector: StepCollector): void {
  if (/^(q35|pc-q35-.*)$/.test(type)) {
    collector.add('convert-to-q35', {}, source);
    if (type !== 'q35') collector.note(source, 'The domain keeps the version of its machine type');
  } else if (/^(pc|pc-i440fx-.*)$/.test(type)) {
    collector.note(source, 'The domain keeps its machine type');
  } else {
    collector.unmapped(source, `No step asks for machine "${type}"`);
  }
}

const KERNEL_IRQCHIP = 'add-viommu brings the split I/O APIC that interrupt remapping needs';

function importMachineProperty(key: string, text: string, source: ImportSource, context: QemuContext): boolean {
  const { collector } = context;
  const isOn = readQemuBoolean(text);
  if (key === 'kernel-irqchip') {
    if (context.hasIommu) collector.note(source, KERNEL_IRQCHIP);
    else if (text === 'split') collector.add('set-ioapic-driver', { driver: 'qemu' }, source);
    else if (isOn === true) collector.add('set-ioapic-driver', { driver: 'kvm' }, source);
    else return false;
  } else if (key === 'accel') {
    if (!/^kvm\b/.test(text)) return false;
    collector.note(source, 'A domain of type "kvm" has it');
  } else if (key === 'mem-merge' && isOn === false) {
    if (context.hasHugepages) collector.add('use-hugepages', { nosharepages: 'yes' }, source);
    else
      collector.unmapped(source, 'No step says it but beside huge pages: write <nosharepages/> into <memoryBacking>');
  } else if (key === 'hpet' && isOn === false) {
    noteHpet(source, context);
  } else if (/^(smm|usb|dump-guest-core|acpi|graphics|vmport|pflash[01]|memory-backend|hmat)$/.test(key)) {
    collector.note(source, 'libvirt says it by itself, from what the domain has');
  } else return false;
  return true;
}

function importAccelerator({ value, source }: GivenOption, context: QemuContext): void {
  const { collector } = context;
  for (const [key, text] of readQemuProperties(value, 'accel') ?? []) {
    const property = { ...source, text: key === 'accel' ? `-accel ${text}` : `${key}=${text}` };
    if (!importMachineProperty(key.replaceAll('_', '-'), text, property, context)) {
      collector.unmapped(property, 'No step says it');
    }
  }
}

/** A topology that is spelled out is kept; a number of vCPUs alone is the domain's own. */
function importSmp({ value, source }: GivenOption, { collector, hasHostCpu }: QemuContext): void {
  const given = readQemuProperties(value, 'cpus');
  const read = (name: string) => readQemuNumber(given?.get(name));
  const [cores, threads] = [read('cores'), read('threads')];
  if (cores === undefined || threads === undefined || !hasHostCpu) {
    collector.note(source, 'The domain keeps its vCPUs; set-cpu-host-passthrough takes a topology that fits them');
    return;
  }
  const perSocket = (read('dies') ?? 1) * cores * threads;
  const sockets = read('sockets') ?? Math.max(1, Math.floor((read('cpus') ?? perSocket) / perSocket));
  const topology = { sockets, ...optional('dies', read('dies')), cores, threads };
  collector.add('set-cpu-host-passthrough', { topology }, source);
  const unknown = [...(given ?? [])].filter(([name]) => !/^(cpus|maxcpus|sockets|dies|cores|threads)$/.test(name));
  for (const [name, text] of unknown) collector.unmapped({ ...source, text: `${name}=${text}` }, 'No step says it');
}

/** True for an option that names UEFI firmware. */
function namesUefi({ name, value }: GivenOption): boolean {
  if (name === 'drive') return /\bif=pflash\b/.test(value) && isUefiImage(value);
  return /^(bios|pflash|blockdev)$/.test(name) && isUefiImage(value);
}

function isUefiImage(value: string): boolean {
  return /ovmf|edk2|_code[^,/"]*\.fd|uefi[^,/"]*\.(fd|bin)/i.test(value);
}

const FIRMWARE =
  'libvirt picks the firmware and makes a variable store; options "loader" and "nvram" name them instead';

function importFirmware({ value, source }: GivenOption, { collector }: QemuContext): void {
  if (!isUefiImage(value)) {
    collector.unmapped(source, 'No step names a BIOS image: write <loader type="rom"> into <os>');
    return;
  }
  collector.add('set-firmware-efi', {}, source);
  collector.note(source, FIRMWARE);
}

function importDrive(option: GivenOption, context: QemuContext): void {
  const { value, source } = option;
  if (!namesUefi(option)) context.collector.note(source, KEPT.disk);
  else if (/vars/i.test(value)) context.collector.note(source, 'A variable store: libvirt makes one for the domain');
  else importFirmware(option, context);
}

function importVga({ value, source }: GivenOption, { collector }: QemuContext): void {
  if (value === 'none') collector.add('remove-emulated-video', {}, source);
  else collector.note(source, KEPT.display);
}

function isHugepagePath(value: string): boolean {
  return /\/[^,"]*huge/i.test(value);
}

function isHugeMemory(value: string): boolean {
  return isHugepagePath(value) || /\bhugetlb"?[=:]\s*(on|true|yes)/.test(value);
}

function isLocalTime(value: string): boolean {
  return /\bbase=localtime\b/.test(value);
}

/** A mount point may tell the size: `/dev/hugepages1G`. */
function hugepageOptions(path: string): Record<string, unknown> {
  const [, digits, unit] = /([0-9]+) *([MG])i?B?\b/i.exec(path) ?? [];
  return digits === undefined ? {} : { size: `${digits}${unit?.toUpperCase()}` };
}

function importMemPath({ value, source }: GivenOption, { collector }: QemuContext): void {
  if (isHugepagePath(value)) collector.add('use-hugepages', hugepageOptions(value), source);
  else collector.unmapped(source, 'No step puts the memory of the guest into a file');
}

function noteHugepages({ source }: GivenOption, { collector, hasHugepages }: QemuContext, reason: string): void {
  if (hasHugepages) collector.note(source, reason);
  else collector.unmapped(source, 'No step says it but beside huge pages');
}

function importLock({ value, source }: GivenOption, { collector, hasHugepages }: QemuContext): void {
  const isLocked = /\b(mem-lock|mlock)=(on|yes)/.test(value);
  if (isLocked && hasHugepages) collector.add('use-hugepages', { locked: 'yes' }, source);
  else if (isLocked) collector.note(source, 'A passed-through device keeps the memory of the guest in place anyway');
  else if (/^(mem-lock|mlock)=(off|no)$/.test(value)) collector.note(source, 'Off is what QEMU does without it');
  else collector.unmapped(source, 'No step says it');
}

function importBalloon({ value, source }: GivenOption, { collector }: QemuContext): void {
  if (value === 'none') collector.add('disable-memballoon', {}, source);
  else collector.note(source, 'The domain keeps its memory balloon');
}

const INPUT_OPTIONS = new Set(['qom-type', 'id', 'evdev', 'grab_all', 'repeat', 'grab-toggle']);

function importObject({ value, source }: GivenOption, context: QemuContext): void {
  const { collector } = context;
  const object = readQemuProperties(value, 'qom-type') ?? new Map<string, string>();
  const type = object.get('qom-type') ?? '';
  if (type === 'input-linux') importInput(object, source, collector);
  else if (/^memory-backend-/.test(type)) importMemory(object, source, collector);
  else if (/^(iothread|rng-.*|secret|tls-.*|throttle-group|authz-.*|can-bus|filter-.*)$/.test(type)) {
    collector.note(source, 'The domain has what its devices need');
  } else collector.unmapped(source, 'No step says it');
}

function importInput(object: ReadonlyMap<string, string>, source: ImportSource, collector: StepCollector): void {
  const dev = object.get('evdev') ?? '';
  const options = {
    dev,
    ...(readQemuBoolean(object.get('grab_all')) === true ? { grab: 'all' } : {}),
    ...optional('grabToggle', object.get('grab-toggle')),
    ...optional('repeat', switchOf(object.get('repeat'))),
  };
  collector.add('add-evdev-input', options, source, dev);
  for (const [name, text] of object) {
    if (!INPUT_OPTIONS.has(name)) collector.unmapped({ ...source, text: `${name}=${text}` }, 'No step says it');
  }
}

function importMemory(object: ReadonlyMap<string, string>, source: ImportSource, collector: StepCollector): void {
  const path = object.get('mem-path') ?? '';
  const hugetlbSize = readQemuSize(object.get('hugetlbsize'));
  if (isHugepagePath(path)) collector.add('use-hugepages', hugepageOptions(path), source);
  else if (readQemuBoolean(object.get('hugetlb')) === true) {
    const size = hugetlbSize === undefined ? {} : { size: `${hugetlbSize / 1024 ** 2}M` };
    collector.add('use-hugepages', size, source);
  } else if (path.startsWith('/dev/shm/')) collector.note(source, 'Memory of the shared memory device that names it');
  else collector.note(source, KEPT.size);
}

const WINDOW = /^name=opt\/ovmf\/X-PciMmio64Mb,string=([0-9]+)$/;

function importFirmwareConfig({ value, source }: GivenOption, { collector }: QemuContext): void {
  const [, mebibytes] = WINDOW.exec(value.replace(/^opt\//, 'name=opt/')) ?? [];
  if (mebibytes === undefined) collector.unmapped(source, 'No step says it: write <sysinfo type="fwcfg">');
  else collector.add('set-mmio-window', { size: `${Math.ceil(Number(mebibytes) / 1024)}G` }, source);
}

function importGlobal({ value, source }: GivenOption, { collector, hasWindowsClock }: QemuContext): void {
  const [, text] = /^(?:q35|i440FX)-pcihost\.pci-hole64-size=(.+)$/.exec(value) ?? [];
  const bytes = readQemuSize(text);
  if (bytes !== undefined) collector.add('set-mmio-window', { size: `${Math.ceil(bytes / 1024 ** 3)}G` }, source);
  else if (/^kvm-pit\.lost_tick_policy=(delay|discard)$/.test(value) && hasWindowsClock) {
    collector.note(source, 'set-clock-windows says what becomes of lost ticks');
  } else collector.unmapped(source, 'No step says it: modernize-qemu-arguments knows some, as <qemu:arg> of a domain');
}

function importRtc({ value, source }: GivenOption, { collector }: QemuContext): void {
  if (isLocalTime(value)) {
    collector.add('set-clock-windows', {}, source);
    collector.note(source, 'A clock in local time is what Windows wants: leave this step out for another guest');
  } else collector.note(source, 'The domain keeps its clock');
}

function importUsbDevice({ value, source }: GivenOption, { collector }: QemuContext): void {
  const [, device] = /^host:(.+)$/.exec(value) ?? [];
  if (device === undefined) collector.note(source, KEPT.usb);
  else collector.add('add-usb-hostdev', device.includes(':') ? { id: device } : { address: device }, source, device);
}

function importTpmBackend({ value, source }: GivenOption, { collector }: QemuContext): void {
  if (/^emulator\b/.test(value)) collector.note(source, 'libvirt runs swtpm for the TPM of the domain');
  else collector.unmapped(source, 'No step passes a TPM of the host');
}

function each(names: string, reason: string): Record<string, string> {
  return Object.fromEntries(names.split(' ').map((name) => [name, reason]));
}
