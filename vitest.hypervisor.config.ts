import { defineConfig } from 'vitest/config';
import { reporters } from './vitest.reporters.js';

/** What real libvirts, real QEMUs and real guests say of what ptx wrote; `scripts/install-hypervisor.sh` installs them. */
export default defineConfig({
  test: {
    include: ['test/hypervisor/**/*.test.ts'],
    globalSetup: 'test/helpers/evidence-page.ts',
    testTimeout: 300_000,
    hookTimeout: 300_000,
    reporters: reporters('hypervisor'),
  },
});
