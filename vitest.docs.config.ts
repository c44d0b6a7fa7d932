import { defineConfig } from 'vitest/config';
import { reporters } from './vitest.reporters.js';

/** The site that `npm run docs` makes, in a real Chromium: `scripts/install-chromium.sh`, or PTX_CHROMIUM names another one. */
export default defineConfig({
  test: {
    include: ['test/docs/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    globalSetup: ['test/docs/build.ts'],
    reporters: reporters('docs'),
  },
});
