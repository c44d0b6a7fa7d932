import { describe, expect, it } from 'vitest';
import {
  addPciHostdev,
  convertToQ35,
  hideKvm,
  PtxError,
  setCpuHostPassthrough,
  setSmbiosHost,
  setVcpuPinning,
  transformXml,
  useHugepages,
} from '../../src/index.js';

describe('says what was expected of an option', () => {
  it.each<[string, () => unknown, string]>([
    ['nothing where one is required', () => addPciHostdev({} as never), 'Option "address": Required'],
    [
      'a number for text',
      () => addPciHostdev({ address: 1 } as never),
      'Option "address": Expected text, found the number 1: put it in quotes',
    ],
    ['a value of another type', () => addPciHostdev({ address: [] } as never), 'Option "address": Expected a string'],
    [
      'a value in place of nested options',
      () => setCpuHostPassthrough({ cache: 'x' } as never),
      'Expected named options',
    ],
    ['a word that is none of the choices', () => setCpuHostPassthrough({ check: 'x' } as never), '"none" or "partial"'],
    ['a state that is none', () => hideKvm({ state: 'ON' } as never), 'Expected "on" or "off"'],
    ['no pins', () => setVcpuPinning({ pins: {} }), 'Expected a pin'],
    ['a pin without a vCPU', () => setVcpuPinning({ pins: '4,0:2' }), 'Expected pairs such as 0:2,1:3'],
    ['a vCPU that is pinned twice', () => setVcpuPinning({ pins: '0-1:2,1:3' }), '"1" is pinned twice'],
    ['a range that is taken out', () => setVcpuPinning({ pins: '0-7,^2-3' }), 'Expected a set of numbers'],
    ['a set that is none', () => setVcpuPinning({ pins: 0, emulator: 'a' }), 'Option "emulator": Expected a set'],
    ['pages of a power of ten', () => useHugepages({ size: '2MB' }), 'MB and GB are powers of ten'],
    ['a nodeset without a size', () => useHugepages({ nodeset: 0 }), 'Option "nodeset": Needs a size'],
    ['values that no mode reads', () => setSmbiosHost({ mode: 'host', system: { sku: 'x' } }), 'beside values'],
    ['an empty value', () => setSmbiosHost({ system: { sku: '' } }), 'Option "system.sku"'],
    ['a date that libvirt refuses', () => setSmbiosHost({ bios: { date: '2020-01-02' } }), 'mm/dd/yyyy'],
  ])('%s', (_, call, message) => {
    expect(call).toThrow(
      expect.objectContaining({ code: 'OPTION_INVALID', message: expect.stringContaining(message) }),
    );
  });
});

describe('convert-to-q35 and shared guest slots', () => {
  /** Two cards in each of so many slots, 32 to a bus. */
  function domainWithGroups(count: number): string {
    const devices = Array.from({ length: count * 2 }, (_, index) => {
      const group = Math.floor(index / 2);
      const place = `bus='${Math.floor(group / 32) + 1}' slot='${group % 32}' function='${index % 2}'`;
      return `<interface type='user'><model type='virtio'/><address type='pci' domain='0' ${place}/></interface>`;
    });
    return `<domain type='kvm'><os><type machine='pc'>hvm</type></os><devices>${devices.join('')}</devices></domain>`;
  }

  it('finds a root port for 254 of them', () => {
    expect(transformXml(domainWithGroups(254), convertToQ35())).toContain("bus='0xfe'");
  });

  it('refuses 255, as no number is left', () => {
    expect(() => transformXml(domainWithGroups(255), convertToQ35())).toThrow(PtxError);
  });
});
