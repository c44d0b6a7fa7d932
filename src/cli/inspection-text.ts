import { cleanStrings } from '../domain/clean-strings.js';
import type {
  CpuFacts,
  DomainInspection,
  FirmwareFacts,
  GuestAddress,
  HidingFacts,
  MachineFacts,
  MemoryFacts,
  PassedThroughCard,
  PassedThroughDevice,
  PinningFacts,
  QemuFacts,
} from '../inspect/inspection.js';
import { formatHost } from '../inspect/passthrough.js';
import type { Paint } from './color.js';
import { row } from './layout.js';
import { formatPciTree } from './pci-tree.js';

const WIDTH = 100;
/** Where values begin. */
const COLUMN = 20;
/** Where details begin at the latest. */
const LAST_COLUMN = 70;

type Row = readonly [label: string, value: string | null];

/** Write an inspection for people: a section for each question, with what is said and nothing else. */
export function formatInspection(inspection: DomainInspection, paint: Paint): string {
  const facts = cleanStrings(inspection);
  const sections = [
    `${paint('title', facts.domain.name || '(no name)')}  ${describeDomain(facts)}\n`,
    section('Passes through', formatPassthrough(facts.passthrough, facts.cards, paint), paint),
    ...(facts.hiding === null ? [] : [section('Hides', formatHiding(facts.hiding, paint), paint)]),
    section('Machine', formatRows(machineRows(facts)), paint),
    section('CPU', formatRows(cpuRows(facts.cpu, facts.pinning)), paint),
    section('Memory', formatRows(memoryRows(facts.memory)), paint),
    section('Clock', formatRows(clockRows(facts)), paint),
    section('QEMU', formatRows(qemuRows(facts.qemu)), paint),
    ...(facts.pci === null ? [] : [section('PCI buses of the guest', formatPciTree(facts.pci, paint), paint)]),
  ];
  return sections.filter((text) => text !== '').join('\n');
}

function section(title: string, body: string, paint: Paint): string {
  return body === '' ? '' : `${paint('title', title)}\n${body}`;
}

function formatRows(rows: readonly Row[]): string {
  return rows.flatMap(([label, value]) => (value === null ? [] : [row(`  ${label}`, value, COLUMN, WIDTH)])).join('');
}

function list(parts: readonly (string | null | false)[]): string | null {
  return parts.filter((part) => part !== null && part !== false).join(', ') || null;
}

function yesNo(value: boolean | null): string | null {
  return value === null ? null : value ? 'yes' : 'no';
}

function describeDomain({ domain }: DomainInspection): string {
  return `${[
    `${domain.type ?? 'unknown'} domain, ${domain.arch}`,
    ...(domain.title === null ? [] : [domain.title]),
    ...(domain.isLive ? ['XML of a running domain'] : []),
  ].join(' - ')}`;
}

function formatPassthrough(
  devices: readonly PassedThroughDevice[],
  cards: readonly PassedThroughCard[],
  paint: Paint,
): string {
  if (devices.length === 0) return '  nothing\n';
  const cells = devices.map((device) => [
    kindOf(device),
    device.host === null ? '(not readable)' : formatHost(device.host),
    placeOf(device),
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((cell) => (cell[column] ?? '').length)));
  const lines = cells.map((cell, index) => {
    const columns = cell.map((text, column) => text.padEnd(widths[column] ?? 0));
    const details = detailsOf(devices[index] as PassedThroughDevice);
    const left = `  ${columns.join('  ')}`;
    const line = details === '' ? `${left}\n` : row(left, details, Math.min(left.length + 2, LAST_COLUMN), WIDTH);
    return line.replace(cell[1] ?? '', (host) => paint('host', host)).replace(/ +$/gm, '');
  });
  const split = cards.filter(({ functions }) => functions.length > 1).map((card) => `  ${describeCard(card)}\n`);
  return lines.join('') + split.join('');
}

const KINDS: Readonly<Record<string, string>> = { pci: 'PCI', usb: 'USB', scsi: 'SCSI', scsi_host: 'SCSI host' };

function kindOf({ element, type }: PassedThroughDevice): string {
  return element === 'interface' ? 'NIC' : element === 'disk' ? 'NVMe' : (KINDS[type] ?? type);
}

function placeOf({ element, target, guest }: PassedThroughDevice): string {
  if (element === 'argument') return 'by a QEMU argument';
  if (element === 'disk') return `as disk ${target ?? ''}`;
  return guest === null ? 'placed by libvirt' : describeGuest(guest);
}

function describeGuest({ type, address }: GuestAddress): string {
  if (type === 'unassigned') return 'kept from the guest';
  return `guest ${type === 'pci' ? '' : `${type} `}${address ?? '(not readable)'}`;
}

function detailsOf(device: PassedThroughDevice): string {
  const { managed, driver, rom, bootOrder, alias, model, display, ramfb, mac, startupPolicy, guest } = device;
  return (
    list([
      managed === null ? null : managed ? 'managed' : 'not managed',
      guest?.multifunction === true && 'multifunction',
      driver !== null && `driver ${driver}`,
      model,
      display !== null && `display ${display}`,
      ramfb !== null && `ramfb ${ramfb}`,
      startupPolicy !== null && `startup policy ${startupPolicy}`,
      mac,
      rom?.enabled === false && 'no ROM',
      rom?.bar === false && 'ROM bar off',
      rom !== null && rom.file !== null && `ROM ${rom.file}`,
      bootOrder !== null && `boot order ${bootOrder}`,
      alias !== null && `alias ${alias}`,
    ]) ?? ''
  );
}

function describeCard({ host, functions, guestSlots, placedByLibvirt }: PassedThroughCard): string {
  const parts = [
    `card ${host}: functions ${functions.join(', ')}`,
    ...(guestSlots.length === 1 ? [`in guest slot ${guestSlots[0]}`] : []),
    ...(guestSlots.length > 1 ? [`split over guest slots ${guestSlots.join(' and ')}`] : []),
    ...(placedByLibvirt > 0 ? [`${placedByLibvirt} placed by libvirt, each in a slot of its own`] : []),
  ];
  return parts.join('; ');
}

const METHODS: Readonly<Record<HidingFacts['method'], string>> = {
  A: 'A: no hypervisor is seen',
  B: 'B: Hyper-V is seen in place of KVM',
  mixed: 'A and B mixed, which contradict each other',
  partial: 'neither A nor B is whole',
  none: 'none: KVM shows itself',
};

function formatHiding({ method, cpuid, enlightenments, notes }: HidingFacts, paint: Paint): string {
  const rows: Row[] = [
    ['Method', cpuid && METHODS[method]],
    ['Hypervisor bit', cpuid && `${cpuid.hypervisorBit ? 'set' : 'clear'} (leaf 1, ECX bit 31)`],
    ['Leaf 0x40000000', cpuid && describeSignature(cpuid)],
    ['Leaf 0x40000001', cpuid && (cpuid.hyperv ? 'Hv#1' : 'no Hv#1')],
    ['KVM signature', cpuid && (cpuid.kvmSignatureLeaf === null ? 'nowhere' : `at ${cpuid.kvmSignatureLeaf}`)],
    ['Enlightenments', list(enlightenments.map(({ name, value }) => (value === null ? name : `${name} ${value}`)))],
  ];
  const remarks = notes.map(({ message, location }) =>
    paint('note', row('  !', `${message}${location === null ? '' : ` (line ${location.line})`}`, 5, WIDTH).trimEnd()),
  );
  return formatRows(rows) + remarks.map((line) => `${line}\n`).join('');
}

function describeSignature({ signature, highestLeaf }: NonNullable<HidingFacts['cpuid']>): string {
  const text = signature === null ? 'left to the host' : signature === '' ? 'empty' : signature;
  return highestLeaf === null || highestLeaf === '0x0' ? text : `${text}, highest leaf ${highestLeaf}`;
}

function machineRows({ machine, firmware, tpms, iommus }: DomainInspection): Row[] {
  return [
    ['Machine type', describeMachine(machine)],
    ['Firmware', describeFirmware(firmware)],
    ['Secure Boot', firmware.type === 'uefi' ? describeSecureBoot(firmware) : null],
    ['Loader', firmware.loader && list([firmware.loader.path, firmware.loader.type])],
    ['NVRAM', firmware.nvram && list([firmware.nvram.path, template(firmware.nvram.template)])],
    ['Kernel', firmware.kernel],
    ['I/O APIC', machine.ioapicDriver],
    ['SMM', machine.smm],
    ['TPM', list(tpms.map(({ model, backend, version, path }) => words([model, backend, version, path])))],
    ['IOMMU', list(iommus.map(({ model, driver }) => words([model, ...settings(driver)])))],
  ];
}

function template(path: string | null): string | null {
  return path === null ? null : `from template ${path}`;
}

function words(parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null).join(' ');
}

function settings(attributes: Readonly<Record<string, string>>): string[] {
  return Object.entries(attributes).map(([name, value]) => `${name}=${value}`);
}

function describeMachine({ machine, family, version }: MachineFacts): string {
  if (machine === null) return `QEMU's default (${family})`;
  return `${machine} (${family}, ${version === null ? 'an alias: define pins the version' : `pinned to ${version}`})`;
}

function describeFirmware({ type, selection }: FirmwareFacts): string {
  const name = { uefi: 'UEFI', bios: 'BIOS', other: "the machine's own" }[type];
  return `${name}${{ auto: ', picked by libvirt', explicit: ', named by path', default: '' }[selection]}`;
}

function describeSecureBoot({ secureBoot, enrolledKeys }: FirmwareFacts): string {
  if (secureBoot === null) return 'not said: the firmware that libvirt finds first decides';
  return `${yesNo(secureBoot)}${enrolledKeys === null ? '' : `, keys enrolled: ${yesNo(enrolledKeys)}`}`;
}

function cpuRows(cpu: CpuFacts, pinning: PinningFacts): Row[] {
  const { maximum, current, placement, cpuset } = cpu.vcpus;
  return [
    ['Mode', cpu.mode === null ? "no <cpu>: libvirt's default model" : describeMode(cpu)],
    [
      'vCPUs',
      list([
        String(maximum ?? '(not readable)'),
        current !== maximum && `${current} of them at start`,
        placement === 'auto' && 'placed by numad',
        cpuset !== null && `on host CPUs ${cpuset}`,
      ]),
    ],
    ['Topology', cpu.topology && describeTopology(cpu.topology)],
    ['Features', describeFeatures(cpu)],
    ['Physical bits', cpu.maxphysaddr && describeBits(cpu.maxphysaddr)],
    ['Cache', cpu.cache && words([cpu.cache.mode, cpu.cache.level === null ? null : `level ${cpu.cache.level}`])],
    [
      'NUMA nodes',
      cpu.numaCells.map(({ id, cpus, memoryKiB }) => `${id}: ${describeCell(cpus, memoryKiB)}`).join('; ') || null,
    ],
    [
      'Pinned vCPUs',
      list(pinning.vcpus.map(({ vcpu, cpuset: on, isDropped }) => describePin(vcpu, on, isDropped))) ?? 'none',
    ],
    ['Not pinned', pinning.vcpus.length === 0 ? null : pinning.unpinnedVcpus && `vCPUs ${pinning.unpinnedVcpus}`],
    ['Emulator', pinning.emulator && `on ${pinning.emulator.cpuset}`],
    [
      'IOThreads',
      list([
        ...pinning.iothreads.map(({ iothread, cpuset: on }) => describePin(iothread, on, false)),
        pinning.unpinnedIothreads !== null && `not pinned: ${pinning.unpinnedIothreads}`,
      ]),
    ],
  ];
}

function describeMode({ mode, model, migratable, check }: CpuFacts): string | null {
  return list([mode, model, check !== null && `check ${check}`, migratable !== null && `migratable ${migratable}`]);
}

function describePin(id: number | null, cpuset: string, isDropped: boolean): string {
  return `${id ?? '?'} on ${cpuset}${isDropped ? ' (no such vCPU: dropped)' : ''}`;
}

function describeTopology(topology: NonNullable<CpuFacts['topology']>): string | null {
  const parts = (['sockets', 'dies', 'clusters', 'cores', 'threads'] as const).map((name) => {
    const count = topology[name];
    return count === null ? null : `${count} ${count === 1 ? name.slice(0, -1) : name}`;
  });
  return list(parts);
}

/** Features that matter to guests with passed-through devices; a live domain lists dozens of others. */
const NOTABLE = new Set(['hypervisor', 'invtsc', 'svm', 'topoext', 'vmx']);
const MOST_FEATURES = 8;

function describeFeatures({ features }: CpuFacts): string | null {
  const shown = features.length > MOST_FEATURES ? features.filter(({ name }) => NOTABLE.has(name)) : features;
  const others = features.length - shown.length;
  return list([
    ...shown.map(({ name, policy }) => `${policy} ${name}`),
    others > 0 && `${others} ${shown.length === 0 ? '' : 'more '}without bearing on passthrough`,
  ]);
}

function describeBits({ mode, bits, limit }: NonNullable<CpuFacts['maxphysaddr']>): string {
  return words([mode, bits === null ? null : `${bits} bits`, limit === null ? null : `up to ${limit} bits`]);
}

function describeCell(cpus: string | null, memoryKiB: number | null): string {
  return words([cpus === null ? null : `vCPUs ${cpus},`, size(memoryKiB)]);
}

function memoryRows(memory: MemoryFacts): Row[] {
  const { memoryKiB, currentKiB, maximumKiB, hugepages, hardLimitKiB } = memory;
  return [
    [
      'Size',
      list([
        memoryKiB === null ? '(not readable)' : size(memoryKiB),
        currentKiB !== memoryKiB && `${size(currentKiB)} at start`,
        maximumKiB !== null && `up to ${size(maximumKiB)}`,
      ]),
    ],
    [
      'Backing',
      list([
        memory.source,
        memory.access !== null && `access ${memory.access}`,
        memory.allocation !== null && `allocated ${memory.allocation}`,
        memory.isLocked && 'locked',
      ]),
    ],
    ['Huge pages', hugepages && describeHugepages(hugepages)],
    ['Pinned by VFIO', yesNo(memory.isPinnedByVfio)],
    ['Hard limit', hardLimitKiB === null ? null : size(hardLimitKiB)],
    ['Balloon', describeBalloon(memory.balloon)],
    ['Shared memory', list(memory.shmems.map(({ name, model, sizeKiB }) => words([name, model, size(sizeKiB)])))],
  ];
}

function describeHugepages({ pages }: NonNullable<MemoryFacts['hugepages']>): string | null {
  if (pages.length === 0) return "of the host's default size";
  return list(
    pages.map(({ sizeKiB, nodeset }) => `${size(sizeKiB)}${nodeset === null ? '' : ` for nodes ${nodeset}`}`),
  );
}

function describeBalloon({ model, location }: MemoryFacts['balloon']): string {
  return location === null && model !== 'none' ? `${model}, which libvirt adds` : model;
}

/** The largest unit that leaves no fraction. */
function size(sizeKiB: number | null): string | null {
  if (sizeKiB === null) return null;
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  let [value, unit] = [sizeKiB, 0];
  while (value !== 0 && value % 1024 === 0 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value} ${units[unit]}`;
}

function clockRows({ clock }: DomainInspection): Row[] {
  const { offset, timezone, adjustment, basis, timers } = clock;
  return [
    ['Offset', words([offset, timezone, adjustment, basis])],
    [
      'Timers',
      list(
        timers.map(({ name, present, tickpolicy, track, mode, frequency }) =>
          words([name, presence(present), tickpolicy, track, mode, frequency]),
        ),
      ),
    ],
  ];
}

function presence(present: string | null): string | null {
  return present === 'yes' ? 'on' : present === 'no' ? 'off' : null;
}

function qemuRows({ arguments: given, overrides }: QemuFacts): Row[] {
  const touching = given.filter(({ touches }) => touches !== null);
  const others = given.length - touching.length;
  return [
    ...touching.map(({ option, value, touches }): Row => ['Argument', `${words([option, value])} (${touches})`]),
    ['Other arguments', others === 0 ? null : String(others)],
    ...overrides.map(({ alias, element, property, value }): Row => {
      const whose = `${alias ?? '?'} (${element ?? 'no device has this alias'})`;
      return ['Override', `${property ?? '?'}=${value ?? ''} of ${whose}`];
    }),
  ];
}
