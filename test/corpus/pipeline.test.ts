import { beforeAll, describe, expect, it } from 'vitest';
import {
  addPciHostdev,
  convertToQ35,
  type Domain,
  enableHyperv,
  hideKvm,
  PtxError,
  parseDomain,
  type Step,
  setCpuHostPassthrough,
  setFirmwareEfi,
  transformDomain,
} from '../../src/index.js';
import { isX86Guest, readCorpus } from '../helpers/corpus.js';
import { isSkipped as isGroupSkipped, listMissingParts } from '../helpers/hypervisor.js';
import { defineAll } from '../helpers/virsh.js';

const isSkipped = isGroupSkipped('the corpus', listMissingParts());

const PIPELINE = [
  convertToQ35(),
  setFirmwareEfi(),
  setCpuHostPassthrough(),
  hideKvm(),
  enableHyperv(),
  addPciHostdev({ address: '01:00', functions: '0-1', rom: { file: '/var/lib/libvirt/vbios/gpu.rom' } }),
];

/** The corpus, and its 32-bit guests once more as 64-bit ones, as there is no UEFI firmware for the former. */
const corpus = new Map(
  [...readCorpus()]
    .filter(([, domain]) => isX86Guest(domain))
    .flatMap(([file, domain]) => [[file, domain] as const, ...as64Bit(file, domain)]),
);
let accepted = new Map<string, Domain>();
/** The same as libvirt prints them: with every address, controller and default spelt out. */
let dumped = new Map<string, Domain>();

beforeAll(() => {
  if (isSkipped) return;
  const { dumps } = defineAll(textsOf(corpus));
  accepted = new Map([...corpus].filter(([file]) => dumps.has(file)));
  const again = defineAll(dumps).dumps;
  dumped = new Map([...dumps].filter(([file]) => again.has(file)).map(([file, xml]) => [file, parseDomain(xml)]));
});

describe.skipIf(isSkipped)('libvirt defines what ptx writes, for every x86 document that it defines as it is', () => {
  it('has a corpus that is worth the name', () => {
    expect(accepted.size).toBeGreaterThan(1000);
    expect(dumped.size).toBeGreaterThan(1000);
  });

  it('after the six steps', () => checkDefined('six steps', accepted, PIPELINE));
  it('after the six steps, as libvirt prints them', () => checkDefined('six steps, dumped', dumped, PIPELINE));

  it.each(PIPELINE.map((step) => [step.transform, step] as const))('after %s alone', (name, step) => {
    checkDefined(name, accepted, [step]);
  });

  const layout = PIPELINE.filter(({ transform }) => /q35|hostdev/.test(transform));
  it.each(layout.map((step) => [step.transform, step] as const))(
    'after %s alone, as libvirt prints them',
    (name, step) => {
      checkDefined(`${name}, dumped`, dumped, [step]);
    },
  );
});

function as64Bit(file: string, { xml }: Domain): [string, Domain][] {
  const copy = xml.replace(/arch=(['"])i686\1/, 'arch=$1x86_64$1').replaceAll('qemu-system-i386', 'qemu-system-x86_64');
  return copy === xml ? [] : [[`${file} (as x86_64)`, parseDomain(copy)]];
}

function textsOf(domains: ReadonlyMap<string, Domain>): Map<string, string> {
  return new Map([...domains].map(([file, { xml }]) => [file, xml]));
}

/** More than one refusal in a hundred would mean that ptx makes life easy for itself; a refusal needs a code. */
function checkDefined(name: string, domains: ReadonlyMap<string, Domain>, steps: Step[]): void {
  const refusals: string[] = [];
  const results = new Map<string, string>();
  for (const [file, domain] of domains) {
    try {
      results.set(file, transformDomain(domain, ...steps).domain.xml);
    } catch (error) {
      if (!(error instanceof PtxError)) throw new Error(`${file}: ${error}`);
      if (!error.message.includes('arch "i686"')) refusals.push(`${file}: ${error.code} ${error.message}`);
    }
  }
  const { errors, dumps } = defineAll(results);
  console.log(`${name}: ${dumps.size} defined, ${errors.size} rejected, ${refusals.length} refused`);
  expect(Object.fromEntries(errors)).toEqual({});
  expect(dumps.size, 'every document has an answer').toBe(results.size);
  expect(refusals.length, refusals.join('\n')).toBeLessThan(domains.size / 100);
}
