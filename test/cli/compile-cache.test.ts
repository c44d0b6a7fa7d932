import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findCacheFolder } from '../../src/cli/compile-cache.js';
import { withFolder } from '../helpers/host-tree.js';

it('keeps code where the user alone can write, and ends no start where that cannot be told', () =>
  withFolder(async (folder) => {
    const find = (name: string) => findCacheFolder({ XDG_CACHE_HOME: join(folder, name) });
    mkdirSync(join(folder, 'own'));
    expect(find('own')).toBe(join(folder, 'own/libvirt-ptx'));
    expect(find('absent')).toBe(join(folder, 'absent/libvirt-ptx'));
    expect(find('absent/absent')).toBeUndefined();
    chmodSync(join(folder, 'own'), 0o777);
    expect(find('own')).toBeUndefined();
    symlinkSync('loop', join(folder, 'loop'));
    expect(find('loop')).toBeUndefined();
    expect(find('a'.repeat(300))).toBeUndefined();
  }));

it('takes no folder that is relative to where it is started', () => {
  expect(findCacheFolder({ XDG_CACHE_HOME: 'src' }) ?? '/').toMatch(/^\//);
});
