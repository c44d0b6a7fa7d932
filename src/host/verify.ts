import type { Blocker } from './blockers.js';
import { readConfiguredCmdline } from './bootloaders/registry.js';
import { parseCmdline } from './cmdline.js';
import { isBoundEarly } from './early-binding.js';
import { hasArgument } from './kernel-arguments.js';
import { type BootTimes, readBootTimes } from './kernel-log.js';
import { findFunction, type HostSnapshot, type PciFunction } from './model.js';
import { isTakenByBuiltin, moduleKind } from './native-drivers.js';
import { NESTED } from './nested-host.js';
import { findPassthroughSet, type PassthroughRequest, type PassthroughSet } from './passthrough-set.js';
import { explainUnfinished, UNFINISHED } from './unfinished.js';
import { isReserving } from './viability.js';

/** Why something is not as it has to be, and what to do next. */
export interface VerifyProblem {
  readonly code: string;
  readonly message: string;
  readonly next: string;
}

/** How one function is. */
export interface VerifiedDevice extends BootTimes {
  readonly address: string;
  readonly isReserved: boolean;
  /**
   * True for a virtual function that no file gives to vfio-pci: it is made after the start, and libvirt binds it when its
   * guest starts, where the hostdev says managed='yes'. That VFIO does not have it yet is no problem.
   *
   * @see virHostdevPreparePCIDevices in src/hypervisor/virhostdev.c and virPCIProbeDriver in src/util/virpci.c of libvirt 9.0
   */
  readonly isManaged: boolean;
  readonly driver: string | null;
  readonly iommuGroup: number | null;
  readonly problems: readonly VerifyProblem[];
}

/** Whether a host is ready to give devices to a guest: each is reserved, or libvirt sees to it. */
export interface HostVerification {
  readonly isReady: boolean;
  readonly devices: readonly VerifiedDevice[];
  /** When the root file system was mounted, in seconds; a device that is reserved before was reserved by the initramfs. */
  readonly rootMountedAt: number | null;
}

/**
 * Say of each function that has to go to a guest whether VFIO has it, when in the start of the host that came about, and
 * otherwise why not and what is next. Pure; `log` is what the kernel has said, where that is known.
 *
 * @throws PtxError OPTION_INVALID for what is no PCI address, TARGET_NOT_FOUND where the host has nothing there
 */
export function verifyDevices(
  snapshot: HostSnapshot,
  request: PassthroughRequest,
  log: string | null,
): HostVerification {
  const passthrough = findPassthroughSet(snapshot, request);
  const devices = passthrough.set.map((address) =>
    verifyDevice(snapshot, findFunction(snapshot, address) as PciFunction, passthrough, log),
  );
  return {
    isReady: devices.every(({ problems }) => problems.length === 0),
    devices,
    rootMountedAt: readBootTimes(log, null).rootMountedAt,
  };
}

function verifyDevice(
  snapshot: HostSnapshot,
  device: PciFunction,
  passthrough: PassthroughSet,
  log: string | null,
): VerifiedDevice {
  const { address, driver, iommuGroup } = device;
  const { reservedAt, nativeAt } = readBootTimes(log, device);
  return {
    address,
    isReserved: isReserving(driver),
    isManaged: isManaged(snapshot, device),
    driver,
    iommuGroup,
    reservedAt,
    nativeAt,
    problems: listProblems(snapshot, device, passthrough),
  };
}

function isManaged(snapshot: HostSnapshot, device: PciFunction): boolean {
  return !isReserving(device.driver) && device.physicalFunction !== null && !isBoundEarly(snapshot, device);
}

function listProblems(
  snapshot: HostSnapshot,
  device: PciFunction,
  { set, blockers }: PassthroughSet,
): readonly VerifyProblem[] {
  if (isReserving(device.driver)) return [...checkGroup(snapshot, device, set), ...checkNode(snapshot, device)];
  const problem = explain(snapshot, device, blockers);
  const isLeftToLibvirt = problem.code === 'not-configured' && isManaged(snapshot, device);
  return isLeftToLibvirt ? checkGroup(snapshot, device, set) : [problem];
}

/** What nobody has configured may be something that has to stay with the host. */
function explain(snapshot: HostSnapshot, device: PciFunction, blockers: readonly Blocker[]): VerifyProblem {
  const { code, message, next } = CAUSES.find(({ holds }) => holds(snapshot, device)) ?? UNKNOWN;
  const blocker = blockers.find(({ address }) => address === device.address);
  if (code === 'not-configured' && blocker !== undefined) {
    return { code: blocker.code, message: blocker.message, next: `"${plan(device)}" says what forbids it` };
  }
  return { code, message: message(snapshot, device), next: next(snapshot, device) };
}

interface Cause {
  readonly code: string;
  holds(snapshot: HostSnapshot, device: PciFunction): boolean;
  message(snapshot: HostSnapshot, device: PciFunction): string;
  next(snapshot: HostSnapshot, device: PciFunction): string;
}

const plan = ({ address }: PciFunction) => `ptx host plan --device ${address}`;

/** Why vfio-pci does not have a device; the first that holds is the one to deal with. */
const CAUSES: readonly Cause[] = [
  {
    code: 'host-is-guest',
    holds: ({ iommu, environment }) => iommu.state === 'absent' && environment.isGuest === true,
    message: () => NESTED,
    next: () => 'On the host below: ptx transform DOMAIN.xml --add-viommu=intel',
  },
  {
    code: 'iommu-off',
    holds: ({ iommu }) => iommu.state !== 'enabled',
    message: ({ iommu }) => (iommu.state === 'absent' ? 'The host shows no IOMMU' : 'The IOMMU is off'),
    next: ({ iommu }, device) =>
      iommu.state === 'absent'
        ? `Turn on VT-d or AMD-Vi in the firmware; "${plan(device)}" says what the kernel needs`
        : `"${plan(device)}" says what the kernel needs`,
  },
  {
    code: 'vfio-pci-absent',
    holds: ({ vfioPci }) => vfioPci === 'absent',
    message: ({ kernel }) => `The kernel ${kernel ?? ''} has no vfio-pci`,
    next: () => 'Install the modules of this kernel, or another kernel',
  },
  {
    code: 'not-configured',
    holds: (snapshot, device) => !isBoundEarly(snapshot, device),
    message: () => 'No file gives it to vfio-pci',
    next: (_, device) => `"${plan(device)}", and apply the plan`,
  },
  {
    code: UNFINISHED,
    holds: ({ unfinished }) => unfinished !== null,
    message: ({ unfinished }) => (unfinished === null ? '' : explainUnfinished(unfinished).message),
    next: ({ unfinished }) => (unfinished === null ? '' : explainUnfinished(unfinished).next),
  },
  {
    code: 'not-started',
    holds: (snapshot) => listMissingArguments(snapshot).length > 0,
    message: (snapshot) => `The running kernel was started without ${listMissingArguments(snapshot).join(' ')}`,
    next: () => 'Start the host; if it was started, its boot loader has not taken the arguments over',
  },
  {
    code: 'override-kept',
    holds: (_, { driverOverride }) => driverOverride !== null && !isReserving(driverOverride),
    message: (_, { driverOverride }) => `Its driver_override is "${driverOverride}"`,
    next: (_, { address }) => `ptx host bind ${address}`,
  },
  {
    code: 'vfio-pci-not-loaded',
    holds: (snapshot) => isLoaded(snapshot, 'vfio_pci') === false,
    message: () => 'vfio-pci is not loaded',
    next: () => 'Start the host; if it was started, its initramfs was not made anew',
  },
  {
    code: 'native-driver-builtin',
    holds: (snapshot, device) => device.driver !== null && isTakenByBuiltin(snapshot, device),
    message: (_, { driver }) => `${driver} is built into the kernel and had it first`,
    next: (_, device) => `"${plan(device)} --bind driver-override" makes it let go at every start`,
  },
  {
    code: 'native-driver-first',
    holds: (_, { driver }) => driver !== null,
    message: (_, { driver }) => `${driver} has it: it was loaded before vfio-pci, or the ids were set too late`,
    next: () =>
      'Start the host; if it was started, its initramfs was not made anew, or has the driver without the softdep',
  },
];

const UNKNOWN: Cause = {
  code: 'not-taken',
  holds: () => true,
  message: () => 'vfio-pci is loaded and does not take it',
  next: () => 'dmesg | ptx host diagnose -',
};

function listMissingArguments(snapshot: HostSnapshot): string[] {
  const configured = parseCmdline(readConfiguredCmdline(snapshot) ?? '').map(({ text }) => text);
  return configured.filter((text) => !hasArgument(snapshot.cmdline, text));
}

/** undefined where it is built in, or unknown. */
function isLoaded(snapshot: HostSnapshot, module: string): boolean | undefined {
  if (moduleKind(snapshot, module) !== 'module') return undefined;
  return snapshot.kernelFacts.modules.find(({ name }) => name === module)?.isLoaded;
}

/** What VFIO needs of the group of a device. */
function checkGroup(snapshot: HostSnapshot, { iommuGroup }: PciFunction, set: readonly string[]): VerifyProblem[] {
  const group = snapshot.iommuGroups.find(({ id }) => id === iommuGroup);
  if (group === undefined) {
    return [{ code: 'no-group', message: 'It is in no IOMMU group', next: 'Turn the IOMMU on: ptx host inspect' }];
  }
  const holders = group.viability.holders.filter(({ address }) => !set.includes(address));
  return holders.map(({ address, driver }) => ({
    code: 'group-not-viable',
    message: `${driver} has ${address} of the same IOMMU group, with which VFIO takes none of it`,
    next: `ptx host plan --device ${address}`,
  }));
}

/** VFIO makes it for a group of which it has a device. */
function checkNode({ vfio }: HostSnapshot, { iommuGroup }: PciFunction): VerifyProblem[] {
  if (iommuGroup === null || vfio.groupNodes.includes(iommuGroup)) return [];
  const next = 'Load vfio_iommu_type1, or look whether /dev is that of the host';
  return [{ code: 'no-group-node', message: `There is no /dev/vfio/${iommuGroup}`, next }];
}
