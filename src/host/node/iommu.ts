import { listParameters } from '../cmdline.js';
import type { HostSnapshot, IommuGroup, PciFunction } from '../model.js';
import { comparePciAddresses, isKernelAddress } from '../pci-order.js';
import { judgeViability } from '../viability.js';
import type { HostFiles } from './host-files.js';
import { orNull, readInteger } from './parse.js';

type Iommu = HostSnapshot['iommu'];

const GROUPS = '/sys/kernel/iommu_groups';
const UNITS = '/sys/class/iommu';

/** Tables of the firmware that describe an IOMMU, and how units of each kind are called. */
const VENDORS = [
  { vendor: 'intel', table: 'DMAR', unit: /^dmar[0-9]/ },
  { vendor: 'amd', table: 'IVRS', unit: /^ivhd[0-9]/ },
  { vendor: 'arm', table: 'IORT', unit: /^smmu3?\./ },
] as const;

/** Lines of the kernel's log that tell of an IOMMU, and what each says of interrupt remapping. */
const LOG_LINES: readonly (readonly [pattern: RegExp, remaps?: boolean])[] = [
  [/DMAR: Intel\(R\) Virtualization Technology for Directed I\/O/],
  [/DMAR: Intel-IOMMU force enabled due to platform opt in/],
  [/DMAR: IOMMU disabled/],
  [/DMAR-IR: Enabled IRQ remapping in \w+ mode/, true],
  [/DMAR-IR: Failed to enable irq remapping/, false],
  [/AMD-Vi: Interrupt remapping enabled/, true],
  [/AMD-Vi: Disabling interrupt remapping/, false],
  [/iommu: Default domain type: \w+/],
];
const LOGS = ['/var/log/dmesg', '/dmesg.txt'];

/** Read the groups of the IOMMU, with the members that are PCI functions. */
export async function readIommuGroups(
  files: HostFiles,
  devices: readonly PciFunction[],
  kernel: string | null,
): Promise<IommuGroup[]> {
  const listed = (await files.list(GROUPS)).flatMap((name) => readInteger(name) ?? []);
  const linked = devices.flatMap(({ iommuGroup }) => iommuGroup ?? []);
  const ids = [...new Set([...listed, ...linked])].filter((id) => id >= 0).sort((a, b) => a - b);
  return Promise.all(
    ids.map(async (id) => {
      const named = (await files.list(`${GROUPS}/${id}/devices`)).filter(isKernelAddress);
      const own = devices.filter(({ iommuGroup }) => iommuGroup === id).map(({ address }) => address);
      const members = [...new Set([...named, ...own])].sort(comparePciAddresses);
      return {
        id,
        members,
        type: orNull(await files.readLine(`${GROUPS}/${id}/type`)),
        reservedRegions: readRegions(await files.readText(`${GROUPS}/${id}/reserved_regions`)),
        viability: judgeViability(
          devices.filter(({ address }) => members.includes(address)),
          kernel,
        ),
      };
    }),
  );
}

/**
 * Say whether there is an IOMMU and whether the kernel uses it, by what shows: the tables of the firmware, the units
 * that a driver has, and the groups, which decide.
 */
export async function readIommu(
  files: HostFiles,
  groups: readonly IommuGroup[],
  cmdline: string | null,
): Promise<Iommu> {
  const units = await files.list(UNITS);
  const evidence: { source: string; fact: string }[] = [];
  const tables = await Promise.all(VENDORS.map(({ table }) => files.exists(`/sys/firmware/acpi/tables/${table}`)));
  const offered = VENDORS.filter((_, index) => tables[index]);
  for (const { table } of offered) {
    evidence.push({ source: `/sys/firmware/acpi/tables/${table}`, fact: 'The firmware describes an IOMMU' });
  }
  if (units.length > 0) evidence.push({ source: UNITS, fact: `The kernel drives ${units.join(', ')}` });
  const populated = groups.filter(({ members }) => members.length > 0).length;
  evidence.push({ source: GROUPS, fact: `${populated === 0 ? 'No' : populated} groups with PCI devices` });
  for (const name of ['intel_iommu', 'amd_iommu', 'iommu', 'iommu.passthrough']) {
    evidence.push(...listParameters(cmdline, name).map(({ text }) => ({ source: '/proc/cmdline', fact: text })));
  }
  const log = await readLog(files);
  evidence.push(...log.lines);

  const vendor = VENDORS.find(({ unit }) => units.some((name) => unit.test(name))) ?? offered[0];
  const isOffered = offered.length > 0 || units.length > 0;
  return {
    state: populated > 0 ? 'enabled' : isOffered ? 'disabled' : 'absent',
    evidence,
    vendor: vendor?.vendor ?? null,
    units,
    addressBits: await readAddressBits(files, units),
    hasInterruptRemapping: log.remaps,
    passthroughDomain: isMostlyIdentity(groups),
  };
}

function readRegions(text: string | undefined): IommuGroup['reservedRegions'] {
  return [...(text ?? '').matchAll(/^(0x[0-9a-f]+) (0x[0-9a-f]+) ([\w-]+)$/gm)].map(
    ([, start = '', end = '', kind = '']) => ({ start, end, kind }),
  );
}

/** "MGAW" of VT-d's capability register: bits 21 to 16, one less than the count. */
async function readAddressBits(files: HostFiles, units: readonly string[]): Promise<number | null> {
  const widths = await Promise.all(
    units.map(async (unit) => {
      const capability = await files.readLine(`${UNITS}/${unit}/intel-iommu/cap`);
      if (!/^[0-9a-f]{1,16}$/i.test(capability ?? '')) return [];
      return [Number((BigInt(`0x${capability}`) >> 16n) & 0x3fn) + 1];
    }),
  );
  return widths.flat().length === 0 ? null : Math.min(...widths.flat());
}

/** Integrated displays may go untranslated on their own. */
function isMostlyIdentity(groups: readonly IommuGroup[]): boolean | null {
  const types = groups.flatMap(({ type }) => type ?? []);
  return types.length === 0 ? null : types.filter((type) => type === 'identity').length * 2 > types.length;
}

async function readLog(files: HostFiles) {
  for (const source of LOGS) {
    const text = await files.readText(source, { mayBeCut: true });
    if (text === undefined) continue;
    const found = LOG_LINES.flatMap(([pattern, remaps]) => {
      const [fact] = pattern.exec(text) ?? [];
      return fact === undefined ? [] : [{ fact, remaps }];
    });
    const answers = found.flatMap(({ remaps }) => remaps ?? []);
    return {
      lines: found.map(({ fact }) => ({ source, fact })),
      remaps: answers.length === 0 ? null : answers.every(Boolean),
    };
  }
  return { lines: [], remaps: null };
}
