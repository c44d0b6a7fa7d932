/** A device of QEMU that stands where a device of the host would. */
export interface StandIn {
  /** What QEMU is told besides the place. */
  readonly device: Readonly<Record<string, string | number>>;
  /** Class and PCI id by which the guest knows it from all else. */
  readonly identity: string;
}

/** The graphics of a card. */
export const GRAPHICS: StandIn = { device: { driver: 'secondary-vga' }, identity: '038000 1234:1111' };

/** The sound of a graphics card. */
export const SOUND: StandIn = { device: { driver: 'ich9-intel-hda' }, identity: '040300 8086:293e' };

/** The USB controller of a graphics card. */
export const USB: StandIn = { device: { driver: 'nec-usb-xhci' }, identity: '0c0330 1033:0194' };

/** A network card. */
export const NETWORK: StandIn = { device: { driver: 'e1000e' }, identity: '020000 8086:10d3' };

/** The second port of a network card, which the guest has to know from the first. */
export const SECOND_NETWORK: StandIn = { device: { driver: 'e1000-82545em' }, identity: '020000 8086:100f' };

/** A card with as much memory in one BAR as recent graphics cards have. */
export const LARGE: StandIn = makeLarge(16);

/** A card with as much memory in one BAR as accelerators have. */
export const HUGE: StandIn = makeLarge(64);

/** A storage controller. */
export const NVME: StandIn = { device: { driver: 'nvme', serial: 'PTX' }, identity: '010802 1b36:0010' };

function makeLarge(gib: number): StandIn {
  return { device: { driver: 'pci-testdev', membar: gib * 2 ** 30 }, identity: '00ff00 1b36:0005' };
}
