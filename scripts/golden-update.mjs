// Usage: npm run golden:update -- PATH...   (a case, a transform or golden/transforms)
// The only writer of golden files. vite, which comes with vitest, runs the sources as they are: no build is needed.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const helper = fileURLToPath(new URL('../test/helpers/golden-update.ts', import.meta.url));
const { module } = await runnerImport(helper, { logLevel: 'error' });
process.exitCode = module.updateGoldens(process.argv.slice(2).map((path) => resolve(path)));
