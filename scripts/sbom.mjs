// Usage: node scripts/sbom.mjs [LICENCES]
// Prints what is installed with the package, and bundled into its command line, as a CycloneDX SBOM. LICENCES is the
// THIRD-PARTY-LICENSES.txt of a build: a package in it that the SBOM does not list in that version is an error.
//
// npm leaves out of `npm sbom --omit dev` what a development dependency may use as well (npm 11.19 leaves out yaml, which is
// an optional peer of vite), so it is asked about a copy of the manifest and the lock without what is for development.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const [licences] = process.argv.slice(2);
const manifest = withoutDevelopment(readJson('package.json'));
const lock = readJson('package-lock.json');
const kept = Object.entries(lock.packages).filter(([, entry]) => !entry.dev && !entry.peer && !entry.devOptional);
const packages = Object.fromEntries(
  kept.map(([path, entry]) => [path, path === '' ? withoutDevelopment(entry) : entry]),
);

const folder = mkdtempSync(join(tmpdir(), 'ptx-sbom-'));
let text;
try {
  // npm calls the package by the name of its folder.
  const copy = join(folder, manifest.name);
  mkdirSync(copy);
  writeFileSync(join(copy, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(copy, 'package-lock.json'), JSON.stringify({ ...lock, packages }));
  text = execFileSync('npm', ['sbom', '--package-lock-only', '--sbom-format=cyclonedx'], {
    cwd: copy,
    encoding: 'utf8',
  });
} finally {
  rmSync(folder, { recursive: true });
}
const listed = new Set(JSON.parse(text).components.map(({ name, version }) => `${name} ${version}`));
const missing = listBundled().filter((each) => !listed.has(each));
for (const each of missing) console.error(`The bundle contains ${each}, and the SBOM does not list it`);
if (missing.length > 0) process.exit(1);
process.stdout.write(text);

function readJson(name) {
  return JSON.parse(readFileSync(join(HERE, name), 'utf8'));
}

function withoutDevelopment({ devDependencies, peerDependencies, peerDependenciesMeta, ...rest }) {
  return rest;
}

/** `NAME VERSION` of each package in the licences of a build. */
function listBundled() {
  if (licences === undefined) return [];
  const heads = readFileSync(licences, 'utf8').matchAll(/^(\S+ \d\S*) \([^)]+\)$/gm);
  const found = [...heads].map(([, head]) => head);
  if (found.length === 0) throw new Error(`Found no package in ${licences}`);
  return found;
}
