import { expect, it } from 'vitest';
import { readScaledBytes } from '../../src/domain/scaled-value.js';
import { parseXml } from '../../src/xml/parse.js';

it.each([
  ['<m>2</m>', 2048],
  ["<m unit=''>2</m>", 2048],
  ["<m unit='b'>7</m>", 7],
  ["<m unit='Bytes'>7</m>", 7],
  ["<m unit='K'> 2 </m>", 2048],
  ["<m unit='mib'>1</m>", 1024 ** 2],
  ["<m unit='GiB'>1</m>", 1024 ** 3],
  ["<m unit='GB'>1</m>", 1000 ** 3],
  ["<m unit='TiB'>2</m>", 2 * 1024 ** 4],
  ["<m unit='GiBi'>1</m>", undefined],
  ["<m unit='X'>1</m>", undefined],
  ['<m>0x10</m>', undefined],
  ['<m/>', undefined],
])('%s', (xml, bytes) => {
  const { root } = parseXml(xml);
  expect(readScaledBytes(root.text, root.attribute('unit'), 'KiB')).toBe(bytes);
});

it('has another default for each element', () => expect(readScaledBytes('7', undefined, 'bytes')).toBe(7));
