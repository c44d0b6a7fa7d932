/** What is known; null, and what is left out, is what is not known. */
type Maybe<Value> = Value | null | undefined;

/** A PCI function of the host, as far as a domain depends on it; a host snapshot says more. */
export interface HostPciDevice {
  /** `0000:01:00.0`. */
  readonly address: string;
  /** Four hexadecimal digits, as are the next. */
  readonly vendor?: Maybe<string>;
  readonly device?: Maybe<string>;
  /** `1462:3751`. */
  readonly subsystem?: Maybe<string>;
  /** Base class, subclass and interface: `030000`. */
  readonly class?: Maybe<string>;
  /** What pci.ids calls it: `GA106M [GeForce RTX 3060 Mobile / Max-Q]`. */
  readonly names?: Maybe<{ readonly device?: Maybe<string> }>;
  /** Null for none where groups are known. */
  readonly iommuGroup?: Maybe<number>;
  /** The driver that is bound, null for none. */
  readonly driver?: Maybe<string>;
  /** True for what leads to other buses. */
  readonly isBridge?: Maybe<boolean>;
  /** True for the display that the firmware used. */
  readonly bootVga?: Maybe<boolean>;
  /** Of a virtual function: whose it is. */
  readonly physicalFunction?: Maybe<string>;
  readonly numaNode?: Maybe<number>;
}

/** Functions between which the IOMMU does not tell apart. */
export interface HostIommuGroup {
  readonly id: number;
  readonly members: readonly string[];
  /** The members whose driver keeps VFIO away from the whole group. */
  readonly viability?: Maybe<{ readonly holders: readonly { readonly address: string; readonly driver: string }[] }>;
}

/** PCI functions that the host cannot do without; null functions are those that cannot be told. */
export interface HostEssentials {
  readonly rootDisk?: Maybe<{ readonly source?: Maybe<string>; readonly functions?: Maybe<readonly string[]> }>;
  readonly defaultRoute?: Maybe<{
    readonly interfaces: readonly string[];
    readonly functions?: Maybe<readonly string[]>;
  }>;
  /** Functions that can show a picture. */
  readonly displays?: Maybe<readonly { readonly address: string; readonly driver?: Maybe<string> }[]>;
}

/** Huge pages of one size. */
export interface HostHugepages {
  readonly sizeKiB: number;
  readonly total?: Maybe<number>;
}

/** Memory of the host, all of it and by NUMA node. */
export interface HostMemory {
  readonly totalKiB?: Maybe<number>;
  readonly defaultHugepageKiB?: Maybe<number>;
  readonly hugepages: readonly HostHugepages[];
  readonly nodes: readonly {
    readonly id: number;
    readonly totalKiB?: Maybe<number>;
    readonly hugepages: readonly HostHugepages[];
  }[];
}

/** A CPU of the host, as the scheduler counts them. */
export interface HostCpu {
  readonly id: number;
  readonly node?: Maybe<number>;
  /** Threads of the same core: `0,8`. */
  readonly siblings?: Maybe<string>;
}

/** What is known of the host that a domain is for. A host snapshot is one; all but the devices may be left out. */
export interface HostFacts {
  readonly pciDevices: readonly HostPciDevice[];
  readonly cpu?: Maybe<{ readonly vendor?: Maybe<string> }>;
  /** How the kernel has vfio-pci. */
  readonly vfioPci?: Maybe<'builtin' | 'module' | 'absent'>;
  readonly iommuGroups?: Maybe<readonly HostIommuGroup[]>;
  readonly essentials?: Maybe<HostEssentials>;
  readonly memory?: Maybe<HostMemory>;
  readonly cpuTopology?: Maybe<{
    /** `0-15`. */
    readonly online?: Maybe<string>;
    readonly cpus: readonly HostCpu[];
  }>;
}
