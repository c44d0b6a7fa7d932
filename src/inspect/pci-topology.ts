import { controllerIndex, listDevices, listPciControllers, readGuestPciAddress } from '../domain/devices.js';
import type { DomainReader } from '../domain/domain-reader.js';
import { hasRootPorts, machineFamily } from '../domain/machine.js';
import { isPciDevice } from '../domain/pci-device.js';
import type { XmlElement } from '../xml/node.js';
import type { PciBus, PciDevice, PciTopology } from './inspection.js';
import { hostName, readGuestAddress } from './passthrough.js';
import { attributeOf, locationOf } from './read.js';

/** The PCI buses of the guest with what is on them; null where the machine has none. */
export function inspectPci(domain: DomainReader): PciTopology | null {
  return hasPci(domain) ? new TopologyBuilder(domain).build() : null;
}

function hasPci(domain: DomainReader): boolean {
  if (machineFamily(domain) !== 'other') return true;
  return listPciControllers(domain).length > 0 || listDevices(domain).some(hasPciAddress);
}

function hasPciAddress(device: XmlElement): boolean {
  return device.child('address')?.attribute('type') === 'pci';
}

class TopologyBuilder {
  readonly #domain: DomainReader;
  readonly #rootModel: string;
  /** The controller that each bus comes from; of two with one index the first. */
  readonly #controllers = new Map<number, XmlElement>();
  readonly #onBus = new Map<number, XmlElement[]>();
  readonly #unplaced: XmlElement[] = [];
  readonly #unreadable: XmlElement[] = [];
  /** Buses that have their place, so that controllers that lead to each other end somewhere. */
  readonly #built = new Set<number>();

  constructor(domain: DomainReader) {
    this.#domain = domain;
    this.#rootModel = hasRootPorts(machineFamily(domain)) ? 'pcie-root' : 'pci-root';
    for (const controller of listPciControllers(domain)) {
      const index = isRoot(controller) ? (controllerIndex(controller) ?? 0) : controllerIndex(controller);
      if (index !== undefined && !this.#controllers.has(index)) this.#controllers.set(index, controller);
    }
    for (const device of listDevices(domain)) if (isPciDevice(device) && !isRoot(device)) this.#sort(device);
  }

  build(): PciTopology {
    const roots = [...this.#controllers].filter(([index, controller]) => index > 0 && isRoot(controller));
    return {
      roots: [0, ...roots.map(([index]) => index)].map((index) => this.#bus(index)),
      placedByLibvirt: this.#unplaced.map((device) => this.#device(device)),
      unreadable: this.#unreadable.map((device) => this.#device(device)),
      // One by one, as what is behind a bus has its place then.
      detached: [...this.#onBus.keys()]
        .sort((a, b) => a - b)
        .flatMap((index) => (this.#built.has(index) ? [] : [this.#bus(index)])),
    };
  }

  #sort(device: XmlElement): void {
    const bus = readGuestPciAddress(device)?.guest.bus;
    if (bus !== undefined) this.#onBus.set(bus, [...(this.#onBus.get(bus) ?? []), device]);
    else if (readGuestAddress(this.#domain, device) !== null) this.#unreadable.push(device);
    // Where libvirt knows another bus for the same devices, only an address says which one it is.
    else if (!/^s390/.test(this.#domain.find('os/type')?.attribute('arch') ?? '')) this.#unplaced.push(device);
  }

  #bus(index: number): PciBus {
    this.#built.add(index);
    const controller = this.#controllers.get(index);
    const devices = (this.#onBus.get(index) ?? []).map((element) => ({ element, place: placeOf(element) }));
    return {
      index,
      model: attributeOf(controller, 'model') ?? (index === 0 ? this.#rootModel : null),
      devices: devices.sort((a, b) => a.place - b.place).map(({ element }) => this.#device(element)),
      location: locationOf(this.#domain, controller),
    };
  }

  #device(device: XmlElement): PciDevice {
    const guest = readGuestAddress(this.#domain, device);
    return {
      element: device.name,
      description: describeDevice(device),
      alias: attributeOf(device.child('alias'), 'name'),
      address: guest?.address ?? null,
      multifunction: guest?.multifunction ?? null,
      host: hostName(device) ?? null,
      bus: this.#busBehind(device),
      location: locationOf(this.#domain, device),
    };
  }

  #busBehind(device: XmlElement): PciBus | null {
    if (device.name !== 'controller' || device.attribute('type') !== 'pci') return null;
    const index = controllerIndex(device);
    if (index === undefined) {
      const location = locationOf(this.#domain, device);
      return { index: null, model: attributeOf(device, 'model'), devices: [], location };
    }
    const isItsOwn = this.#controllers.get(index) === device && !this.#built.has(index);
    return isItsOwn ? this.#bus(index) : null;
  }
}

function isRoot(device: XmlElement): boolean {
  if (device.name !== 'controller' || device.attribute('type') !== 'pci') return false;
  return /^pcie?-root$/.test(device.attribute('model') ?? '') || controllerIndex(device) === 0;
}

function placeOf(device: XmlElement): number {
  const { slot = 0, function: number = 0 } = readGuestPciAddress(device)?.guest ?? {};
  return slot * 8 + number;
}

/** What tells devices of one kind apart. */
const DETAILS: Readonly<Record<string, (device: XmlElement) => (string | undefined)[]>> = {
  controller: (device) => {
    const model = device.attribute('model');
    return device.attribute('type') === 'pci' ? [model ?? 'pci'] : ['controller', device.attribute('type'), model];
  },
  disk: (device) => ['disk', device.child('target')?.attribute('dev')],
  filesystem: (device) => ['filesystem', device.child('target')?.attribute('dir')],
  hostdev: (device) => [
    'hostdev',
    device.attribute('type') === 'pci' ? undefined : device.attribute('type'),
    hostName(device),
  ],
  input: (device) => ['input', device.attribute('type')],
  interface: (device) => [
    'interface',
    hostName(device) ?? device.child('model')?.attribute('type'),
    device.child('mac')?.attribute('address'),
  ],
  serial: (device) => ['serial', device.child('target')?.attribute('type')],
  shmem: (device) => ['shmem', device.attribute('name')],
};

function describeDevice(device: XmlElement): string {
  const details = Object.hasOwn(DETAILS, device.name) ? DETAILS[device.name] : undefined;
  const model = device.attribute('model') ?? device.child('model')?.attribute('type');
  const words = details?.(device) ?? [device.name, model];
  return words.filter((word) => word !== undefined && word !== '').join(' ');
}
