import { describe, expect, it } from 'vitest';
import { findEffective } from '../../src/domain/effective-element.js';
import { findPredecessor } from '../../src/domain/element-order.js';
import { parseXml } from '../../src/xml/parse.js';

describe('findPredecessor', () => {
  it.each([
    ['<domain><name/><os/><devices/></domain>', 'features', 'os'],
    ['<domain><name/><os/><devices/></domain>', 'devices', 'devices'],
    ['<domain><devices/></domain>', 'cpu', undefined],
    ['<domain/>', 'cpu', undefined],
    ['<domain><cpu/><os/></domain>', 'features', 'os'],
    ['<domain><clock/><os/><devices/><name/></domain>', 'cpu', 'name'],
    ['<domain><os/><mine/><devices/></domain>', 'features', 'os'],
    ['<domain><os/><devices/></domain>', 'unheard-of', 'devices'],
    ['<domain><mine/><devices/></domain>', 'cpu', 'mine'],
    ['<domain><mine/></domain>', 'cpu', 'mine'],
    ['<features><acpi/><pmu/></features>', 'kvm', 'acpi'],
    ['<features><kvm/></features>', 'hyperv', undefined],
    ['<cpu><feature/><feature/><numa/></cpu>', 'feature', 'feature'],
    ['<cpu><topology/><numa/></cpu>', 'feature', 'topology'],
    ['<devices><emulator/><hostdev/><memballoon/></devices>', 'controller', 'emulator'],
    ['<mine><a/><b/></mine>', 'c', 'b'],
    ['<mine><a/><b/></mine>', 'a', 'a'],
  ])('in %s for <%s> is %s', (xml, name, expected) => {
    const { root } = parseXml(xml);
    const found = findPredecessor(root, name);
    expect(found?.name).toBe(expected);
    if (found !== undefined) expect(found).toBe(root.elements.filter((child) => child.name === found.name).at(-1));
  });
});

describe('findEffective, as libvirt reads repeated blocks', () => {
  const { root } = parseXml(`<domain>
    <features i="1"><kvm i="1"/><hyperv i="1"/><ioapic i="1"/></features>
    <features i="2"><hyperv i="2"/><kvm i="2"/><ioapic i="2"/><kvm i="3"/></features>
    <cpu i="1"/><cpu i="2"><topology/></cpu>
    <kvm xmlns="urn:x" i="9"/><features xmlns="urn:x" i="9"/>
    <devices i="1"/><devices i="2"/>
  </domain>`);
  it.each([
    ['features', '1,2'],
    ['features/hyperv', '1,2'],
    ['features/kvm', '3'],
    ['features/ioapic', '2'],
    ['cpu', '1'],
    ['cpu/topology', ''],
    ['devices', '1,2'],
    ['clock', ''],
  ])('%s', (path, expected) => {
    const found = findEffective(root, path.split('/'));
    expect(found.map((element) => element.attribute('i')).join()).toBe(expected);
  });
});
