import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

import { isSkipped, listMissingParts } from '../helpers/hypervisor.js';
import { defineAll } from '../helpers/virsh.js';

const FOLDERS = ['golden/transforms', 'examples'];

/** Cases whose input libvirt 9.0 refuses: they show that ptx copes, not what libvirt takes. */
it.skipIf(isSkipped('define', listMissingParts()))(
  'libvirt defines every golden and example whose input it defines',
  () => {
    const pairs = FOLDERS.flatMap(listPairs);
    const inputs = defineAll(new Map(pairs.map(({ input }) => [input, readFileSync(input, 'utf8')])));
    const accepted = pairs.filter(({ input }) => inputs.dumps.has(input));
    const { errors, dumps } = defineAll(
      new Map(accepted.map(({ expected }) => [expected, readFileSync(expected, 'utf8')])),
    );
    console.log(`goldens: ${accepted.length} of ${pairs.length} inputs defined, ${errors.size} results rejected`);
    expect(Object.fromEntries(errors)).toEqual({});
    expect(dumps.size).toBe(accepted.length);
    expect(accepted.length).toBeGreaterThan(pairs.length / 2);
  },
);

function listPairs(folder: string): { input: string; expected: string }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => path.basename(file) === 'expected.xml')
    .map((file) => path.join(folder, path.dirname(file)))
    .map((directory) => {
      const [input, expected] = [path.join(directory, 'input.xml'), path.join(directory, 'expected.xml')];
      // An example has to be right, whatever its input is called.
      return { input: existsSync(input) ? input : expected, expected };
    });
}
