import { describe, expect, it } from 'vitest';
import { PtxError } from '../../src/errors.js';
import { parseHostRecord } from '../../src/host/record.js';
import { parseHostSnapshot } from '../../src/host/snapshot-file.js';
import { parseHostPlan } from '../../src/host.js';
import { parseBaseline } from '../../src/lint/baseline-file.js';
import { parseLintConfig } from '../../src/lint/config-file.js';
import { matchesPattern } from '../../src/lint/patterns.js';
import { parseDeviceMap, parseHostFacts, parseSteps } from '../../src/steps.js';
import { DOMAIN, runPtx } from '../cli/memory-io.js';
import { cpuSeconds } from '../helpers/cpu-time.js';

/** Every file of data that ptx reads. */
const READERS: readonly (readonly [string, (text: string) => unknown])[] = [
  ['a steps file', parseSteps],
  ['a device map', parseDeviceMap],
  ['a configuration', parseLintConfig],
  ['a host snapshot for steps', parseHostFacts],
  ['a host snapshot', parseHostSnapshot],
  ['a plan', parseHostPlan],
  ['a record', parseHostRecord],
  ['a baseline', parseBaseline],
];
const MOST_SECONDS = 10;

/** Nine levels of lists, each of nine times the one before: 387 million words. */
const BOMB = `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghi'].map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(',')}]`).join('\n')}\n`;
const FLOW_BOMB = BOMB.trimEnd().split('\n').join(', ');

describe.each(READERS)('%s', (_, read) => {
  it.each<[string, string]>([
    ['aliases that grow', BOMB],
    ['aliases that grow within options', `steps:\n  - hide-kvm: { ${FLOW_BOMB} }\n`],
    ['lists in lists', '['.repeat(20_000)],
    ['keys in keys', '{"a":'.repeat(20_000)],
    ['lists in lists without brackets', `${'- '.repeat(20_000)}a`],
    ['maps in maps by indentation', Array.from({ length: 500 }, (_, level) => `${' '.repeat(level)}a:`).join('\n')],
    ['lists in lists that end', '['.repeat(20_000) + ']'.repeat(20_000)],
    ['thousands of aliases', `steps:\n  - &a hide-kvm\n${'  - *a\n'.repeat(5000)}`],
    ['an alias of itself', 'steps: &a [*a]\n'],
    ['a key of a million letters', `${'k'.repeat(1_000_000)}: 1\n`],
    [
      'names that every object has',
      '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}',
    ],
    ['code in a tag', 'steps: [ !!js/function "function () { process.exit() }" ]\n'],
    ['an object in a tag', 'steps: [ !!python/object/apply:os.system [ "true" ] ]\n'],
    ['bytes that are no text', '\0\u0001\uFFFF\uD800'],
  ])('refuses %s in time, with a code', async (_what, text) => {
    const seconds = await cpuSeconds(() => {
      expect(() => read(text)).toThrow(PtxError);
    });
    expect(seconds).toBeLessThan(MOST_SECONDS);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

it('a name of a device or a host that every object has is an unknown one', async () => {
  for (const name of ['constructor', '__proto__', 'toString']) {
    const files = { 'a.xml': DOMAIN, 'd.yaml': 'gpu0: { rack1: "01:00.0" }\n' };
    const run = (device: string, node: string) =>
      runPtx(['transform', 'a.xml', '--devices', 'd.yaml', '--node', node, '--add-pci-hostdev', `device=${device}`], {
        files,
      });
    for (const outcome of [await run(name, 'rack1'), await run('gpu0', name)]) {
      expect(outcome).toMatchObject({ code: expect.toSatisfy((code) => code > 0), stdout: '' });
      expect(outcome.stderr).toMatch(/^ptx: .*[A-Z]+_[A-Z]+: .*(rack1|gpu0|constructor|__proto__|toString)/);
      expect(outcome.stderr).not.toContain('unexpected');
    }
  }
});

describe('patterns of files', () => {
  it('that nobody writes on purpose are refused', () => {
    expect(() => parseLintConfig(JSON.stringify({ ignore: ['a'.repeat(5000)] }))).toThrow(/at most 1000 characters/);
    expect(() => parseLintConfig(`ignore: ['{${'a,'.repeat(50_000)}}{${'b,'.repeat(50_000)}}']`)).toThrow(PtxError);
  });

  it('that are taken are quick', async () => {
    const paths = ['a/'.repeat(2000), 'aa/'.repeat(60), `${'a'.repeat(250)}b`].map((path) => `${path}c`);
    const patterns = [
      '**/a/**/a/**/b',
      `${'**/a/'.repeat(150)}b`,
      `${'*a'.repeat(100)}*b`,
      `${'?*'.repeat(100)}b`,
      `{${','.repeat(500)}`,
    ];
    const work = () => {
      for (const pattern of patterns) for (const path of paths) expect(matchesPattern([pattern], path)).toBe(false);
    };
    expect(await cpuSeconds(work)).toBeLessThan(MOST_SECONDS);
  });
});
