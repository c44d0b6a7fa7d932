import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseHostSnapshot } from '../../src/host/snapshot-file.js';
import { type HostFacts, lintDomain, lintFleet, type Placement, parseDomain, placeDomains } from '../../src/index.js';

const ROOT = fileURLToPath(new URL('../../golden/host/inspect/', import.meta.url));

/** A snapshot of a machine of golden/hosts, as it would be passed in. */
const read = (name: string): HostFacts => parseHostSnapshot(readFileSync(join(ROOT, `${name}.json`), 'utf8'));

/** A domain that takes these functions. */
function domainWith(...addresses: readonly string[]): string {
  const hostdevs = addresses.map((address) => {
    const [, bus, slot, number] = /^0000:(..):(..)\.(.)$/.exec(address) ?? [];
    const source = `<source><address domain='0x0000' bus='0x${bus}' slot='0x${slot}' function='0x${number}'/></source>`;
    return `    <hostdev mode='subsystem' type='pci' managed='yes'>${source}</hostdev>\n`;
  });
  return `<domain type='kvm'>\n  <name>guest</name>\n  <os><type arch='x86_64' machine='q35'>hvm</type></os>\n  <devices>\n${hostdevs.join('')}  </devices>\n</domain>\n`;
}

/** Rules about the host that say something of a domain, with their message. */
function findOn(host: string, ...addresses: readonly string[]): string[] {
  return lintDomain(parseDomain(domainWith(...addresses)), { host: read(host) })
    .filter(({ ruleId }) =>
      /^hostdev-(on-host|kind-matches|iommu-group-complete|driver-releasable|not-essential)$/.test(ruleId),
    )
    .map(({ ruleId, messageId }) => `${ruleId} ${messageId}`)
    .sort();
}

describe('machines', () => {
  it.each([
    ['ubuntu1804-e3-gtx1060', ['0000:01:00.0', '0000:01:00.1'], ['hostdev-driver-releasable graphics']],
    [
      'ubuntu1804-e3-gtx1060',
      ['0000:01:00.0'],
      ['hostdev-driver-releasable graphics', 'hostdev-iommu-group-complete held'],
    ],
    ['ubuntu2510-rtx4070', ['0000:02:00.0'], ['hostdev-not-essential rootDisk']],
    ['ubuntu2510-rtx4070', ['0000:05:00.0'], ['hostdev-not-essential defaultRoute']],
    [
      'gentoo-vega',
      ['0000:05:00.0', '0000:05:00.1'],
      ['hostdev-driver-releasable graphics', 'hostdev-not-essential bootDisplay'],
    ],
    ['gentoo-laptop-1650ti', ['0000:01:00.0', '0000:01:00.1'], []],
    ['gentoo-gtx1080-rx580-acs', ['0000:02:00.0', '0000:02:00.1'], ['hostdev-driver-releasable graphics']],
    ['pve-b550-before', ['0000:06:00.0'], Array.from({ length: 7 }, () => 'hostdev-iommu-group-complete held')],
    ['pve-b550-after-acs', ['0000:06:00.0'], []],
    [
      'pve-b550-after-acs',
      ['0000:04:00.0'],
      ['hostdev-driver-releasable graphics', 'hostdev-not-essential onlyDisplay'],
    ],
    ['pve-b550-after-acs', ['0000:01:00.1'], ['hostdev-on-host absent']],
    ['pve-b550-after-acs', ['0000:00:01.1'], ['hostdev-on-host bridge']],
  ])('%s with %j', (host, addresses, expected) => {
    expect(findOn(host, ...addresses)).toEqual(expected);
  });
});

const file = (path: string, xml: string) => ({ path, domain: parseDomain(xml) });
const UUID = '4dea22b3-1d52-d8f3-2516-782e98ab3fa0';
const named = (name: string, more = '') =>
  `<domain type='kvm'>\n  <name>${name}</name>\n  <uuid>${UUID}</uuid>\n${more}</domain>\n`;

describe('a fleet', () => {
  it('of one is no fleet, and one of none finds nothing', () => {
    expect(lintFleet([file('a.xml', named('a'))])).toEqual([{ path: 'a.xml', findings: [] }]);
    expect(lintFleet([])).toEqual([]);
  });

  it('finds the same in any order of the files', () => {
    const files = ['a', 'b', 'a'].map((name, index) => file(`${index}.xml`, named(name)));
    const counts = (found: ReturnType<typeof lintFleet>) =>
      Object.fromEntries(found.map(({ path, findings }) => [path, findings.map(({ messageId }) => messageId).sort()]));
    expect(counts(lintFleet([...files].reverse()))).toEqual(counts(lintFleet(files)));
    expect(counts(lintFleet(files))).toEqual({
      '0.xml': ['taken', 'variant'],
      '1.xml': ['taken'],
      '2.xml': ['taken', 'variant'],
    });
  });

  it.each([
    [1, 'is also that of "0" (0.xml);'],
    [100, 'is also that of "0" (0.xml) and 99 more;'],
    [101, 'is also that of "0" (0.xml) and at least 100 more;'],
    [500, 'is also that of "0" (0.xml) and at least 100 more;'],
  ])('counts %i others as far as that is worth it', (others, expected) => {
    const files = Array.from({ length: others + 1 }, (_, index) => file(`${index}.xml`, named(String(index))));
    expect(lintFleet(files).at(-1)?.findings[0]?.message).toContain(expected);
  });

  it('names another one of the same name and UUID, whoever else has it', () => {
    const files = ['a', 'b', 'b'].map((name, index) => file(`${index}.xml`, named(name)));
    const said = lintFleet(files).map(({ findings }) => findings.map(({ message }) => message.split(';')[0]));
    expect(said[1]).toEqual([
      'The UUID is also that of "a" (0.xml)',
      'There is another version of this domain: "b" (2.xml)',
    ]);
  });

  it('takes a domain without a name for no domain of the name "undefined"', () => {
    const nameless = `<domain type='kvm'>\n  <uuid>${UUID}</uuid>\n</domain>\n`;
    const found = lintFleet([
      file('a.xml', named('undefined')),
      file('b.xml', named('undefined')),
      file('c.xml', nameless),
    ]);
    expect(found[0]?.findings.map(({ messageId }) => messageId).sort()).toEqual(['taken', 'variant']);
  });

  it('hears of no rule that is off, and of severities that are set', () => {
    const files = [file('a.xml', named('a')), file('b.xml', named('b'))];
    expect(lintFleet(files, { rules: { 'fleet-uuid-unique': 'off' } })[0]?.findings).toEqual([]);
    expect(lintFleet(files, { rules: { 'fleet-uuid-unique': 'info' } })[0]?.findings[0]?.severity).toBe('info');
  });

  it('keeps a comment from being called unused where a domain is alone', () => {
    const comment = '<!-- ptx-disable fleet-uuid-unique hostdev-on-host -->\n';
    const unused = (host?: HostFacts) =>
      lintDomain(parseDomain(comment + named('a')), { host }).filter(({ ruleId }) => ruleId === 'unused-suppression');
    expect(unused()).toEqual([]);
    expect(unused({ pciDevices: [] }).map(({ message }) => message)).toEqual([
      'Nothing here would be reported by rule "hostdev-on-host"',
    ]);
  });
});

describe('placement', () => {
  const hosts = ['ubuntu2510-rtx4070', 'gentoo-laptop-1650ti', 'gentoo-vega'].map((name) => ({
    name,
    facts: read(name),
  }));
  const show = (placements: readonly Placement[]) =>
    placements.map(({ host, fits, reasons }) => [host, fits, reasons.map(({ messageId }) => messageId)]);

  it('tells where a domain can run, and why not elsewhere', () => {
    const gpu = file('gpu.xml', domainWith('0000:01:00.0', '0000:01:00.1'));
    expect(show(placeDomains([gpu], hosts))).toEqual([
      ['ubuntu2510-rtx4070', true, []],
      ['gentoo-laptop-1650ti', true, []],
      ['gentoo-vega', false, ['rootDisk', 'absent']],
    ]);
  });

  it('takes no fault for a reason that a domain has everywhere', () => {
    const bad = file('bad.xml', "<domain type='kvm'>\n  <uuid>none</uuid>\n</domain>\n");
    expect(lintDomain(bad.domain).some(({ severity }) => severity === 'error')).toBe(true);
    expect(placeDomains([bad], hosts).every(({ fits }) => fits)).toBe(true);
  });

  it('hears of no rule that is off', () => {
    const rules = { 'hostdev-on-host': 'off', 'hostdev-not-essential': 'warning' } as const;
    const gpu = file('gpu.xml', domainWith('0000:01:00.0', '0000:01:00.1'));
    expect(placeDomains([gpu], hosts, { rules }).map(({ fits }) => fits)).toEqual([true, true, true]);
  });
});

it('refuses a host that is none', () => {
  const lint = (host: unknown) => () => lintDomain(parseDomain(named('a')), { host: host as HostFacts });
  expect(lint({})).toThrow('Option "host.pciDevices"');
  expect(lint({ pciDevices: [{ address: 'x' }] })).toThrow('Option "host.pciDevices.0.address"');
});

describe('vendors', () => {
  it('are those of the host: of two CPUs one has no topoext', () => {
    const xml =
      "<domain type='kvm'>\n  <os><type arch='x86_64'>hvm</type></os>\n  <cpu mode='host-passthrough'><topology sockets='1' cores='2' threads='2'/></cpu>\n</domain>\n";
    const find = (vendor: string | null, cpu?: 'amd' | 'intel') =>
      lintDomain(parseDomain(xml), { host: { pciDevices: [], cpu: { vendor } }, vendors: { cpu } }).filter(
        ({ ruleId }) => ruleId === 'cpu-topoext-fits',
      ).length;
    expect([find('AuthenticAMD'), find('GenuineIntel'), find(null, 'amd'), find('GenuineIntel', 'amd')]).toEqual([
      1, 0, 1, 0,
    ]);
  });
});
