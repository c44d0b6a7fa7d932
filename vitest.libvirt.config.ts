import { defineConfig } from 'vitest/config';
import { reporters } from './vitest.reporters.js';

/** What real libvirt, and its own test documents, say of ptx; `scripts/install-libvirt.sh` installs the parts. */
export default defineConfig({
  test: {
    include: ['test/libvirt/**/*.test.ts', 'test/identity.test.ts'],
    env: { PTX_CORPUS: process.env.PTX_CORPUS ?? '.cache/libvirt-source' },
    testTimeout: 300_000,
    hookTimeout: 300_000,
    reporters: reporters('libvirt'),
  },
});
