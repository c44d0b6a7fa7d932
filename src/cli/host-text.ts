import { cleanStrings } from '../domain/clean-strings.js';
import type { HostSnapshot } from '../host/model.js';
import type { Paint } from './color.js';
import { row } from './layout.js';

const WIDTH = 100;
const COLUMN = 20;

type Row = readonly [label: string, value: string | null];

/** Write a snapshot for people: what passthrough depends on; devices have a list of their own. */
export function formatSnapshot(found: HostSnapshot, paint: Paint): string {
  const snapshot = cleanStrings(found);
  const sections: readonly (readonly [title: string, rows: readonly Row[]])[] = [
    ['Host', hostRows(snapshot)],
    ['IOMMU', iommuRows(snapshot)],
    ['VFIO', vfioRows(snapshot)],
    ['Start of the system', bootRows(snapshot)],
    ['What the host needs', essentialRows(snapshot)],
    ['Memory and CPUs', machineRows(snapshot)],
    ['Could not be read', snapshot.notes.map(({ path, message }) => ['', `${path}: ${message}`])],
  ];
  return sections
    .filter(([, rows]) => rows.some(([, value]) => value !== null))
    .map(([title, rows]) => `${paint('title', title)}\n${formatRows(rows)}`)
    .join('\n');
}

function formatRows(rows: readonly Row[]): string {
  return rows
    .flatMap(([label, value]) =>
      value === null ? [] : [label === '' ? row('', value, 2, WIDTH) : row(`  ${label}`, value, COLUMN, WIDTH)],
    )
    .join('');
}

function hostRows({ distro, kernel, environment, cpu }: HostSnapshot): Row[] {
  const { isGuest, container, firmware, secureBoot } = environment;
  return [
    [
      'Distribution',
      list([
        distro.prettyName ?? distro.id,
        distro.prettyName === null && distro.versionId,
        distro.isProxmox && 'Proxmox VE',
        distro.isOstree && 'an image (ostree)',
      ]),
    ],
    ['Kernel', kernel],
    ['Processor', list([cpu.model ?? cpu.vendor, cpu.virtualization ?? 'no virtualization, or off in the firmware'])],
    [
      'KVM',
      list([
        cpu.kvm.module,
        cpu.kvm.hasDevice ? '/dev/kvm is there' : 'no /dev/kvm',
        cpu.kvm.isNested === true && 'nested',
      ]),
    ],
    ['Firmware', list([firmware, secureBoot === true && 'Secure Boot'])],
    ['Runs in', list([container, isGuest === true && 'a virtual machine'])],
  ];
}

function iommuRows({ iommu, iommuGroups, pciDevices }: HostSnapshot): Row[] {
  const remaps = iommu.hasInterruptRemapping;
  return [
    ['State', list([iommu.state, iommu.vendor, iommu.addressBits !== null && `${iommu.addressBits} address bits`])],
    ['Groups', `${iommuGroups.length}, for ${pciDevices.length} PCI functions ("ptx host groups" lists them)`],
    ['Remaps interrupts', remaps === null ? null : remaps ? 'yes' : 'no'],
    ['Host devices', iommu.passthroughDomain === null ? null : iommu.passthroughDomain ? 'untranslated' : 'translated'],
    ['Evidence', iommu.evidence.map(({ source, fact }) => `${fact} (${source})`).join('; ') || null],
  ];
}

function vfioRows({ vfioPci, vfio, kernelFacts, pciDevices }: HostSnapshot): Row[] {
  const { isSupported, value } = kernelFacts.acsOverride;
  const taken = pciDevices.filter(({ driver }) => driver === 'vfio-pci').map(({ address }) => address);
  const support = {
    true: 'the kernel knows it',
    false: 'the kernel does not know it',
    null: 'the kernel may know it',
  };
  return [
    ['vfio-pci', vfioPci ?? 'unknown'],
    ['Reserved', list(taken)],
    ['Groups in /dev', list(vfio.groupNodes.map(String))],
    ['ACS override', list([value ?? 'not set', support[`${isSupported}`]])],
  ];
}

function bootRows(snapshot: HostSnapshot): Row[] {
  const { bootloader, bootloaders, initramfs, initramfsTools, cmdline, files, unfinished } = snapshot;
  const several = (found: readonly { readonly name: string }[]) => `one of ${found.map(({ name }) => name).join(', ')}`;
  return [
    ['Boot loader', bootloader ?? (bootloaders.length === 0 ? 'unknown' : several(bootloaders))],
    ['Initramfs', initramfs ?? (initramfsTools.length === 0 ? 'unknown' : several(initramfsTools))],
    ['Command line', cmdline],
    ['Configuration', list(files.map(({ path }) => path))],
    ['Not ended', unfinished === null ? null : `${unfinished.id} (${unfinished.state})`],
  ];
}

function essentialRows({ essentials }: HostSnapshot): Row[] {
  const { rootDisk, defaultRoute, displays } = essentials;
  const at = (functions: readonly string[] | null) =>
    functions === null ? 'PCI function unknown' : (list(functions) ?? 'on no PCI function');
  return [
    ['Root file system', list([rootDisk.source, ...rootDisk.disks, at(rootDisk.functions)])],
    ['Default route', list([...defaultRoute.interfaces, at(defaultRoute.functions)])],
    [
      'Displays',
      displays
        .map(({ address, bootVga, driver, connected }) =>
          [address, driver ?? 'no driver', ...(bootVga === true ? ['boot display'] : []), ...connected].join(' '),
        )
        .join('; ') || 'none',
    ],
  ];
}

function machineRows({ memory, cpuTopology }: HostSnapshot): Row[] {
  const gib = (sizeKiB: number) => `${(sizeKiB / 1024 / 1024).toFixed(1)} GiB`;
  const pages = memory.hugepages.map(
    ({ sizeKiB, total, free }) => `${free ?? '?'} of ${total ?? '?'} free of ${sizeKiB} KiB`,
  );
  return [
    [
      'Memory',
      memory.totalKiB === null
        ? null
        : list([gib(memory.totalKiB), memory.availableKiB !== null && `${gib(memory.availableKiB)} available`]),
    ],
    ['Huge pages', list(pages)],
    ['CPUs', list([cpuTopology.online, cpuTopology.isSmtActive === true && 'with SMT'])],
    ['Isolated CPUs', cpuTopology.isolated],
  ];
}

function list(parts: readonly (string | false | null)[]): string | null {
  return parts.filter((part) => part !== null && part !== false && part !== '').join(', ') || null;
}
