import { expect, it } from 'vitest';
import { parseDomain } from '../../src/domain/domain.js';
import { queryDomain } from '../../src/domain/query-domain.js';
import { listDefiningHypervisors } from '../helpers/hypervisor.js';
import { defineAll } from '../helpers/virsh.js';
import { DOMAIN_XML, EXPECTED } from '../kubevirt/example.js';

const hypervisors = listDefiningHypervisors('KubeVirt');
// vitest takes a file without any test for a mistake.
if (hypervisors.length === 0) it.skip('defines nothing here');

it.each(hypervisors)('libvirt $libvirt defines what KubeVirt hands over, and what it gets back', (hypervisor) => {
  // As KubeVirt does, without --validate: not all that it writes is in libvirt's schema. Both have one UUID.
  const [before, after] = [DOMAIN_XML, EXPECTED].map((xml) => defineAll(new Map([['', xml]]), hypervisor, ''));
  expect([before, after].map((verdicts) => [...(verdicts?.errors ?? [])])).toEqual([[], []]);
  const kept = (path: string) => queryDomain(parseDomain(after?.dumps.get('') ?? ''), path).length;
  const paths = ['//hostdev/rom[@file]', '//features/kvm/hidden', '//features/ioapic', '//pcihole64', '//qemu:arg'];
  expect(paths.map((path) => [path, kept(path) > 0])).toEqual(paths.map((path) => [path, true]));
});
