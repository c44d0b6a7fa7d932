import { cleanStrings } from '../domain/clean-strings.js';
import type { GroupListing } from '../host/groups.js';
import type { HostSnapshot, PciFunction } from '../host/model.js';
import type { Paint } from './color.js';

const WIDTH = 100;

const STATES: Readonly<Record<HostSnapshot['iommu']['state'], string>> = {
  enabled: 'in use',
  disabled: 'there, but the kernel does not use it: no device can be passed through',
  absent: 'none, or off in the firmware: no device can be passed through',
};

const IN_GUEST = 'none: this host is a guest itself, and needs one of its own from the host below';

/** Write the groups for people, each a tree of its functions below its bridges. */
export function formatGroups(snapshot: HostSnapshot, groups: readonly GroupListing[], paint: Paint): string {
  const { iommu, pciDevices, environment } = snapshot;
  const count = groups.filter(({ id }) => id !== null).length;
  const state = iommu.state === 'absent' && environment.isGuest === true ? IN_GUEST : STATES[iommu.state];
  const head = `IOMMU: ${state}${count === 0 ? '' : `; ${count} groups, ${pciDevices.length} functions`}`;
  return [`${head}\n`, ...cleanStrings(groups).map((group) => formatGroup(group, paint))].join('\n');
}

function formatGroup(group: GroupListing, paint: Paint): string {
  const { id, verdict, type, companions, blockers, members } = group;
  const name = paint('title', id === null ? 'In no group' : `Group ${id}`);
  const judged = verdict === null ? 'bridges only' : paint(verdict === 'blocked' ? 'note' : 'host', verdict);
  const lines = [
    `${name}  ${judged}${type === null ? '' : `  (${type})`}`,
    ...drawLevel(members, null, '', companions, paint),
    ...blockers.map(({ address, message }) => paint('note', clip(`  ! ${address}  ${message}`, WIDTH))),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** Functions below a bridge of the same group; at the top, those below none, and what else goes along. */
function drawLevel(
  members: readonly PciFunction[],
  above: string | null,
  lead: string,
  companions: readonly PciFunction[],
  paint: Paint,
): string[] {
  const isInside = (address: string | null) => members.some((member) => member.address === address);
  const own = members.filter(({ parent }) => (above === null ? !isInside(parent) : parent === above));
  const entries = [
    ...own.map((device) => [device, ''] as const),
    ...companions.map((device) => [device, '+ '] as const),
  ];
  return entries.flatMap(([device, mark], index) => {
    const isLast = index === entries.length - 1;
    const next = `${lead}${isLast ? '   ' : '│  '}`;
    const below = mark === '' ? drawLevel(members, device.address, next, [], paint) : [];
    const start = `${lead}${isLast ? '└─ ' : '├─ '}${mark}`;
    const indent = `${next}${below.length > 0 ? '│  ' : '   '}`;
    const { address, isBridge } = device;
    const [first = '', ...others] = describe(device, WIDTH - indent.length);
    return [
      `${start}${isBridge ? address : paint('host', address)}  ${clip(first, WIDTH - start.length - address.length - 2)}`,
      ...others.map((text) => `${indent}${clip(text, WIDTH - indent.length)}`),
      ...(mark === '' ? below : [`${indent}of group ${device.iommuGroup ?? '?'}, on the same card`]),
    ];
  });
}

/** What it is and who drives it; what it is called, with its ids; and what else counts. */
function describe(device: PciFunction, room: number): string[] {
  const { className, class: code, driver, names, vendor, device: id, revision } = device;
  const name = [names.vendor, names.device].filter((part) => part !== null).join(' ') || 'Device';
  const ids = `[${vendor ?? '????'}:${id ?? '????'}]${revision === null || revision === '00' ? '' : ` (rev ${revision})`}`;
  const facts = [
    ...(device.bootVga === true ? ['boot display'] : []),
    ...(device.physicalFunction === null ? [] : [`virtual function of ${device.physicalFunction}`]),
    ...(device.sriov === null
      ? []
      : [`SR-IOV: ${device.sriov.numVfs ?? '?'} of ${device.sriov.totalVfs} virtual functions`]),
    ...(device.mdevTypes.length === 0 ? [] : [`mdev: ${device.mdevTypes.map(describeMdev).join(', ')}`]),
  ];
  return [
    `${className ?? 'Unknown class'} [${code?.slice(0, 4) ?? '????'}]  ${driver ?? '(no driver)'}`,
    // Ids are never cut: the name gives way.
    `${clip(name, room - ids.length - 1)} ${ids}`,
    ...(facts.length === 0 ? [] : [facts.join('; ')]),
  ];
}

function describeMdev({ type, availableInstances }: PciFunction['mdevTypes'][number]): string {
  return `${type} (${availableInstances ?? '?'} free)`;
}

function clip(text: string, room: number): string {
  return text.length <= room ? text : `${text.slice(0, Math.max(1, room - 1))}…`;
}
