import { describe, expect, it } from 'vitest';
import { DEVICE_WORDS } from '../../src/domain/device-words.js';
import type { DeviceWordsRow } from '../../src/domain/device-words-row.js';
import { isAtLeast } from '../../src/domain/target.js';
import { readNames } from '../../src/domain/vocabulary.js';
import { listDefiningHypervisors } from '../helpers/hypervisor.js';
import { defineAll } from '../helpers/virsh.js';
import { makeSample } from './device-samples.js';

const hypervisors = listDefiningHypervisors('words of devices');
// vitest takes a file without any test for a mistake.
if (hypervisors.length === 0) it.skip('asks nobody here');

/** A word that nothing is called. */
const ODD = 'ptx-odd';

/** The attributes of the table, one after the other. */
const attributes = DEVICE_WORDS.flatMap((row) =>
  Object.entries(row.words).map(([key, words]) => {
    const [[name = '', since = ''] = []] = readNames(key);
    const when = (row.when ?? []).map((condition) => condition.join(' ')).join(', ');
    return {
      id: `${row.at}/@${name}${when === '' ? '' : ` where ${when}`}`,
      row,
      name,
      since,
      words: readNames(words),
    };
  }),
);

describe.each(hypervisors)('libvirt $libvirt', (hypervisor) => {
  const documents = new Map<string, string>();
  for (const { id, row, name, words } of attributes) {
    for (const word of [ODD, '', ...words.keys()]) documents.set(`${id} ${word}`, makeSample(row, name, word));
  }
  const { errors, dumps } = defineAll(documents, hypervisor, '');
  const answerTo = (id: string, word: string) => {
    const key = `${id} ${word}`;
    return errors.get(key) ?? (dumps.has(key) ? 'defined' : 'not answered');
  };

  it.each(attributes.map((each) => [each.id, each] as const))('%s', (id, { row, name, since, words }) => {
    const refusal = answerTo(id, ODD);
    if (!isAtLeast(hypervisor.libvirt, since)) {
      expect(refusal).toBe('defined');
      return;
    }
    const isUnknown = (word: string) => answerTo(id, word).replaceAll(word, '*') === refusal.replaceAll(ODD, '*');
    expect(refusal).not.toMatch(/^(defined|not answered)$/);
    const listed = [...words].filter(([, first]) => isAtLeast(hypervisor.libvirt, first)).map(([word]) => word);
    expect([...words.keys()].filter((word) => !isUnknown(word))).toEqual(listed);
    if (!isEmptyAbsent(row, name)) expect(answerTo(id, '')).not.toBe('defined');
    else if (hypervisor.root === undefined) expect(answerTo(id, '')).toBe('defined');
  });
});

function isEmptyAbsent({ empty = '' }: DeviceWordsRow, attribute: string): boolean {
  return empty.split(' ').includes(attribute);
}
