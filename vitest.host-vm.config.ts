import { defineConfig } from 'vitest/config';
import { reporters } from './vitest.reporters.js';

/**
 * The whole way in a virtual host with an emulated IOMMU, whose disk `scripts/install-host-vm.sh` makes. Needs no KVM; one
 * host at a time, since each takes all that two processors have.
 */
export default defineConfig({
  test: {
    include: ['test/host-vm/**/*.test.ts'],
    globalSetup: ['test/helpers/evidence-page.ts', 'test/host-vm/parts.ts'],
    fileParallelism: false,
    // What a step finds is what the one before it left.
    bail: 1,
    // Whether a host still does something is judged where it is waited for.
    testTimeout: 4 * 3_600_000,
    hookTimeout: 4 * 3_600_000,
    reporters: reporters('host-vm'),
  },
});
