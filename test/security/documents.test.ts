import { describe, expect, it } from 'vitest';
import {
  addPciHostdev,
  diffDomains,
  disableMemballoon,
  hideKvm,
  inspectDomain,
  lintDomain,
  PtxError,
  parseDomain,
  type RuleConfig,
  rules,
  serializeDomain,
  setVcpuPinning,
  stripRuntime,
  transformXml,
} from '../../src/index.js';
import { cpuSeconds } from '../helpers/cpu-time.js';

/** Where time grew faster than a document, each of these took minutes, or the memory gave out. */
const MOST_SECONDS = 15;

const ALL: RuleConfig = Object.fromEntries(rules.map(({ name, severity }) => [name, severity]));

function domain(content: string, attributes = ''): string {
  return `<domain type='kvm'${attributes}><name>a</name><memory>4</memory><vcpu>2</vcpu><os><type arch='x86_64' machine='q35'>hvm</type></os>${content}</domain>`;
}

function devices(count: number, device: (index: number) => string): string {
  return `<devices>${Array.from({ length: count }, (_, index) => device(index)).join('')}</devices>`;
}

/** All that reads a document, and steps that touch much of it. */
function useAll(xml: string): void {
  const parsed = parseDomain(xml);
  expect(serializeDomain(parsed)).toBe(xml);
  lintDomain(parsed, { rules: ALL });
  inspectDomain(parsed);
  diffDomains(parsed, parseDomain(xml.replace('<name>a', '<name>b')));
  transformXml(xml, hideKvm(), disableMemballoon(), stripRuntime());
  try {
    transformXml(xml, addPciHostdev({ address: '01:00.0' }));
  } catch (error) {
    // A guest has only so many slots.
    expect(error).toBeInstanceOf(PtxError);
  }
}

const HOSTDEV = "<hostdev mode='subsystem' type='pci'><source><address bus='BUS' slot='0'/></source></hostdev>";

describe('time follows size', () => {
  it.each<[string, string]>([
    ['600 devices', domain(devices(600, (index) => HOSTDEV.replace('BUS', `${index % 256}`)))],
    ['2,000 controllers', domain(devices(2000, (index) => `<controller type='pci' index='${index}'/>`))],
    ['20,000 attributes of one element', domain(devices(1, () => `<disk ${attributes(20_000, 'a')}/>`))],
    ['20,000 namespaces', domain('<devices/>', ` ${attributes(20_000, 'xmlns:a')}`)],
    [
      '20,000 elements at the greatest depth',
      domain(`${'<a>'.repeat(250)}${'<b/>'.repeat(20_000)}${'</a>'.repeat(250)}`),
    ],
    ['a name of 300,000 letters', domain(`<${'cpu'.repeat(100_000)}/>`)],
    [
      '20,000 comments that silence a rule which is not there',
      domain('<!-- ptx-disable-next-line kvm-sngle -->\n'.repeat(20_000)),
    ],
    ['a comment with 30,000 names', domain(`<!-- ptx-disable ${'some-rule '.repeat(30_000)}-->`)],
    ['200,000 character references', domain(`<description>${'&#65;'.repeat(200_000)}</description>`)],
  ])('%s', async (_, xml) => {
    expect(await cpuSeconds(() => useAll(xml))).toBeLessThan(MOST_SECONDS);
  });

  it.each([' ', '-', 'a', '0', ',', '.', '/', '\\', '{', '(', '1,', 'a:', 'a=', 'ä'])(
    'values that repeat %j 20,000 times, wherever something reads them',
    async (piece) => {
      const value = `${piece.repeat(20_000)}!`;
      expect(await cpuSeconds(() => useAll(readEverywhere(value)))).toBeLessThan(MOST_SECONDS);
    },
  );
});

function attributes(count: number, name: string): string {
  return Array.from({ length: count }, (_, index) => `${name}${index}='x'`).join(' ');
}

function readEverywhere(value: string): string {
  const v = value;
  const argument = ['-cpu', '-device', '-set', '-global', '-smbios', '-fw_cfg', '-machine']
    .map((option) => `<qemu:arg value='${option}'/><qemu:arg value='${v}'/>`)
    .join('');
  return domain(
    `<uuid>${v}</uuid><vcpu cpuset='${v}'>${v}</vcpu><memory unit='${v}'>${v}</memory>
<cputune><vcpupin vcpu='${v}' cpuset='${v}'/></cputune><os><loader>${v}</loader><nvram>${v}</nvram></os>
<cpu mode='${v}'><model>${v}</model><topology sockets='${v}'/><feature name='${v}' policy='${v}'/></cpu>
<features><hyperv><vendor_id state='on' value='${v}'/><spinlocks retries='${v}'/></hyperv></features>
<devices><emulator>${v}</emulator><disk type='file'><source file='${v}'/><target dev='${v}'/></disk>
<interface type='${v}'><mac address='${v}'/><model type='${v}'/></interface>
<hostdev mode='subsystem' type='pci'><source><address domain='${v}' bus='${v}' slot='${v}' function='${v}'/></source>
<rom file='${v}'/><alias name='${v}'/><address type='pci' bus='${v}'/></hostdev>
<graphics type='vnc' listen='${v}' port='${v}' passwd='${v}'/></devices>
<qemu:commandline>${argument}<qemu:env name='${v}' value='${v}'/></qemu:commandline>`,
    " xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'",
  );
}

it('a number is read and not counted up to', async () => {
  const step = setVcpuPinning({ pins: '0-1', iothreads: '2-3' });
  const withThreads = (count: string) =>
    domain('<devices/>').replace('</vcpu>', `</vcpu><iothreads>${count}</iothreads>`);
  const work = () => {
    expect(transformXml(withThreads('2000'), step).match(/<iothreadpin /g)).toHaveLength(2000);
    for (const count of ['4294967295', '99999999999999999999']) {
      const xml = withThreads(count).replace('>2<', `>${count}<`);
      lintDomain(parseDomain(xml), { rules: ALL });
      inspectDomain(parseDomain(xml));
      expect(() => transformXml(withThreads(count), step)).toThrow(
        expect.objectContaining({ code: 'OPTION_INVALID', location: { line: 1, column: expect.any(Number) } }),
      );
    }
  };
  expect(await cpuSeconds(work)).toBeLessThan(MOST_SECONDS);
});

it('a depth that libvirt refuses is refused', () => {
  for (const depth of [257, 100_000]) {
    const xml = domain('<a>'.repeat(depth) + '</a>'.repeat(depth));
    expect(() => parseDomain(xml)).toThrow(expect.objectContaining({ code: 'XML_TOO_DEEP' }));
  }
});

it.each([
  ['entities that grow', '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'],
  ['an entity of a file', '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>'],
  ['a parameter entity', '<!DOCTYPE d [<!ENTITY % a SYSTEM "http://127.0.0.1:1/"> %a;]>'],
  ['a document type of the network', '<!DOCTYPE d SYSTEM "http://127.0.0.1:1/d.dtd">'],
])('a document type is refused before it is read: %s', (_, doctype) => {
  const refused = expect.objectContaining({ code: 'XML_DOCTYPE_REFUSED' });
  expect(() => parseDomain(`${doctype}\n${domain('<title>&b;</title>')}`)).toThrow(refused);
  expect(() => parseDomain(`<?xml version='1.0'?><!-- a -->${doctype}${domain('')}`)).toThrow(refused);
});

it('an instruction and an inclusion are text like any other', () => {
  const xml = domain(
    `<?xml-stylesheet href='file:///etc/passwd'?><xi:include href='file:///etc/passwd' parse='text'/>`,
    " xmlns:xi='http://www.w3.org/2001/XInclude'",
  );
  useAll(xml);
  expect(transformXml(xml, hideKvm())).toContain("<xi:include href='file:///etc/passwd' parse='text'/>");
});

it('names that every object has are names like any other', () => {
  const before = Object.getOwnPropertyNames(Object.prototype);
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];
  for (const name of names) {
    const xml = domain(
      `<${name} ${name}='1'><${name}/></${name}><cpu mode='${name}'><feature name='${name}' policy='${name}'/></cpu>
<features><${name} state='on'/><hyperv><${name} state='on'/></hyperv></features><clock offset='${name}'><timer name='${name}'/></clock>
<devices><${name}/><disk type='${name}' device='${name}'><target dev='${name}' bus='${name}'/></disk>
<controller type='${name}' model='${name}'/><interface type='${name}'><model type='${name}'/></interface>
<video><model type='${name}'/></video><hostdev mode='${name}' type='${name}'/><address type='${name}'/></devices>`,
      ` xmlns:${name}='x' ${name}:a='b'`,
    );
    useAll(xml);
  }
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
  expect(({} as Record<string, unknown>).state).toBeUndefined();
});
