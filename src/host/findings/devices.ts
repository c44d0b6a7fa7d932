import { chooseBindings } from '../binding.js';
import type { HostSnapshot, PciFunction } from '../model.js';
import { listNativeModules } from '../native-drivers.js';
import { NESTED } from '../nested-host.js';
import { isDisplay } from '../pci-class.js';
import type { PlanFinding } from '../plan.js';
import type { PlanScope } from '../planning.js';

/** Families of AMD that do not come back from a reset, by the device id of their graphics function. */
const RESET_BUG: readonly (readonly [family: string, device: RegExp])[] = [
  ['polaris', /^(67[c-f]|69[89])/],
  ['vega10', /^(686|687)/],
  ['vega20', /^66a/],
  ['navi10', /^731/],
  ['navi12', /^736/],
  ['navi14', /^734/],
];

/** Say what to know about the devices themselves. */
export function findDeviceNotes(scope: PlanScope): PlanFinding[] {
  return [
    ...findTwins(scope),
    ...findVirtual(scope),
    ...findResetBug(scope),
    ...findSecondDisplay(scope),
    ...findOverride(scope.snapshot),
    ...findAhci(scope),
    ...findGuest(scope.snapshot),
  ];
}

function findTwins({ set, kept }: PlanScope): PlanFinding[] {
  return set.flatMap((device) => {
    if (device.physicalFunction !== null) return [];
    const twins = kept.filter((other) => other.vendor === device.vendor && other.device === device.device);
    if (twins.length === 0 || device.vendor === null) return [];
    const names = twins.map(({ address }) => address).join(', ');
    const have = twins.length === 1 ? 'has' : 'have';
    const message = `${device.address} has the id ${device.vendor}:${device.device}, and so ${have} ${names}, which the host keeps: that id alone must not be given to vfio-pci`;
    return [{ code: 'ids-twins', message }];
  });
}

function findVirtual(scope: PlanScope): PlanFinding[] {
  const managed = chooseBindings(scope).filter(({ method }) => method === 'managed');
  return managed.map(({ device: { address } }) => ({
    code: 'virtual-function-managed',
    message: `${address} is a virtual function: libvirt gives it to vfio-pci when its guest starts (managed='yes'), and nothing has to be written for it`,
  }));
}

function findResetBug({ set }: PlanScope): PlanFinding[] {
  return set.filter(isDisplay).flatMap(({ address, vendor, device, resetMethods }) => {
    const [family] = RESET_BUG.find(([, pattern]) => pattern.test(device ?? '')) ?? [];
    if (vendor !== '1002' || family === undefined || resetMethods?.includes('device_specific')) return [];
    const message = `${address} may not come back once a guest has used it: cards of this family need the module vendor-reset, or a start of the host`;
    return [{ code: `amd-reset-bug-${family}`, message }];
  });
}

/** The firmware chooses the display that it starts on, and where it has only the card left it takes that one. */
function findSecondDisplay({ set, kept }: PlanScope): PlanFinding[] {
  const card = set.find((device) => isDisplay(device) && device.bootVga === false);
  const own = kept.find((device) => isDisplay(device) && device.bootVga === true && device.parent === null);
  if (card === undefined || own === undefined) return [];
  const message = `The firmware starts on ${own.address}; if it is turned off there, it starts on ${card.address}, which then is in use when vfio-pci takes it`;
  return [{ code: 'boot-vga-on-target-if-igpu-disabled', message }];
}

function findOverride({ kernelFacts }: HostSnapshot): PlanFinding[] {
  const { value, isSupported } = kernelFacts.acsOverride;
  if (value === null || isSupported === false) return [];
  const message = `The kernel runs with "pcie_acs_override=${value}": groups say what was asked for, not what the hardware isolates`;
  return [{ code: 'acs-override-active', message }];
}

function findAhci({ snapshot, set }: PlanScope): PlanFinding[] {
  const controllers = set.filter((device) => listNativeModules(snapshot, device).includes('ahci'));
  return controllers.map(({ address }: PciFunction) => ({
    code: 'ahci-never-blacklist',
    message: `"ahci" takes ${address}, and any other SATA controller too: it is never blacklisted, only loaded after vfio-pci`,
  }));
}

function findGuest({ environment }: HostSnapshot): PlanFinding[] {
  if (environment.isGuest !== true) return [];
  return [{ code: 'host-is-guest', message: NESTED }];
}
