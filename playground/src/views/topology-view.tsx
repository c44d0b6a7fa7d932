import type { PciBus, PciDevice, PciTopology } from 'libvirt-ptx';
import type { Transformed } from '../worker/protocol.js';

/** So many devices of one bus are drawn. */
const MAX_DEVICES = 60;

/** The PCI buses of the guest, as they are and as they would be. */
export function TopologyView({ result }: { readonly result: Transformed | undefined }) {
  if (result === undefined)
    return <p class="empty">The PCI buses of the guest appear here, as they are and as they will be.</p>;
  const { before, after } = result;
  if (before === null && after === null) return <p class="empty">This machine type has no PCI bus.</p>;
  return (
    <div class="topologies">
      <Topology title="Before" topology={before} other={after} mark="gone" />
      <Topology title="After" topology={after} other={before} mark="new" />
    </div>
  );
}

interface TopologyProps {
  readonly title: string;
  readonly topology: PciTopology | null;
  /** What it is compared with. */
  readonly other: PciTopology | null;
  /** What a device is that the other one does not have. */
  readonly mark: 'gone' | 'new';
}

function Topology({ title, topology, other, mark }: TopologyProps) {
  const known = new Map(listDevices(other).map((device) => [nameOf(device), device]));
  const judge = (device: PciDevice): Mark => {
    const match = known.get(nameOf(device));
    if (match === undefined) return mark;
    return match.address === device.address ? '' : 'moved';
  };
  return (
    <section class="topology" aria-label={`PCI topology ${title.toLowerCase()}`}>
      <h3>{title}</h3>
      {topology === null && <p class="empty">No PCI bus</p>}
      {topology?.roots.map((bus) => (
        <Bus key={bus.index} bus={bus} judge={judge} />
      ))}
      {topology?.detached.map((bus) => (
        <Bus key={bus.index} bus={bus} judge={judge} note="libvirt connects it at define" />
      ))}
      <Loose title="Placed by libvirt at define" devices={topology?.placedByLibvirt ?? []} judge={judge} />
      <Loose title="At an address that libvirt cannot read" devices={topology?.unreadable ?? []} judge={judge} />
    </section>
  );
}

type Mark = 'gone' | 'new' | 'moved' | '';

interface BusProps {
  readonly bus: PciBus;
  readonly note?: string;
  judge(device: PciDevice): Mark;
}

function Bus({ bus: { index, model, devices }, note, judge }: BusProps) {
  return (
    <div class="bus">
      <p class="bus-name">
        {index === null ? 'Bus' : `Bus ${index}`} <small>{[model, note].filter(Boolean).join(', ')}</small>
      </p>
      <Devices devices={devices} judge={judge} />
    </div>
  );
}

interface DevicesProps {
  readonly devices: readonly PciDevice[];
  judge(device: PciDevice): Mark;
}

function Devices({ devices, judge }: DevicesProps) {
  if (devices.length === 0) return <p class="nothing">nothing on it</p>;
  return (
    <ul class="devices">
      {devices.slice(0, MAX_DEVICES).map((device, index) => (
        <Device key={index} device={device} judge={judge} />
      ))}
      {devices.length > MAX_DEVICES && <li class="help">and {devices.length - MAX_DEVICES} more</li>}
    </ul>
  );
}

function Device({ device, judge }: { readonly device: PciDevice } & Pick<DevicesProps, 'judge'>) {
  const { address, description, host, multifunction, bus } = device;
  const mark = judge(device);
  return (
    <li class={`device ${mark} ${host === null ? '' : 'passed'}`}>
      <p>
        {address !== null && <code>{address.replace(/^0000:/, '')}</code>} {description}
        {multifunction === true && <small> multifunction</small>}
        {mark !== '' && <span class={`mark ${mark}`}>{mark}</span>}
      </p>
      {bus !== null && bus.devices.length > 0 && <Bus bus={bus} judge={judge} />}
    </li>
  );
}

function Loose({ title, devices, judge }: DevicesProps & { readonly title: string }) {
  if (devices.length === 0) return null;
  return (
    <div class="bus loose">
      <p class="bus-name">{title}</p>
      <Devices devices={devices} judge={judge} />
    </div>
  );
}

function listDevices(topology: PciTopology | null): PciDevice[] {
  if (topology === null) return [];
  const below = (device: PciDevice): PciDevice[] => [device, ...(device.bus?.devices ?? []).flatMap(below)];
  const buses = [...topology.roots, ...topology.detached].flatMap(({ devices }) => devices);
  return [...buses, ...topology.placedByLibvirt, ...topology.unreadable].flatMap(below);
}

/** What a device is, wherever it sits. */
function nameOf({ element, description, alias, bus }: PciDevice): string {
  return [element, description, alias, bus?.index].join(' ');
}
