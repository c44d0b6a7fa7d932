import { defineConfig } from 'vitest/config';

/** What real libvirt says of what ptx writes; `scripts/install-libvirt.sh` installs the parts. */
export default defineConfig({
  test: {
    include: ['test/libvirt/**/*.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    reporters: [
      'default',
      ...(process.env.PTX_TEST_REPORT
        ? [['json', { outputFile: `${process.env.PTX_TEST_REPORT}.libvirt.json` }] as const]
        : []),
    ],
  },
});
