import { defineConfig } from 'vitest/config';
import { reporters } from './vitest.reporters.js';

/** The playground in a real Chromium: `apt-get install chromium`, or PTX_CHROMIUM names another one. */
export default defineConfig({
  test: {
    include: ['test/playground/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 180_000,
    reporters: reporters('playground'),
  },
});
