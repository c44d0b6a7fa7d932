import { isBoundEarly } from './early-binding.js';
import type { PciFunction } from './model.js';
import { isTakenByBuiltin } from './native-drivers.js';
import type { PlanScope } from './planning.js';
import { isReserving } from './viability.js';

/** How a device gets to vfio-pci before its native driver takes it. */
export interface Binding {
  readonly device: PciFunction;
  /** settled: it is bound already, and will be again. */
  readonly method: 'settled' | 'ids' | 'driver-override';
  /** The id that is the device's and no other one's; null where a twin stays with the host. */
  readonly id: string | null;
  readonly twins: readonly PciFunction[];
}

/**
 * Choose for each device: by its id, unless the host keeps a twin that has the same, or the native driver is built in and
 * therefore first.
 */
export function chooseBindings(scope: PlanScope): Binding[] {
  const { snapshot, request, set } = scope;
  return set.map((device) => {
    const twins = listTwins(scope, device);
    const id = findOwnId(device, twins);
    if (isReserving(device.driver) && isBoundEarly(snapshot, device)) return { device, method: 'settled', id, twins };
    const isAhead = snapshot.vfioPci !== 'builtin' && isTakenByBuiltin(snapshot, device);
    const method = request.bind === 'auto' ? (id === null || isAhead ? 'driver-override' : 'ids') : request.bind;
    return { device, method, id, twins };
  });
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
