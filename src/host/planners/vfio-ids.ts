import { chooseBindings } from '../binding.js';
import { readConfiguredCmdline } from '../bootloaders/registry.js';
import { readConfiguredIds } from '../early-binding.js';
import { findInitramfsWriter } from '../initramfs/registry.js';
import { findParameter, joinLists, splitList } from '../kernel-arguments.js';
import type { HostSnapshot } from '../model.js';
import { findOption, readModprobe } from '../modprobe-config.js';
import { listNativeModules } from '../native-drivers.js';
import type { PlanBlocker } from '../plan.js';
import type { Decision, Planner, PlanScope, Wanted } from '../planning.js';

/**
 * Give ids to vfio-pci, added to those that it has. They stand in modprobe.d where that is read when vfio-pci is loaded,
 * and on the kernel command line where it is built in or the initramfs lacks modprobe.d.
 *
 * @see vfio_pci_fill_ids in drivers/vfio/pci/vfio_pci.c of Linux 6.12
 */
export const vfioIdsPlanner: Planner = {
  name: 'vfio-ids',
  decide(scope) {
    const bindings = chooseBindings(scope);
    const blockers = bindings.flatMap(({ device, method, id, twins }): PlanBlocker[] =>
      method !== 'ids' || id !== null
        ? []
        : twins.map((twin) => ({
            code: 'ids-conflict',
            address: twin.address,
            message: `It has the id "${device.vendor}:${device.device}" of ${device.address} too, and vfio-pci would take both: leave --bind to ptx, or name it with --device too`,
            isFinal: true,
          })),
    );
    const chosen = bindings.filter(({ method, id }) => method === 'ids' && id !== null);
    const ids = joinLists(chosen.map(({ id }) => id ?? ''));
    if (ids.length === 0) return { blockers };
    return { blockers, ...place(scope, ids) };
  },
};

function place(scope: PlanScope, ids: readonly string[]): Decision {
  const { snapshot } = scope;
  const present = readConfiguredIds(snapshot);
  const reason = `vfio-pci takes devices with the ids that it knows: ${ids.join(', ')}`;
  const onCmdline = findParameter(readConfiguredCmdline(snapshot), 'vfio_pci.ids');
  const inModprobe = findOption(readModprobe(snapshot), 'vfio_pci', 'ids');
  const kernelArguments: Wanted[] =
    onCmdline !== undefined || belongsOnCmdline(snapshot)
      ? [{ text: `vfio-pci.ids=${joinLists(present.ids, ids).join(',')}`, reason }]
      : [];
  const modprobe: Wanted[] = belongsInModprobe(snapshot)
    ? [{ text: `options vfio-pci ids=${joinLists(splitList(inModprobe?.value), ids).join(',')}`, reason }]
    : [];
  return { configuration: { kernelArguments, modprobe: [...modprobe, ...listAliases(scope)] } };
}

function belongsOnCmdline(snapshot: HostSnapshot): boolean {
  return snapshot.vfioPci === 'builtin' || findInitramfsWriter(snapshot)?.takesModprobe(snapshot) === false
    ? snapshot.vfioPci === 'builtin' || snapshot.bootloader !== null
    : mayGetBuiltin(snapshot);
}

function belongsInModprobe(snapshot: HostSnapshot): boolean {
  if (snapshot.vfioPci === 'builtin') return false;
  return findInitramfsWriter(snapshot)?.takesModprobe(snapshot) !== false || !belongsOnCmdline(snapshot);
}

/** Kernels of Ubuntu 20.04 have vfio-pci built in, and come to 18.04 as updates too: then only the command line counts. */
function mayGetBuiltin({ distro }: HostSnapshot): boolean {
  return distro.id === 'ubuntu' && Number.parseFloat(distro.versionId ?? '') < 22;
}

/** A device that no module of the kernel takes has nothing that would load vfio-pci for it: its own alias does. */
function listAliases(scope: PlanScope): Wanted[] {
  const { snapshot } = scope;
  if (snapshot.vfioPci === 'builtin') return [];
  const bindings = chooseBindings(scope).filter(({ method }) => method === 'ids');
  if (bindings.some(({ device }) => listNativeModules(snapshot, device).length > 0)) return [];
  return bindings.flatMap(({ device: { modalias } }) => {
    const reason = 'No module of this kernel is for the device, so nothing else would load vfio-pci for it';
    return modalias === null ? [] : [{ text: `alias ${modalias} vfio-pci`, reason }];
  });
}
