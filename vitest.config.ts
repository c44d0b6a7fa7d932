import { defineConfig } from 'vitest/config';
import { reporters } from './vitest.reporters.js';

/** All that needs no more than Node. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [
      'test/corpus/**',
      'test/hypervisor/**',
      'test/host-chroot/**',
      'test/host-vm/**',
      'test/package/**',
      'test/docs/**',
      'test/playground/**',
    ],
    testTimeout: 60_000,
    reporters: reporters('unit'),
  },
});
