// Usage: npm run golden:update -- PATH...   (a case, a transform, golden/transforms, golden/import,
// golden/host/inspect, golden/host/groups, golden/host/plan, golden/host/diagnose or an example)
// The only writer of golden files: of what ptx makes of a golden's input, and of what real libvirts and QEMUs make of
// goldens and examples. vite, which comes with vitest, runs the sources as they are: no build is needed.
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const paths = process.argv.slice(2).map((path) => resolve(path));
// What an example expects is written by `npm run docs:write`.
const examples = paths.filter((path) => path.startsWith(resolve('examples')));
// What is said of a log; no domain is part of it.
const logs = paths.filter((path) => path.startsWith(resolve('golden/host/diagnose')));
// Steps files that ptx makes of other descriptions of a guest; no domain is part of them.
const imports = paths.filter((path) => path.startsWith(resolve('golden/import')));
// What is said of a host; no domain is part of it.
const hosts = paths.filter((path) => /^(inspect|groups)(\/|$)/.test(relative(resolve('golden/host'), path)));
const plans = paths.filter((path) => path.startsWith(resolve('golden/host/plan')));
const domains = paths.filter((path) => ![imports, hosts, plans, logs].some((list) => list.includes(path)));
const goldens = domains.filter((path) => !examples.includes(path));

if (imports.length > 0) (await load('import-golden')).updateImportGoldens(imports);
if (logs.length > 0) (await load('diagnose-golden')).updateDiagnoseGoldens(logs);
if (hosts.length > 0) await (await load('host-golden')).updateHostGoldens(hosts);
if (plans.length > 0) await (await load('plan-golden')).updatePlanGoldens(plans);
if (paths.length === 0 || domains.length > 0) {
  const { updateGoldens } = await load('golden-update');
  const { updateArguments } = await load('arguments-update');
  if (goldens.length > 0 || examples.length === 0) process.exitCode = updateGoldens(goldens);
  updateArguments(domains);
}

async function load(name) {
  const helper = fileURLToPath(new URL(`../test/helpers/${name}.ts`, import.meta.url));
  const { module } = await runnerImport(helper, { logLevel: 'error' });
  return module;
}
