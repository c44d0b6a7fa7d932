import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { defineConfig } from 'vitest/config';
import { reporters } from './vitest.reporters.js';

/** ptx over libvirt's own test documents, judged by a real libvirt; `scripts/install-hypervisor.sh` installs the parts. */
export default defineConfig({
  test: {
    include: ['test/corpus/**/*.test.ts', 'test/identity.test.ts'],
    env: {
      PTX_CORPUS: process.env.PTX_CORPUS ?? '.cache/libvirt-source',
      // libvirt waits for the disk after each document that it defines.
      TMPDIR: existsSync('/dev/shm') ? '/dev/shm' : tmpdir(),
    },
    testTimeout: 300_000,
    hookTimeout: 300_000,
    reporters: reporters('corpus'),
  },
});
