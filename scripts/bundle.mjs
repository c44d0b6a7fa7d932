// Usage: node scripts/bundle.mjs [FOLDER]
// Writes the command line as it is published into FOLDER (dist/cli where none is named): bin.cjs, a chunk for each
// command that is loaded when it is asked for, and the licences of what is bundled.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const HERE = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const ENTRY = join(HERE, 'src/cli/bin.ts');
const START = join(HERE, 'src/cli/start.ts');
/** The command whose start has to be quick: it stands in pipelines, once for each domain. */
const HOT = join(HERE, 'src/cli/commands/transform.ts');
/** Imports each transform and each recipe when it is asked for. */
const LOADERS = join(HERE, 'src/transforms/loaders.ts');
const folder = resolve(process.argv[2] ?? join(HERE, 'dist/cli'));
const packageJson = JSON.parse(readFileSync(join(HERE, 'package.json'), 'utf8'));

/** What every command needs. */
const startModules = new Set();
/** What the hot command needs in most runs. It is one chunk: one big file is opened faster than many small ones. */
const hotModules = new Set();

const bundle = await rolldown({
  input: { bin: ENTRY },
  platform: 'node',
  // Who wants an optional peer installs it.
  external: Object.keys(packageJson.peerDependencies ?? {}),
  preserveEntrySignatures: false,
  // What the hot chunk holds is there before it is asked for: that is the point of it.
  checks: { ineffectiveDynamicImport: false },
  plugins: [
    {
      name: 'what is hot',
      buildEnd() {
        addStaticImports(this, START, startModules);
        addStaticImports(this, HOT, hotModules);
        for (const id of listShared(this, this.getModuleInfo(LOADERS).dynamicallyImportedIds)) hotModules.add(id);
      },
    },
    {
      name: 'the version as text',
      load: (id) =>
        id === join(HERE, 'src/cli/version.ts')
          ? `export const readVersion = () => ${JSON.stringify(packageJson.version)};`
          : undefined,
    },
  ],
});
rmSync(join(folder, 'chunks'), { recursive: true, force: true });
const { output } = await bundle.write({
  dir: folder,
  // Node starts one module of CommonJS sooner than one of ECMAScript by a tenth of its own start.
  format: 'cjs',
  minify: true,
  entryFileNames: '[name].cjs',
  chunkFileNames: 'chunks/[name]-[hash].cjs',
  codeSplitting: {
    includeDependenciesRecursively: false,
    groups: [
      { name: 'main', test: (id) => startModules.has(id) || id.endsWith('rolldown/runtime.js') },
      { name: 'transform', test: (id) => hotModules.has(id) && !startModules.has(id) },
    ],
  },
});
await bundle.close();
for (const { fileName, code } of output) writeFileSync(join(folder, fileName), escapeToAscii(code, fileName));
writeFileSync(join(folder, 'THIRD-PARTY-LICENSES.txt'), formatLicences(output.flatMap(({ moduleIds }) => moduleIds)));

function addStaticImports(context, id, found) {
  if (found.has(id)) return;
  found.add(id);
  for (const imported of context.getModuleInfo(id)?.importedIds ?? []) addStaticImports(context, imported, found);
}

/** The modules that more than one of these needs: the transforms that recipes are made of are among them. */
function listShared(context, ids) {
  const needs = ids.map((id) => {
    const found = new Set();
    addStaticImports(context, id, found);
    return found;
  });
  return new Set(needs.flatMap((found) => [...found]).filter((id, index, all) => all.indexOf(id) !== index));
}

/** Node reads text that is ASCII alone in half of the memory, and V8 scans it faster. */
function escapeToAscii(code, fileName) {
  if (/\\[^\0-\x7F]|String\.raw`[^`]*[^\0-\x7F]/.test(code))
    throw new Error(`${fileName} holds what cannot be escaped`);
  return code.replace(/[^\0-\x7F]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The licences of what is bundled; where a package comes without its text, it stands in scripts/licences. */
function formatLicences(moduleIds) {
  const packages = new Set(moduleIds.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0] ?? []));
  const texts = [...packages].sort().map((root) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const file = readdirSync(root).find((each) => /^licen[cs]e/i.test(each));
    const path = file === undefined ? join(HERE, `scripts/licences/${name}.txt`) : join(root, file);
    return `${name} ${version} (${license})\n\n${readFileSync(path, 'utf8').trim()}\n`;
  });
  return `The command line of ${packageJson.name} contains these packages.\n\n${texts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}
