import { describe, expect, it } from 'vitest';
import { readNumber } from '../../src/domain/number.js';
import {
  formatPciAddress,
  formatPciSlot,
  isSamePciAddress,
  isSamePciSlot,
  parsePciAddress,
  pciAddressAttributes,
  readPciAddress,
} from '../../src/domain/pci-address.js';
import { parseXml } from '../../src/xml/parse.js';

describe('parsePciAddress', () => {
  it.each([
    ['01:00.0', [0, 1, 0, 0]],
    ['1:0.0', [0, 1, 0, 0]],
    ['0000:01:00.0', [0, 1, 0, 0]],
    ['0000:0A:1f.7', [0, 10, 31, 7]],
    ['10000:e1:00.1', [0x10000, 0xe1, 0, 1]],
    ['01:00', [0, 1, 0, undefined]],
    ['0000:ff:1f', [0, 255, 31, undefined]],
    ['pci_0000_01_00_0', [0, 1, 0, 0]],
    ['pci_0000_41_00', [0, 65, 0, undefined]],
    ['pci_10000_e1_1f_3', [0x10000, 0xe1, 31, 3]],
    ['10:10.1', [0, 16, 16, 1]],
  ])('reads %s', (text, [domain, bus, slot, last]) => {
    expect(parsePciAddress(text)).toEqual({ domain, bus, slot, function: last });
  });

  it.each(
    [
      ['', '01', '01:00.8', '01:20.0', '100:00.0', '01:00.0.0', 'g1:00.0', ' 01:00.0', '01:00.0\n', '10de:1c03'],
      ['0x01:00.0', '01.00.0', 'pci_0000_01_00_8', 'pci_01_00_0', '123456789:01:00.0', 'pci_0000_01_20_0'],
    ].flat(),
  )('is no address: %j', (text) => expect(parsePciAddress(text)).toBeUndefined());
});

describe('writing', () => {
  const address = { domain: 0, bus: 10, slot: 31, function: 7 };
  it('formats as the kernel does', () => {
    expect(formatPciAddress(address)).toBe('0000:0a:1f.7');
    expect(formatPciSlot({ ...address, domain: 0x10000 })).toBe('10000:0a:1f');
  });
  it('writes the digits of libvirt', () => {
    const expected = { domain: '0x0000', bus: '0x0a', slot: '0x1f', function: '0x7' };
    expect(pciAddressAttributes(address)).toEqual(expected);
    expect(pciAddressAttributes({ ...address, domain: 0x10000 }).domain).toBe('0x10000');
  });
  it('compares cards without and functions with the function', () => {
    expect(isSamePciSlot(address, { ...address, function: 0 } as typeof address)).toBe(true);
    expect(isSamePciAddress(address, { ...address, function: 0 })).toBe(false);
    expect(isSamePciAddress(address, { ...address, bus: 11 })).toBe(false);
    expect(isSamePciAddress(address, { ...address, domain: 1 })).toBe(false);
    expect(isSamePciAddress(address, { ...address })).toBe(true);
  });
});

describe('readNumber, with base 0 as C reads it', () => {
  it.each([
    ['0', 0],
    ['00', 0],
    ['26', 26],
    ['0x1a', 26],
    ['0X1A', 26],
    ['032', 26],
    ['010', 8],
    [' 7', 7],
  ])('%j is %d', (text, value) => expect(readNumber(text)).toBe(value));

  it.each([undefined, '', 'x', '0x', '0a', '08', '1a', '-1', '1.5', '0b1', '1 2'])('%j is none', (text) => {
    expect(readNumber(text)).toBeUndefined();
  });
});

describe('readPciAddress', () => {
  const read = (attributes: string) => readPciAddress(parseXml(`<address ${attributes}/>`).root);
  it.each([
    ['', [0, 0, 0, 0]],
    ["bus='1'", [0, 1, 0, 0]],
    ["domain='0x0000' bus='0x0a' slot='0x1f' function='0x7'", [0, 10, 31, 7]],
    ["bus='10' slot='010' function='&#49;'", [0, 10, 8, 1]],
  ])('%j', (attributes, [domain, bus, slot, last]) => {
    expect(read(attributes)).toEqual({ domain, bus, slot, function: last });
  });
  it.each(["bus='0a'", "slot='x'", "function=''", "domain='-1'"])('refuses what libvirt refuses: %s', (attributes) => {
    expect(read(attributes)).toBeUndefined();
  });
});
