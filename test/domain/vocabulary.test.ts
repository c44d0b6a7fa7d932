import { describe, expect, it } from 'vitest';
import { readNames } from '../../src/domain/vocabulary.js';
import { VOCABULARY } from '../../src/domain/vocabulary-table.js';
import { findValues } from '../../src/domain/vocabulary-values.js';

const rows = new Map(VOCABULARY.map(([path, attributes, children = '']) => [path, { attributes, children }]));

describe('the vocabulary', () => {
  it('describes each element once', () => expect(rows.size).toBe(VOCABULARY.length));

  it.each([...rows.keys()].filter((path) => path.includes('/')))('%s is a child that its parent knows', (path) => {
    const cut = path.lastIndexOf('/');
    expect([...readNames(rows.get(path.slice(0, cut))?.children ?? '').keys()]).toContain(path.slice(cut + 1));
  });

  it('knows the version of what is younger than libvirt 9.0', () => {
    expect(readNames('acpi ps2@10.7')).toEqual(
      new Map([
        ['acpi', '9.0'],
        ['ps2', '10.7'],
      ]),
    );
  });

  it('has the same words for alike elements, and none for open values', () => {
    expect([...(findValues('domain/features/hyperv/stimer/direct', 'state')?.keys() ?? [])]).toEqual(['on', 'off']);
    expect(findValues('domain/cpu/model', 'vendor_id')).toBeUndefined();
  });
});
