// Usage: npm run golden:update -- PATH...   (a case, a transform, golden/transforms, golden/import, golden/host or an
// example)
// The only writer of golden files: of what ptx makes of a golden's input, and of what real libvirts and QEMUs make of
// goldens and examples. vite, which comes with vitest, runs the sources as they are: no build is needed.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const paths = process.argv.slice(2).map((path) => resolve(path));
// What an example expects is written by `npm run docs:write`.
const examples = paths.filter((path) => path.startsWith(resolve('examples')));
// Steps files that ptx makes of other descriptions of a guest; no domain is part of them.
const imports = paths.filter((path) => path.startsWith(resolve('golden/import')));
// Plans for hosts; no domain is part of them either.
const plans = paths.filter((path) => path.startsWith(resolve('golden/host')));
const goldens = paths.filter((path) => ![...examples, ...imports, ...plans].includes(path));

if (imports.length > 0) (await load('import-golden')).updateImportGoldens(imports);
if (plans.length > 0) await (await load('plan-golden')).updatePlanGoldens(plans);
if (paths.length === 0 || imports.length + plans.length < paths.length) {
  const { updateGoldens } = await load('golden-update');
  const { updateArguments } = await load('arguments-update');
  if (goldens.length > 0 || examples.length === 0) process.exitCode = updateGoldens(goldens);
  updateArguments(paths.filter((path) => ![...imports, ...plans].includes(path)));
}

async function load(name) {
  const helper = fileURLToPath(new URL(`../test/helpers/${name}.ts`, import.meta.url));
  const { module } = await runnerImport(helper, { logLevel: 'error' });
  return module;
}
