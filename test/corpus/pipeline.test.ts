import { beforeAll, describe, expect, it } from 'vitest';
import {
  addPciHostdev,
  convertToQ35,
  type Domain,
  enableHyperv,
  hideKvm,
  parseDomain,
  type Step,
  setCpuHostPassthrough,
  setFirmwareEfi,
} from '../../src/index.js';
import { isX86Guest, readCorpus } from '../helpers/corpus.js';
import { isCorpusSkipped, readDefined, runOver } from './verdicts.js';

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
  if (!isCorpusSkipped) ({ accepted, dumped } = readDefined(corpus));
});

describe.skipIf(isCorpusSkipped)(
  'libvirt defines what ptx writes, for every x86 document that it defines as it is',
  () => {
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
  },
);

function as64Bit(file: string, { xml }: Domain): [string, Domain][] {
  const copy = xml.replace(/arch=(['"])i686\1/, 'arch=$1x86_64$1').replaceAll('qemu-system-i386', 'qemu-system-x86_64');
  return copy === xml ? [] : [[`${file} (as x86_64)`, parseDomain(copy)]];
}

/** More than one refusal in a hundred would mean that ptx makes life easy for itself. */
function checkDefined(name: string, domains: ReadonlyMap<string, Domain>, steps: Step[]): void {
  const { defined, errors, refusals } = runOver(domains, steps);
  const avoidable = [...refusals].filter(([, refusal]) => !refusal.includes('arch "i686"'));
  console.log(`${name}: ${defined} defined, ${errors.size} rejected, ${avoidable.length} refused`);
  expect(Object.fromEntries(errors)).toEqual({});
  expect(avoidable.length, avoidable.join('\n')).toBeLessThan(domains.size / 100);
}
