import { defineConfig } from 'vitest/config';
import { reporters } from './vitest.reporters.js';

/** The package as npm installs it, under several versions of Node. Needs the npm registry. */
export default defineConfig({
  test: {
    include: ['test/package/**/*.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 600_000,
    reporters: reporters('package'),
  },
});
