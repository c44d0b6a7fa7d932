import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Domain, type DomainDifference, diffDomains, parseDomain } from '../../src/index.js';
import { isX86Guest, readCorpus } from '../helpers/corpus.js';
import { type Evidence, recordEvidence } from '../helpers/evidence.js';
import { isComplete, listHypervisors } from '../helpers/hypervisor.js';
import { collectValues, type Mutation, mutate, seededRandom } from '../helpers/mutations.js';
import { defineAll, type Verdicts } from '../helpers/virsh.js';

const hypervisors = listHypervisors('diff');
// vitest takes a file without any test for a mistake.
if (hypervisors.length === 0) it.skip('compares nothing here');

/** What libvirt adds to these documents, or drops, without a word in docs/diff.md: nothing but what `defineAll` changes. */
const EXCEPTIONS: readonly RegExp[] = [/^\/domain\/(name|devices\/emulator)$/];

/** Changes for each document; PTX_DIFF_SEED looks at others. */
const ROUNDS = 1;
const SEED = process.env.PTX_DIFF_SEED ?? 'ptx';

const documents = hypervisors.length === 0 ? new Map<string, string>() : readDocuments();
const rows: Evidence[] = [];

describe.each(hypervisors)('diffDomains and libvirt $libvirt', (hypervisor) => {
  let verdicts: Verdicts;
  let dumps: Map<string, Domain>;

  beforeAll(() => {
    verdicts = defineAll(documents, hypervisor);
    dumps = new Map([...verdicts.dumps].map(([key, xml]) => [key, parseDomain(xml)]));
  });

  it('a document and what libvirt makes of it do not differ', () => {
    const found: string[] = [];
    for (const [key, dump] of dumps) {
      const original = parseDomain(takeOver(documents.get(key) ?? '', dump.xml));
      for (const { op, path: at, before, after } of diffDomains(original, dump)) {
        if (!EXCEPTIONS.some((exception) => exception.test(at)))
          found.push(`${key}: ${op} ${at}: ${before} -> ${after}`);
      }
    }
    expect(found).toEqual([]);
    console.log(`diff: ${dumps.size} documents are the same as what libvirt ${hypervisor.libvirt} makes of them`);
    expect(dumps.size).toBeGreaterThan(1000);
    rows.push({
      claim: '`ptx diff` finds no difference between a domain and what libvirt makes of it',
      document: "more than a thousand of libvirt's test documents, every golden and example",
      libvirt: hypervisor.libvirt,
      qemu: hypervisor.qemu,
      accelerator: 'none',
      observed: 'no difference',
    });
  });

  it('a change is told where it is, and nothing else; what is not told libvirt does not keep', () => {
    const mutations = changeAll(dumps);
    const changed = defineAll(new Map([...mutations].map(([id, { xml }]) => [id, xml])), hypervisor);
    const counts = { told: 0, untold: 0, elsewhere: 0, missed: 0 };
    const wrong: string[] = [];
    for (const [id, { key, ...mutation }] of mutations) {
      const differences = diffDomains(dumps.get(key) as Domain, parseDomain(mutation.xml));
      const [before, after] = [verdicts.dumps.get(key), changed.dumps.get(id)];
      const kind = judge(mutation, differences, before, after);
      counts[kind] += 1;
      if (kind === 'elsewhere' || kind === 'missed')
        wrong.push(`${kind}: ${key}: ${describeMutation(mutation, differences)}`);
    }
    console.log(`diff: libvirt ${hypervisor.libvirt}: ${mutations.size} changes: ${JSON.stringify(counts)}`);
    expect(wrong).toEqual([]);
    expect(counts.told).toBeGreaterThan(mutations.size / 2);
  });
});

afterAll(() => {
  if (rows.length === hypervisors.length && isComplete(hypervisors)) recordEvidence('diff', rows);
});

function readDocuments(): Map<string, string> {
  const goldens = ['golden', 'examples'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /^(input|expected|win10)\.xml$/.test(path.basename(file)))
      .map((file) => path.join(folder, file)),
  );
  const corpus = [...readCorpus()].filter(([, domain]) => isX86Guest(domain));
  return new Map([
    ...goldens.map((file) => [file, readFileSync(file, 'utf8')] as const),
    ...corpus.map(([file, { xml }]) => [file, xml] as const),
  ]);
}

/** The document with the UUID of its copy, wherever it stands. */
function takeOver(xml: string, dump: string): string {
  const [from, to] = [xml, dump].map((text) => /<uuid>\s*([0-9a-fA-F-]+)\s*<\/uuid>/.exec(text)?.[1]);
  return from === undefined || to === undefined ? xml : xml.replaceAll(from, to);
}

function changeAll(dumps: ReadonlyMap<string, Domain>): Map<string, Mutation & { key: string }> {
  const pool = collectValues(dumps.values());
  const mutations = new Map<string, Mutation & { key: string }>();
  for (const [key, dump] of dumps) {
    for (let round = 0; round < ROUNDS; round += 1) {
      const mutation = mutate(dump, pool, seededRandom(`${SEED} ${round} ${key}`));
      if (mutation !== undefined) mutations.set(`${key} ${round}`, { ...mutation, key });
    }
  }
  return mutations;
}

type Kind = 'told' | 'untold' | 'elsewhere' | 'missed';

function judge(
  mutation: Mutation,
  differences: readonly DomainDifference[],
  before: string | undefined,
  after: string | undefined,
): Kind {
  if (differences.length === 0) {
    return isAssigned(mutation) || (after !== undefined && normalize(before) === normalize(after))
      ? 'untold'
      : 'missed';
  }
  const isThere = ({ places }: DomainDifference) =>
    [places.before, places.after].some((place) => place !== null && isAt(mutation, place.path));
  return ((differences.length === 1 || mutation.kind === 'removal') && differences.every(isThere)) ||
    isRenamed(mutation, differences)
    ? 'told'
    : 'elsewhere';
}

/**
 * What has another name is another thing: one is gone, one is new, or one that libvirt did not read becomes one that
 * it reads. Of two that are alike now it may be either.
 */
function isRenamed(mutation: Mutation, differences: readonly DomainDifference[]): boolean {
  const changed = differences.map(({ op, places }) => ({ op, path: (places.before ?? places.after)?.path ?? '' }));
  const isOne = ({ path: place }: { path: string }) => mutation.path.startsWith(`${place}/`);
  const isTwin = ({ path: place }: { path: string }) =>
    changed.some((one) => isOne(one) && withoutNumber(one.path) === withoutNumber(place));
  return (
    changed.length <= 2 &&
    changed.every((one) => (one.op === 'add' || one.op === 'remove') && (isOne(one) || isTwin(one)))
  );
}

function withoutNumber(place: string): string {
  return place.replace(/\[[0-9]+\]$/, '');
}

/** True where a difference is at the change: of an attribute also the element, as with a size and its unit. */
function isAt({ path: changed, kind }: Mutation, place: string): boolean {
  if (kind === 'addition' || kind === 'removal')
    return place === changed || place.startsWith(`${changed}/`) || isParent(place, changed);
  return place === changed || changed.startsWith(`${place}/@`) || isSizeOf(changed, place);
}

/** What is gone may have been meant all the same, and then it has the place of its parent. */
function isParent(place: string, changed: string): boolean {
  return changed.slice(0, changed.lastIndexOf('/')) === place;
}

/** A unit belongs to the size beside it. */
function isSizeOf(changed: string, place: string): boolean {
  return changed.endsWith('/@unit') && place.startsWith(changed.slice(0, -'unit'.length));
}

/**
 * True where libvirt gives a device something of its own again: not what it was, but nobody asked for that. SMM for
 * secure boot is only switched on by newer ones.
 */
function isAssigned({ kind, path: changed, xml }: Mutation): boolean {
  return (
    (kind === 'removal' &&
      /\/(address|mac|controller(\[\d+\])?|emulator|nvram|hub(\[\d+\])?|console|smm|seclabel(\[\d+\])?|serial(\[\d+\])?\/target)$/.test(
        changed,
      )) ||
    (kind === 'attribute' && /\/address\/@(slot|bus)$/.test(changed) && /bus='0(x0+)?' slot='0(x0+)?'/.test(xml))
  );
}

/**
 * A dump without what is of the test copy, of one define (consoles are numbered anew by the next) or of the machine, in
 * an order of lines in which what was removed and added again is the same.
 */
function normalize(dump: string | undefined): string {
  return (dump ?? '')
    .replace(/<name>ptx\d+<\/name>/, '')
    .replace(/(<target type='virtio' port=')[0-9]+/g, '$1')
    .replace(/<emulator>.*<\/emulator>/, '')
    .replace(/<uuid>.*<\/uuid>|11111111-2222-4333-8444-[0-9a-f]{12}/g, '')
    .split('\n')
    .sort()
    .join('\n');
}

function describeMutation(
  { kind, path: at, before, after }: Mutation,
  differences: readonly DomainDifference[],
): string {
  const told = differences.map((difference) => `${difference.op} ${difference.path}`).join(', ');
  return `${kind} ${at}: ${before.slice(0, 80)} -> ${after.slice(0, 80)}; told: ${told || 'nothing'}`;
}
