import { describe, expect, it } from 'vitest';
import {
  formatCpuRanges,
  formatCpuset,
  isCpuset,
  parseCpuRanges,
  parseCpuset,
  subtractCpuRanges,
} from '../../src/domain/cpuset.js';
import { readKiB } from '../../src/domain/memory.js';
import { readDecimal } from '../../src/domain/number.js';

/** What libvirt 9.0 made of each. */
describe('a set of CPUs', () => {
  it.each([
    ['0-3,^2,8', '0-1,3,8'],
    [' 0 - 3 , 5 ', '0-3,5'],
    ['^2,0-3', '0-3'],
    ['1,', '1'],
    ['010', '10'],
    ['16383', '16383'],
    ['3,1-2,1', '1-3'],
  ])('%j is %j', (text, printed) => {
    expect(formatCpuset(parseCpuset(text) ?? [])).toBe(printed);
    expect(isCpuset(text, parseCpuset(printed) ?? [])).toBe(true);
  });

  it.each(['', '^2', 'a', '0x2', '3-1', '0-7,^2-4', '1,,2', ',1', '-1', '16384'])('%j is none', (text) => {
    expect(parseCpuset(text)).toBeUndefined();
    expect(isCpuset(text, [1])).toBe(false);
  });

  it.each([
    ['0-9', '2-3,5', '0-1,4,6-9'],
    ['0-9', '0-9', ''],
    ['2-3,8-9', '3-8', '2,9'],
    ['0-16383', '0-7', '8-16383'],
    ['5', '0-3,7', '5'],
  ])('%j without %j is %j', (text, others, rest) => {
    const [ranges, taken] = [parseCpuRanges(text) ?? [], parseCpuRanges(others) ?? []];
    expect(formatCpuRanges(subtractCpuRanges(ranges, taken))).toBe(rest);
  });

  it('is absent', () => expect(isCpuset(undefined, [1])).toBe(false));
});

/** What libvirt 9.0 printed for each. */
it.each([
  ['2', 'M', 2048],
  ['2', 'mib', 2048],
  ['2', 'MB', 1954],
  ['1', 'G', 1048576],
  ['2048', undefined, 2048],
  ['02048', '', 2048],
  ['1500', 'bytes', 2],
  ['2097152', 'b', 2048],
  ['2', 'Q', undefined],
  ['2', 'Mb2', undefined],
  ['0x800', 'KiB', undefined],
  [undefined, 'KiB', undefined],
])('%j %j is %j KiB', (digits, unit, size) => expect(readKiB(digits, unit)).toBe(size));

it.each([
  ['010', 10],
  [' 7', 7],
  ['0x7', undefined],
  ['', undefined],
  [undefined, undefined],
])('%j is decimal %j', (text, number) => expect(readDecimal(text)).toBe(number));
