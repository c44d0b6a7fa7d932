import path from 'node:path';
import { type GuestRun, runGuests, serialFile } from '../../helpers/guest.js';
import { type Hypervisor, makeDriverRoot, removeDriverRoot } from '../../helpers/hypervisor.js';
import { buildHypervStandIn, buildProbe, PROBE_END } from './build.js';
import type { Kvm } from './kvm.js';
import { type Reading, readCpuid } from './reading.js';
import { makeTestCopy } from './test-copy.js';

/** What became of one document. */
export interface Outcome {
  readonly reading: Reading;
  /** What libvirt and QEMU logged. */
  readonly log: string;
  /** Whether a stand-in claimed the Hyper-V that the document asks for. */
  readonly isStandIn: boolean;
}

const TIMEOUT_MS = 240_000;

/** Run the probe in the copy of each document, through libvirt, and read what it prints. */
export async function runProbe(
  documents: ReadonlyMap<string, string>,
  hypervisor: Hypervisor,
  { hasHyperv, qemuArguments }: Kvm,
): Promise<ReadonlyMap<string, Outcome>> {
  const root = makeDriverRoot(hypervisor);
  try {
    const pathInRoot = (file: string) => path.join(root.path, path.basename(file));
    const kernel = pathInRoot(buildProbe(root.hostPath));
    const library = hasHyperv ? undefined : pathInRoot(buildHypervStandIn(root.hostPath));
    const guests = [...documents].map(([key, xml], index) => {
      const name = `cpuid${index}`;
      const standIn = xml.includes('<hyperv') ? library : undefined;
      const copy = makeTestCopy(xml, { name, kernel, serial: serialFile(root, name), standIn, qemuArguments });
      return { key, name, copy, isStandIn: standIn !== undefined };
    });
    const copies = new Map(guests.map(({ name, copy }) => [name, copy]));
    const runs = await runGuests(root, copies, { end: PROBE_END, timeoutMs: TIMEOUT_MS });
    return new Map(
      guests.map(({ key, name, isStandIn }) => {
        const { serial, log } = runs.get(name) as GuestRun;
        return [key, { reading: readCpuid(serial), log, isStandIn }];
      }),
    );
  } finally {
    removeDriverRoot(root);
  }
}
