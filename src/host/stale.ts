import type { HostAction } from './action.js';
import { digestFacts } from './fingerprint.js';
import { findFile, type HostSnapshot } from './model.js';
import type { HostPlan } from './plan.js';

/** Name what a host has otherwise than the plan was made for: nothing where the plan is good. */
export function listChangedFacts({ hostFacts }: HostPlan, snapshot: HostSnapshot): string[] {
  const now = digestFacts(snapshot);
  const names = new Set([...Object.keys(hostFacts), ...Object.keys(now)]);
  return [...names].filter((name) => hostFacts[name] !== now[name]);
}

/** A host as it was before actions of a plan: those that are in place are taken back, in the snapshot alone. */
export function takeBack(snapshot: HostSnapshot, actions: readonly HostAction[]): HostSnapshot {
  return actions.reduceRight(takeBackOne, snapshot);
}

function takeBackOne(snapshot: HostSnapshot, action: HostAction): HostSnapshot {
  if (action.kind === 'write-sysfs') return takeBackSysfs(snapshot, action.path, action.undo.value);
  if (action.kind !== 'write-file') return snapshot;
  const { path, content, undo } = action;
  if (findFile(snapshot, path)?.text !== content) return snapshot;
  const files = snapshot.files.flatMap((file) => {
    if (file.path !== path) return [file];
    return undo.kind === 'remove-file' ? [] : [{ ...file, text: undo.content, mode: undo.mode }];
  });
  return { ...snapshot, files };
}

/** The function whose virtual functions an attribute counts. */
export function findCounted(path: string): string | undefined {
  return /^\/sys\/bus\/pci\/devices\/([^/]+)\/sriov_numvfs$/.exec(path)?.[1];
}

/** Virtual functions go with their number. */
function takeBackSysfs(snapshot: HostSnapshot, path: string, value: string): HostSnapshot {
  const address = findCounted(path);
  const pciDevices = snapshot.pciDevices
    .filter(({ physicalFunction }) => value !== '0' || physicalFunction === null || physicalFunction !== address)
    .map((device) =>
      device.address === address && device.sriov !== null
        ? { ...device, sriov: { ...device.sriov, numVfs: Number(value) } }
        : device,
    );
  return { ...snapshot, pciDevices };
}
