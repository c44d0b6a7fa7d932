import type { HypervisorCpuid } from '../domain/hypervisor-cpuid.js';
import type { MachineFamily } from '../domain/machine.js';
import type { Location } from '../errors.js';

/** A fact that an element states: where that element begins, null where libvirt or QEMU assume it. */
export interface Located {
  readonly location: Location | null;
}

/**
 * What a domain passes through, how it hides and what it is made of. Plain data, the same for the same text: every field
 * is always there, and null is what the domain does not say.
 */
export interface DomainInspection {
  /** Grows when a field changes its meaning or goes. */
  readonly schemaVersion: 1;
  readonly domain: DomainFacts;
  readonly passthrough: readonly PassedThroughDevice[];
  /** PCI functions of the host by the card that they are on. */
  readonly cards: readonly PassedThroughCard[];
  /** Null for guests that are not x86. */
  readonly hiding: HidingFacts | null;
  readonly machine: MachineFacts;
  readonly firmware: FirmwareFacts;
  readonly cpu: CpuFacts;
  readonly memory: MemoryFacts;
  readonly pinning: PinningFacts;
  readonly clock: ClockFacts;
  readonly tpms: readonly TpmFacts[];
  readonly iommus: readonly IommuFacts[];
  readonly qemu: QemuFacts;
  /** Null for machine types without a PCI bus. */
  readonly pci: PciTopology | null;
}

/** The domain as such. */
export interface DomainFacts extends Located {
  readonly name: string;
  readonly uuid: string | null;
  readonly title: string | null;
  /** `kvm`, `qemu` … */
  readonly type: string | null;
  readonly arch: string;
  /** True for the XML of a running domain, which holds runtime data. */
  readonly isLive: boolean;
}

/** What a passed-through device is on the host, by its kind. */
export interface HostDevice {
  /** `0000:01:00.0`; of PCI functions. */
  readonly address: string | null;
  /** `046d:c52b`; of USB devices. */
  readonly id: string | null;
  /** Bus and device number or port of a USB device: `1.4`, `1-2.5`. */
  readonly usbAddress: string | null;
  /** Of mediated devices. */
  readonly uuid: string | null;
  /** Adapter, bus, target and unit of a SCSI device (`scsi_host0:0:0:0`), an iSCSI name or a wwpn. */
  readonly scsi: string | null;
  /** What a container is given: a device node, a network interface. */
  readonly path: string | null;
}

/** A device of the host that the domain takes for itself. */
export interface PassedThroughDevice extends Located {
  /** The element, or a raw QEMU argument `-device vfio-pci`, of which libvirt knows nothing. */
  readonly element: 'hostdev' | 'interface' | 'disk' | 'argument';
  /** What it is on the host: `pci`, `usb`, `mdev`, `scsi`, `scsi_host` … */
  readonly type: string;
  /** Null where libvirt could not read it. */
  readonly host: HostDevice | null;
  /** True where libvirt takes it from its driver at start; null where that has no meaning. */
  readonly managed: boolean | null;
  /** `<driver name>`, or the host driver that `model` names. */
  readonly driver: string | null;
  readonly rom: RomFacts | null;
  readonly bootOrder: number | null;
  readonly alias: string | null;
  /** Of mediated devices. */
  readonly model: string | null;
  readonly display: string | null;
  readonly ramfb: string | null;
  /** Of USB devices. */
  readonly startupPolicy: string | null;
  /** MAC address of an `<interface>`. */
  readonly mac: string | null;
  /** Target name of a `<disk>`. */
  readonly target: string | null;
  /** Where the guest finds it; null where libvirt chooses at define. */
  readonly guest: GuestAddress | null;
}

/** What the guest sees as option ROM. */
export interface RomFacts extends Located {
  readonly enabled: boolean;
  readonly bar: boolean | null;
  readonly file: string | null;
}

/** An address in the guest. */
export interface GuestAddress extends Located {
  /** `pci`, `usb`, `drive` …; `unassigned` is kept from the guest. */
  readonly type: string;
  /** `0000:05:00.0` for PCI, the numbers with `:` between them for others; null where libvirt could not read it. */
  readonly address: string | null;
  readonly multifunction: boolean | null;
}

/** The functions of one card of the host that the domain takes. */
export interface PassedThroughCard {
  /** `0000:01:00` */
  readonly host: string;
  readonly functions: readonly number[];
  /** The guest slots that they are in; more than one splits the card. */
  readonly guestSlots: readonly string[];
  /** How many of them libvirt places at define. */
  readonly placedByLibvirt: number;
}

/** How the hypervisor shows itself. */
export interface HidingFacts {
  /**
   * `A`: no hypervisor is seen. `B`: Hyper-V is seen in place of KVM. `mixed`: both, which contradict each other.
   * `partial`: something is hidden, but neither method is whole. `none`: nothing is.
   */
  readonly method: 'A' | 'B' | 'mixed' | 'partial' | 'none';
  /** What the guest reads; null where KVM is not there to answer. */
  readonly cpuid: HypervisorCpuid | null;
  readonly vendorId: string | null;
  readonly enlightenments: readonly EnlightenmentFacts[];
  /** `custom`, or what leaves the enlightenments to the host. */
  readonly hypervMode: string;
  readonly notes: readonly Note[];
}

/** An enlightenment that is switched on. */
export interface EnlightenmentFacts extends Located {
  readonly name: string;
  readonly value: string | null;
}

/** Something that is easily overlooked. */
export interface Note extends Located {
  readonly code: NoteCode;
  readonly message: string;
}

/** Every note there is. */
export type NoteCode =
  | 'not-kvm'
  | 'cpu-argument'
  | 'methods-mixed'
  | 'hidden-without-method'
  | 'hypervisor-bit-alone'
  | 'hyperv-without-hidden'
  | 'vendor-id-alone'
  | 'vendor-id-missing'
  | 'hyperv-left-to-host';

/** The machine type. */
export interface MachineFacts extends Located {
  readonly family: MachineFamily;
  /** As written; null is QEMU's default. */
  readonly machine: string | null;
  /** The version that it is pinned to, null for an alias such as `q35`, which define resolves. */
  readonly version: string | null;
  readonly ioapicDriver: string | null;
  readonly smm: string | null;
}

/** What the guest boots with. */
export interface FirmwareFacts extends Located {
  readonly type: 'bios' | 'uefi' | 'other';
  /** `auto`: libvirt picks by `<os firmware>`; `explicit`: by path; `default`: nothing is said. */
  readonly selection: 'auto' | 'explicit' | 'default';
  /** Null where the firmware that libvirt finds decides. */
  readonly secureBoot: boolean | null;
  readonly enrolledKeys: boolean | null;
  readonly loader: LoaderFacts | null;
  readonly nvram: NvramFacts | null;
  /** Kernel that is booted without the guest's boot loader. */
  readonly kernel: string | null;
}

/** The firmware image. */
export interface LoaderFacts extends Located {
  readonly path: string | null;
  readonly type: string | null;
  readonly readonly: boolean | null;
  readonly secure: boolean | null;
  readonly format: string | null;
}

/** The variables of the firmware. */
export interface NvramFacts extends Located {
  readonly path: string | null;
  readonly template: string | null;
}

/** The CPU of the guest. */
export interface CpuFacts extends Located {
  /** Null without `<cpu>`: the default model of libvirt. */
  readonly mode: string | null;
  readonly model: string | null;
  readonly check: string | null;
  readonly migratable: string | null;
  readonly vcpus: VcpuFacts;
  readonly topology: TopologyFacts | null;
  readonly features: readonly CpuFeatureFacts[];
  readonly maxphysaddr: MaxphysaddrFacts | null;
  readonly cache: CacheFacts | null;
  readonly numaCells: readonly NumaCellFacts[];
}

/** The number of vCPUs. */
export interface VcpuFacts extends Located {
  /** Null where libvirt could not read it. */
  readonly maximum: number | null;
  readonly current: number | null;
  readonly placement: string | null;
  /** Host CPUs of all vCPUs without a pin of their own. */
  readonly cpuset: string | null;
}

/** Sockets, dies, clusters, cores and threads. */
export interface TopologyFacts extends Located {
  readonly sockets: number | null;
  readonly dies: number | null;
  readonly clusters: number | null;
  readonly cores: number | null;
  readonly threads: number | null;
}

/** A CPU feature. */
export interface CpuFeatureFacts extends Located {
  readonly name: string;
  readonly policy: string;
}

/** How many bits physical addresses have. */
export interface MaxphysaddrFacts extends Located {
  readonly mode: string | null;
  readonly bits: number | null;
  readonly limit: number | null;
}

/** Where the guest's view of the CPU cache comes from. */
export interface CacheFacts extends Located {
  readonly mode: string | null;
  readonly level: number | null;
}

/** A NUMA node of the guest. */
export interface NumaCellFacts extends Located {
  readonly id: number;
  readonly cpus: string | null;
  readonly memoryKiB: number | null;
}

/** The memory of the guest. */
export interface MemoryFacts extends Located {
  /** What the guest starts with; null where libvirt could not read it. */
  readonly memoryKiB: number | null;
  readonly currentKiB: number | null;
  readonly maximumKiB: number | null;
  /** `anonymous`, `file`, `memfd`. */
  readonly source: string | null;
  readonly access: string | null;
  readonly allocation: string | null;
  readonly hugepages: HugepagesFacts | null;
  readonly isLocked: boolean;
  readonly hardLimitKiB: number | null;
  /** True where VFIO pins all of it, so that none can be given back. */
  readonly isPinnedByVfio: boolean;
  readonly balloon: BalloonFacts;
  readonly shmems: readonly ShmemFacts[];
}

/** Huge pages of the host below the guest's memory. */
export interface HugepagesFacts extends Located {
  /** Without one the default size of the host. */
  readonly pages: readonly HugepageFacts[];
}

/** A size of huge pages, and the guest nodes that it is for. */
export interface HugepageFacts extends Located {
  readonly sizeKiB: number | null;
  readonly nodeset: string | null;
}

/** The memory balloon. */
export interface BalloonFacts extends Located {
  /** libvirt adds one of model `virtio` where nothing is said. */
  readonly model: string;
}

/** Memory that is shared with a process of the host. */
export interface ShmemFacts extends Located {
  readonly name: string | null;
  readonly model: string | null;
  readonly sizeKiB: number | null;
}

/** What runs on which CPUs of the host. */
export interface PinningFacts {
  readonly vcpus: readonly VcpuPinFacts[];
  /** vCPUs without a pin of their own, as a set: `0-3,6`; null where there are none. */
  readonly unpinnedVcpus: string | null;
  readonly emulator: EmulatorPinFacts | null;
  readonly iothreads: readonly IothreadPinFacts[];
  /** IOThreads without a pin, as a set. */
  readonly unpinnedIothreads: string | null;
}

/** The pin of the emulator's own threads. */
export interface EmulatorPinFacts extends Located {
  /** As libvirt prints it; as written where libvirt could not read it. */
  readonly cpuset: string;
}

/** The pin of a vCPU. */
export interface VcpuPinFacts extends EmulatorPinFacts {
  readonly vcpu: number | null;
  /** True where the domain has no such vCPU: libvirt drops the pin in silence. */
  readonly isDropped: boolean;
}

/** The pin of an IOThread. */
export interface IothreadPinFacts extends EmulatorPinFacts {
  readonly iothread: number | null;
}

/** The clock of the guest. */
export interface ClockFacts extends Located {
  readonly offset: string;
  readonly timezone: string | null;
  readonly adjustment: string | null;
  readonly basis: string | null;
  readonly timers: readonly TimerFacts[];
}

/** A timer of the guest. */
export interface TimerFacts extends Located {
  readonly name: string | null;
  readonly present: string | null;
  readonly tickpolicy: string | null;
  readonly track: string | null;
  readonly mode: string | null;
  readonly frequency: string | null;
}

/** A TPM. */
export interface TpmFacts extends Located {
  readonly model: string | null;
  /** `emulator`, `passthrough`, `external`. */
  readonly backend: string | null;
  readonly version: string | null;
  /** The device of the host. */
  readonly path: string | null;
}

/** An IOMMU that the guest has for itself. */
export interface IommuFacts extends Located {
  readonly model: string | null;
  /** Attributes of its `<driver>`, as written. */
  readonly driver: Readonly<Record<string, string>>;
}

/** What goes to QEMU behind libvirt's back. */
export interface QemuFacts {
  readonly arguments: readonly QemuArgumentFacts[];
  readonly overrides: readonly QemuOverrideFacts[];
}

/** A raw argument. */
export interface QemuArgumentFacts extends Located {
  /** `-cpu`; null for a value without an option. */
  readonly option: string | null;
  readonly value: string | null;
  /** What of passthrough it touches: `cpu`, `hostdev`, `mmio`, `shmem`, `input`, `firmware`, `machine`, `smbios`. */
  readonly touches: string | null;
}

/** A property of a device that is set over libvirt's. */
export interface QemuOverrideFacts extends Located {
  readonly alias: string | null;
  /** The element that has this alias, such as `hostdev`; null where none says so. */
  readonly element: string | null;
  readonly property: string | null;
  readonly type: string | null;
  readonly value: string | null;
}

/** The PCI buses of the guest, as far as the domain says. */
export interface PciTopology {
  /** The buses that the machine begins with, and what is behind them. */
  readonly roots: readonly PciBus[];
  /** Buses to which no controller with an address leads; where none is declared, libvirt adds it at define. */
  readonly detached: readonly PciBus[];
  /** Devices to which libvirt gives a place at define. */
  readonly placedByLibvirt: readonly PciDevice[];
  /** Devices with a PCI address that libvirt could not read. */
  readonly unreadable: readonly PciDevice[];
}

/** A PCI bus of the guest. */
export interface PciBus extends Located {
  /** Null where libvirt numbers it at define. */
  readonly index: number | null;
  readonly model: string | null;
  /** In the order of their addresses. */
  readonly devices: readonly PciDevice[];
}

/** A PCI device of the guest. */
export interface PciDevice extends Located {
  readonly element: string;
  /** In short words, such as `hostdev 0000:01:00.0` or `disk vda`. */
  readonly description: string;
  readonly alias: string | null;
  /** `0000:05:00.0`, null where it has none yet. */
  readonly address: string | null;
  readonly multifunction: boolean | null;
  /** What of the host it is, where it is passed through. */
  readonly host: string | null;
  /** The bus that it leads to. */
  readonly bus: PciBus | null;
}
