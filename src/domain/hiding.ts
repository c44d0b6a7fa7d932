import type { XmlElement } from '../xml/node.js';
import { listTimers } from './clock.js';
import type { DomainReader } from './domain-reader.js';

/**
 * CPU features that clear CPUID leaf 1 ECX bit 31, the mark of Method A: for both policies libvirt 9.0 tells QEMU
 * `hypervisor=off` (qemuBuildCpuModelArgStr).
 */
export function listDisabledHypervisorFeatures(draft: DomainReader): XmlElement[] {
  return (draft.find('cpu')?.childrenNamed('feature') ?? []).filter(
    (feature) =>
      feature.attribute('name') === 'hypervisor' && /^(disable|forbid)$/.test(feature.attribute('policy') ?? ''),
  );
}

/** What makes a guest see Hyper-V, the mark of Method B: `<hyperv>` blocks that switch something on, and its timer. */
export function listHypervSwitches(draft: DomainReader): XmlElement[] {
  const blocks = draft
    .findAll('features/hyperv')
    .filter(
      (block) =>
        block.attribute('mode') === 'passthrough' || block.elements.some((child) => child.attribute('state') === 'on'),
    );
  return [...blocks, ...listHypervclockTimers(draft).filter((timer) => timer.attribute('present') !== 'no')];
}

/** The child of `<hyperv>` that counts of those with this name: libvirt lets the last one win. */
export function findEnlightenment(draft: DomainReader, name: string): XmlElement | undefined {
  return draft
    .findAll('features/hyperv')
    .flatMap((block) => block.childrenNamed(name))
    .at(-1);
}

/** The timers that make QEMU offer the Hyper-V reference time counter, `hv-time` (qemuBuildCpuCommandLine, libvirt 9.0). */
export function listHypervclockTimers(draft: DomainReader): XmlElement[] {
  return listTimers(draft, 'hypervclock');
}
