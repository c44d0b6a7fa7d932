import { describe, expect, it } from 'vitest';
import { DomainDraft } from '../../src/domain/domain-draft.js';
import { listQemuOptions, readQemuBoolean, readQemuProperties, readQemuSize } from '../../src/domain/qemu-option.js';
import { parseDomain } from '../../src/index.js';

describe('listQemuOptions', () => {
  it.each([
    [['-cpu', 'host'], ['cpu host']],
    [
      ['--cpu', 'host', '-no-hpet', '-set', 'a.b.c=-1'],
      ['cpu host', 'no-hpet', 'set a.b.c=-1'],
    ],
    [
      ['-no-hpet', '/disk.img'],
      ['no-hpet', '/disk.img'],
    ],
    [
      ['-append', '-x', '-device'],
      ['append -x', 'device'],
    ],
  ])('%j', (values, options) => {
    const list = values.map((value) => `<q:arg value='${value}'/>`).join('');
    const block = `<q:commandline xmlns:q='http://libvirt.org/schemas/domain/qemu/1.0'>${list}</q:commandline>`;
    const draft = new DomainDraft(parseDomain(`<domain>${block}</domain>`));
    const found = listQemuOptions(draft).map(({ name, value }) => (value === undefined ? name : `${name} ${value}`));
    expect(found).toEqual(options);
  });
});

describe('readQemuProperties', () => {
  it.each<[string, Record<string, string> | undefined]>([
    ['vfio-pci,host=01:00.0,x-vga', { driver: 'vfio-pci', host: '01:00.0', 'x-vga': 'on' }],
    ['driver=a,b=c=d', { driver: 'a', b: 'c=d' }],
    ['a,path=/x,,y,path=/z,,', { driver: 'a', path: '/z,' }],
    [
      '{"driver":"a","on":true,"n":0,"out":{"mixing-engine":false}}',
      { driver: 'a', on: 'on', n: '0', 'out.mixing-engine': 'off' },
    ],
    [`{'driver':'it\\'s "quoted"'}`, { driver: `it's "quoted"` }],
    [`{"driver":"it's"}`, { driver: "it's" }],
    ['{"driver":', undefined],
    ['', {}],
  ])('%s', (text, properties) => {
    const read = readQemuProperties(text, 'driver');
    expect(read && Object.fromEntries(read)).toEqual(properties);
  });
});

it('reads booleans as QEMU does', () => {
  expect(['on', 'y', 'false', 'no', 'ON', '1', ''].map(readQemuBoolean)).toEqual([
    ...[true, true, false, false],
    ...[undefined, undefined, undefined],
  ]);
});

it('reads sizes as QEMU does', () => {
  expect(['32M', '33554432', '1g', '4096b', '32MiB', '-1'].map(readQemuSize)).toEqual([
    ...[33554432, 33554432, 1073741824, 4096],
    ...[undefined, undefined],
  ]);
});
