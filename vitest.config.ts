import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { reporters } from './vitest.reporters.js';

/** All that needs no more than Node. */
export default defineConfig({
  // For programs of the examples, the sources are the package.
  resolve: {
    alias: [
      { find: /^libvirt-ptx$/, replacement: resolve('src/index.ts') },
      { find: /^libvirt-ptx\/(steps|query|host)$/, replacement: resolve('src/$1.ts') },
    ],
  },
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
