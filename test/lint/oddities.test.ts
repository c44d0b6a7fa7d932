import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DomainView } from '../../src/domain/domain-reader.js';
import { parseDomain } from '../../src/index.js';
import type { Oddity } from '../../src/lint/oddities.js';
import { selectRules } from '../../src/lint/run.js';
import { planLint } from '../../src/lint/settings.js';

const plan = planLint({});

/** Domains as libvirt writes them. */
const ORDINARY = ['windows-gpu/expected', 'gaming/win11', 'method-a/expected', 'nic/router', 'server/node'];

/** Changes of an ordinary domain, and what looks odd from then on. */
const CHANGES: readonly (readonly [from: string, to: string, odd: readonly Oddity[]])[] = [
  ["type='kvm'", "type='KVM'", ['basics']],
  ['<name>win10</name>', '<name>win/10</name>', ['basics']],
  ['<name>win10</name>', '', ['basics']],
  ['<name>win10</name>', '<name><!-- none --></name>', ['basics']],
  ['<name>win10</name>', "<x:name xmlns:x='urn:x'>win10</x:name>", ['basics', 'namespace']],
  ['>hvm<', '><![CDATA[hvm]]><', ['basics']],
  ["<memory unit='KiB'>16777216<", "<memory unit='KiB'>65536<", ['basics']],
  ["<memory unit='KiB'>16777216<", "<memory unit='KiB'>16777216 <", ['basics', 'number']],
  ["<memory unit='KiB'>", "<memory unit='KB'>", ['number']],
  ["<vcpu placement='static'>8<", "<vcpu placement='static'>0<", ['number']],
  ["<memory unit='KiB'>", "<memory unit='gigs'>", ['number']],
  ['<on_crash>destroy<', '<on_crash>Destroy<', ['basics']],
  ['<uuid>5d', '<uuid>5D', ['uuid']],
  ['<apic/>', '<apic/><apci/>', ['element']],
  ['<apic/>', "<apic/><apic xmlns='urn:x'/>", []],
  ['<apic/>', '<apic/><ps2/>', ['element']],
  ['<acpi/>', "<acpi state='off'/>", ['attribute']],
  ['<acpi/>', "<acpi xmlns:x='urn:x' x:state='off'/>", []],
  ["<vapic state='on'/>", "<vapic state='On'/>", ['value']],
  ["<vapic state='on'/>", "<vapic state='on'/><vapic state='on'/>", ['spare']],
  ['</features>', '</features><features><hyperv><vapic state="on"/></hyperv></features>', ['spare']],
  ['<devices>', '<commandline/><devices>', ['element', 'namespace']],
  ["bus='sata'/>", "bus='Sata'/>", ['value']],
  ["unit='0'/>", "unit='0'/><address type='drive'/>", ['spare']],
  ['<graphics ', '<graphics/><graphics ', ['part']],
  ["slot='0x00'", "slot='010'", ['address']],
];

describe('what looks odd', () => {
  it.each(ORDINARY)('is nothing in %s.xml', (name) => {
    expect(listOdd(readFileSync(`examples/${name}.xml`, 'utf8'))).toEqual([]);
  });

  it.each(CHANGES)('where %s becomes %s is %s', (from, to, odd) => {
    const text = readFileSync('examples/windows-gpu/expected.xml', 'utf8');
    expect(text.split(from).length, 'it is there').toBeGreaterThan(1);
    expect(listOdd(text.replace(from, to))).toEqual(odd);
  });
});

/** The oddities for which rules are chosen that are passed over elsewhere. */
function listOdd(xml: string): string[] {
  const chosen = selectRules(plan.active, new DomainView(parseDomain(xml)));
  return [...new Set(chosen.flatMap(({ rule }) => (rule.odd?.length === 1 ? rule.odd : [])))].sort();
}
