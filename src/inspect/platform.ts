import { listDevices } from '../domain/devices.js';
import type { DomainReader } from '../domain/domain-reader.js';
import { listIommus } from '../domain/iommu.js';
import type { ClockFacts, IommuFacts, TpmFacts } from './inspection.js';
import { attributeOf, locationOf } from './read.js';

/** The clock of the guest: libvirt reads the timers of all `<clock>` elements, and all else of the first one. */
export function inspectClock(domain: DomainReader): ClockFacts {
  const blocks = domain.findAll('clock');
  const [clock] = blocks;
  return {
    offset: clock?.attribute('offset') ?? 'utc',
    timezone: attributeOf(clock, 'timezone'),
    adjustment: attributeOf(clock, 'adjustment'),
    basis: attributeOf(clock, 'basis'),
    timers: blocks
      .flatMap((block) => block.childrenNamed('timer'))
      .map((timer) => ({
        name: attributeOf(timer, 'name'),
        present: attributeOf(timer, 'present'),
        tickpolicy: attributeOf(timer, 'tickpolicy'),
        track: attributeOf(timer, 'track'),
        mode: attributeOf(timer, 'mode'),
        frequency: attributeOf(timer, 'frequency'),
        location: locationOf(domain, timer),
      })),
    location: locationOf(domain, clock),
  };
}

/** The TPMs of the guest. */
export function inspectTpms(domain: DomainReader): TpmFacts[] {
  return listDevices(domain)
    .filter(({ name }) => name === 'tpm')
    .map((tpm) => {
      const backend = tpm.child('backend');
      return {
        model: attributeOf(tpm, 'model'),
        backend: attributeOf(backend, 'type'),
        version: attributeOf(backend, 'version'),
        path: attributeOf(backend?.child('device'), 'path'),
        location: locationOf(domain, tpm),
      };
    });
}

/** The IOMMUs that the guest has for itself. */
export function inspectIommus(domain: DomainReader): IommuFacts[] {
  return listIommus(domain).map((iommu) => ({
    model: attributeOf(iommu, 'model'),
    driver: Object.fromEntries((iommu.child('driver')?.attributes ?? []).map(({ name, value }) => [name, value])),
    location: locationOf(domain, iommu),
  }));
}
