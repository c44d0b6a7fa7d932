import { isBoundEarly } from './early-binding.js';
import type { HostSnapshot, PciFunction } from './model.js';
import { isTakenByBuiltin } from './native-drivers.js';
import type { PlanScope } from './planning.js';
import { isReserving } from './viability.js';

/** How a device gets to vfio-pci before its native driver takes it. */
export interface Binding {
  readonly device: PciFunction;
  /**
   * settled: it is bound already, and will be again. managed: a virtual function, which is not there while the host starts,
   * and which libvirt gives to vfio-pci when its guest starts.
   */
  readonly method: 'settled' | 'managed' | 'ids' | 'driver-override';
  /** The id that is the device's and no other one's; null where a twin stays with the host. */
  readonly id: string | null;
  readonly twins: readonly PciFunction[];
}

/**
 * Choose for each device: by its id, unless the host keeps a twin that has the same, or the native driver is built in and
 * therefore first. A virtual function needs neither.
 */
export function chooseBindings(scope: PlanScope): Binding[] {
  const { snapshot, request, set } = scope;
  return set.map((device) => {
    const twins = listTwins(scope, device);
    const id = findOwnId(device, twins);
    if (isReserving(device.driver) && isBoundEarly(snapshot, device)) return { device, method: 'settled', id, twins };
    return { device, method: request.bind === 'auto' ? chooseMethod(snapshot, device, id) : request.bind, id, twins };
  });
}

function chooseMethod(snapshot: HostSnapshot, device: PciFunction, id: string | null): Binding['method'] {
  if (device.physicalFunction !== null) return 'managed';
  const isAhead = snapshot.vfioPci !== 'builtin' && isTakenByBuiltin(snapshot, device);
  return id === null || isAhead ? 'driver-override' : 'ids';
}

/** Devices with the same vendor and device id that the host keeps, and that are not given out already. */
function listTwins({ snapshot, kept }: PlanScope, device: PciFunction): PciFunction[] {
  return kept.filter(
    (other) =>
      other.vendor === device.vendor &&
      other.device === device.device &&
      !other.isBridge &&
      !isReserving(other.driver) &&
      !isBoundEarly(snapshot, other),
  );
}

/** Two parts where that is enough, four where the board tells the device from its twins. */
function findOwnId({ vendor, device, subsystem }: PciFunction, twins: readonly PciFunction[]): string | null {
  if (vendor === null || device === null) return null;
  if (twins.length === 0) return `${vendor}:${device}`;
  const isTold = subsystem !== null && twins.every((twin) => twin.subsystem !== null && twin.subsystem !== subsystem);
  return isTold ? `${vendor}:${device}:${subsystem}` : null;
}
