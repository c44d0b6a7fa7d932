import { type Binding, chooseBindings } from '../binding.js';
import { isTakenByBuiltin } from '../native-drivers.js';
import type { Planner, PlanScope, Wanted } from '../planning.js';

/**
 * Give single addresses to vfio-pci with rules of udev, where an id would take a twin of the host along or a built-in
 * driver was first. The ids stand in the rules too: addresses move when cards come and go.
 *
 * @see Documentation/ABI/testing/sysfs-bus-pci of Linux 6.12: driver_override, drivers_probe; udev(7) of systemd 252
 */
export const driverOverridePlanner: Planner = {
  name: 'driver-override',
  decide(scope) {
    const bindings = chooseBindings(scope).filter(({ method }) => method === 'driver-override');
    const findings = bindings
      .filter(({ device }) => isTakenByBuiltin(scope.snapshot, device))
      .map(({ device }) => ({
        code: 'native-driver-builtin',
        message: `The driver of ${device.address} is built into the kernel and has it first: it has to let go of it at every start`,
      }));
    return { configuration: { udevRules: bindings.flatMap((binding) => formatRules(scope, binding)) }, findings };
  },
};

function formatRules({ snapshot }: PlanScope, { device, id, twins }: Binding): Wanted[] {
  const { address } = device;
  const match = [
    'ACTION=="add"',
    'SUBSYSTEM=="pci"',
    `KERNEL=="${address}"`,
    `ATTR{vendor}=="0x${device.vendor}"`,
    `ATTR{device}=="0x${device.device}"`,
  ].join(', ');
  const twin = twins.map((other) => other.address).join(', ');
  const why = id === null && twin !== '' ? `By its id vfio-pci would take ${twin} too` : 'Only this address is meant';
  const load = snapshot.vfioPci === 'builtin' ? '' : ', RUN{builtin}+="kmod load vfio-pci"';
  const unbind = {
    text: `${match}, DRIVER=="?*", DRIVER!="vfio-pci", ATTR{driver/unbind}="$kernel"`,
    reason: 'A driver that is built in has the device before udev starts',
  };
  return [
    { text: `${match}, ATTR{driver_override}="vfio-pci"${load}`, reason: why },
    ...(isTakenByBuiltin(snapshot, device) ? [unbind] : []),
    {
      text: `${match}, DRIVER!="vfio-pci", ATTR{subsystem/drivers_probe}="$kernel"`,
      reason: 'A device that has no driver yet gets one when it is probed',
    },
  ];
}
