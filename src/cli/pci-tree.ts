import type { PciBus, PciDevice, PciTopology } from '../inspect/inspection.js';
import type { Paint } from './color.js';

/** Draw the PCI buses of a guest, one device a line. */
export function formatPciTree(topology: PciTopology, paint: Paint): string {
  const lines = [
    ...topology.roots.flatMap((bus) => drawBus(`bus ${bus.index}: ${bus.model ?? 'unknown'}`, bus.devices, paint)),
    ...drawList('Placed by libvirt at define', topology.placedByLibvirt, paint),
    ...topology.detached.flatMap((bus) => drawBus(describeDetached(bus), bus.devices, paint)),
    ...drawList('At an address that libvirt cannot read', topology.unreadable, paint),
  ];
  return lines.map((line) => `  ${line}\n`).join('');
}

function describeDetached({ index, model, location }: PciBus): string {
  if (location === null) return `bus ${index}: libvirt adds what leads to it at define`;
  return `bus ${index}: ${model ?? 'unknown'}, to which no placed controller leads`;
}

function drawList(title: string, devices: readonly PciDevice[], paint: Paint): string[] {
  return devices.length === 0 ? [] : drawBus(`${title}:`, devices, paint);
}

function drawBus(title: string, devices: readonly PciDevice[], paint: Paint): string[] {
  return [title, ...drawDevices(devices, '', paint)];
}

function drawDevices(devices: readonly PciDevice[], lead: string, paint: Paint): string[] {
  return devices.flatMap((device, index) => {
    const isLast = index === devices.length - 1;
    return [
      `${lead}${isLast ? '└─ ' : '├─ '}${formatDevice(device, paint)}`,
      ...drawDevices(device.bus?.devices ?? [], `${lead}${isLast ? '   ' : '│  '}`, paint),
    ];
  });
}

function formatDevice({ address, description, multifunction, bus, host }: PciDevice, paint: Paint): string {
  const notes = [
    ...(bus === null ? [] : [bus.index === null ? 'bus numbered at define' : `bus ${bus.index}`]),
    ...(multifunction === true ? ['multifunction'] : []),
  ];
  const text = [
    ...(address === null ? [] : [shortAddress(address)]),
    description,
    ...(notes.length === 0 ? [] : [`(${notes.join(', ')})`]),
  ].join('  ');
  return host === null ? text : paint('host', text);
}

/** A guest has one PCI domain only. */
function shortAddress(address: string): string {
  return address.replace(/^0000:/, '');
}
