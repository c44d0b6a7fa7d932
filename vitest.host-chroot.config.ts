import { defineConfig } from 'vitest/config';
import { reporters } from './vitest.reporters.js';

/** Plans that are done in a real Debian 12 by its real programs; `scripts/install-host-chroot.sh` unpacks it. Needs root. */
export default defineConfig({
  test: {
    include: ['test/host-chroot/**/*.test.ts'],
    globalSetup: 'test/helpers/evidence-page.ts',
    testTimeout: 1_800_000,
    hookTimeout: 600_000,
    reporters: reporters('host-chroot'),
  },
});
