import { describe, expect, it } from 'vitest';
import { addPciHostdev, parseDomain, transformDomain } from '../../src/index.js';
import { parseDeviceMap, parseHostFacts } from '../../src/steps.js';

/** The refusal of a file: message, line and column. */
function refusal(read: () => unknown): unknown[] {
  try {
    read();
  } catch (error) {
    const { code, message, location } = error as { code: string; message: string; location: object };
    return [code, message, location];
  }
  return [];
}

describe('parseDeviceMap', () => {
  it.each([
    ['nothing', '', 'Expected the names of devices, each with hosts and addresses', 1, 1],
    ['a list', '- gpu0', 'Expected the names of devices, each with hosts and addresses', 1, 1],
    ['no hosts', 'gpu0: "01:00.0"', '"gpu0": Expected the names of hosts, each with an address', 1, 7],
    [
      'a number',
      'gpu0:\n  node: 0x41',
      '"gpu0.node": Expected a PCI address, or address, id, subsystem and iommuGroup',
      2,
      9,
    ],
    [
      'no address',
      'gpu0: { node: { address: here } }',
      '"gpu0.node.address": Expected a PCI address such as 0000:01:00.0, in quotes',
      1,
      26,
    ],
    [
      'text that is no address',
      'gpu0:\n  node: here',
      '"gpu0.node.address": Expected a PCI address such as 0000:01:00.0, in quotes',
      2,
      9,
    ],
    ['an unknown key', 'gpu0:\n  node: { addres: "01:00.0" }', 'Unknown key "gpu0.node.addres"', 2, 11],
    [
      'a group in quotes',
      'gpu0:\n  node: { address: "01:00.0", iommuGroup: "13" }',
      '"gpu0.node.iommuGroup": Expected a number without quotes',
      2,
      43,
    ],
    ['the same name twice', 'gpu0: {}\ngpu0: {}', 'Map keys must be unique', 2, 1],
  ])('refuses %s', (_name, text, message, line, column) => {
    expect(refusal(() => parseDeviceMap(text))).toEqual(['FILE_MALFORMED', message, { line, column }]);
  });

  it('takes JSON, a byte order mark and CRLF, and hosts that are called by a number', () => {
    const devices = parseDeviceMap('\uFEFF{\r\n"gpu0": { "1": "pci_0000_41_00_0" }\r\n}\r\n');
    const domain = parseDomain("<domain type='kvm'><os><type machine='pc'>hvm</type></os><devices></devices></domain>");
    const made = transformDomain(domain, addPciHostdev({ device: 'gpu0' }), { devices, node: '1' });
    expect(made.domain.xml).toContain("bus='0x41'");
  });
});

describe('parseHostFacts', () => {
  it.each([
    ['nothing', '', 'Expected a host snapshot: an object with the list "pciDevices"', 1, 1],
    ['no devices', '{}', '"pciDevices": Expected a host snapshot: an object with the list "pciDevices"', 1, 1],
    [
      'an id that is a number',
      '{ "pciDevices": [{ "address": "0000:01:00.0", "vendor": 4318 }] }',
      '"pciDevices.0.vendor": Expected hexadecimal digits in quotes',
      1,
      57,
    ],
  ])('refuses %s', (_name, text, message, line, column) => {
    expect(refusal(() => parseHostFacts(text))).toEqual(['FILE_MALFORMED', message, { line, column }]);
  });
});
