// Usage: node scripts/docs.mjs --write | --check      (after npm run build)
//
// Writes what the docs take from the code, between <!-- generated: KIND … --> and <!-- end generated -->:
//   head, options                        of docs/transforms/NAME.md, out of the registry
//   recipe                               of docs/recipes/NAME.md, out of the registry
//   transforms, recipes                  the indexes of docs/transforms and docs/recipes
//   fillings, runtime, lists              of docs/diff.md, out of the tables of src/diff
//   diagnoses                             of docs/diagnose.md, out of the tables of src/host
//   speed                                 of docs/comparison.md, out of bench/RESULTS.md
//   schema/*.json                        (whole files) the JSON Schemas of steps files, host snapshots and plans, configuration, findings
//   man/libvirt-ptx.1                     (whole) the manual page, out of the registries of commands, transforms and recipes
//   docs/rules/*.md                      (whole files) the pages of the lint rules, out of the rules and their goldens
//   diff FOLDER/FILE FLAGS               a command that test/examples.test.ts runs, and the diff that it prints
// --write also writes what the examples of the docs print, and the files that they name: read the diff before you commit.
// --check writes nothing and fails where something is out of date, a page is missing, an error code is not explained or
// a link leads nowhere.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';
import { commands } from '../dist/cli/commands/registry.js';
import { replaceFile } from '../dist/cli/files.js';
import { formatFlagUse } from '../dist/cli/layout.js';
import { main } from '../dist/cli/main.js';
import { stepFlag } from '../dist/cli/step-flags.js';
import { FILLINGS } from '../dist/diff/filling-table.js';
import { LISTS } from '../dist/diff/identities.js';
import { RUNTIME } from '../dist/diff/runtime.js';
import { diagnoses } from '../dist/host/diagnoses.js';
import { hostJsonSchema } from '../dist/host/model.js';
import { planJsonSchema } from '../dist/host/plan.js';
import { configJsonSchema } from '../dist/lint/config-file.js';
import { rules } from '../dist/lint/registry.js';
import { findingsJsonSchema } from '../dist/lint/reporters/json-schema.js';
import { findRecipe, recipes } from '../dist/transforms/recipe-registry.js';
import { findTransform, transforms } from '../dist/transforms/registry.js';
import { stepsJsonSchema } from '../dist/transforms/steps-schema.js';
import { listOptions } from '../dist/transforms/transform.js';
import { formatManPage } from './man-page.mjs';
import { formatPeerSpeed } from './peer-speed.mjs';
import { formatRuleIndex, formatRulePage } from './rule-pages.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const REGION = /(<!-- generated: (.+?) -->\n)[\s\S]*?(<!-- end generated -->)/g;

const writers = {
  head: writeHead,
  recipe: writeRecipe,
  options: writeOptions,
  transforms: () => writeIndex(transforms),
  recipes: () => writeIndex(recipes),
  diff: writeDiff,
  fillings: writeFillings,
  runtime: writeRuntime,
  lists: writeLists,
  diagnoses: writeDiagnoses,
  speed: () => formatPeerSpeed(readFileSync(join(ROOT, 'bench/RESULTS.md'), 'utf8')),
};
const schemas = {
  steps: stepsJsonSchema,
  host: hostJsonSchema,
  plan: planJsonSchema,
  config: configJsonSchema,
  findings: findingsJsonSchema,
};
const problems = [];

const [mode] = process.argv.slice(2);
if (mode !== '--write' && mode !== '--check') {
  console.error('Usage: node scripts/docs.mjs --write | --check');
  process.exitCode = 2;
} else {
  const pages = listPages().filter((page) => !page.startsWith('docs/rules/'));
  if (mode === '--write') await writeExamples();
  for (const page of pages) await updatePage(page);
  for (const [name, schema] of Object.entries(schemas))
    updateFile(`schema/${name}.json`, `${JSON.stringify(schema(), null, 2)}\n`);
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  updateFile('man/libvirt-ptx.1', await formatManPage({ commands, transforms, recipes, version }));
  updateRulePages();
  checkPages('transforms', transforms);
  checkPages('recipes', recipes);
  checkErrorCodes();
  for (const page of pages) checkLinks(page);
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

/** The pages of the rules are written whole; one that no rule has is a mistake. */
function updateRulePages() {
  const golden = join(ROOT, 'golden/lint');
  const words = { formatTable, escapeCell };
  mkdirSync(join(ROOT, 'docs/rules'), { recursive: true });
  updateFile('docs/rules/README.md', formatRuleIndex(rules, golden, words));
  for (const rule of rules)
    updateFile(`docs/rules/${rule.name}.md`, formatRulePage(rule, join(golden, rule.name), words));
  const known = new Set(['README.md', ...rules.map(({ name }) => `${name}.md`)]);
  for (const name of readdirSync(join(ROOT, 'docs/rules'))) {
    if (!known.has(name)) problems.push(`docs/rules/${name} is of no rule`);
  }
}

function listPages() {
  const below = ['docs', 'examples', 'src'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  );
  return [...readdirSync(ROOT), ...below].filter((name) => name.endsWith('.md')).sort();
}

async function updatePage(page) {
  const before = readFileSync(join(ROOT, page), 'utf8');
  let after = '';
  let end = 0;
  for (const match of before.matchAll(REGION)) {
    const [all, open, request, close] = match;
    const [kind, ...words] = request.split(' ');
    if (!Object.hasOwn(writers, kind)) throw new Error(`${page}: unknown generated block "${kind}"`);
    after += `${before.slice(end, match.index)}${open}\n${await writers[kind](page, words)}\n${close}`;
    end = match.index + all.length;
  }
  updateFile(page, after + before.slice(end));
}

function updateFile(file, content) {
  const path = join(ROOT, file);
  if (existsSync(path) && readFileSync(path, 'utf8') === content) return;
  if (mode === '--write') writeFileSync(path, content);
  else problems.push(`${file} is out of date: run "npm run docs:write"`);
}

/** Run the examples, and write what they print to where it is expected. */
async function writeExamples() {
  const { module } = await runnerImport(join(ROOT, 'test/helpers/doc-blocks.ts'), { logLevel: 'error' });
  for (const page of module.pages) {
    const lines = readFileSync(join(ROOT, page), 'utf8').split('\n');
    const printed = [];
    for (const block of module.listBlocks(page)) {
      const runs = await module.runBlock(block, { main, replaceFile });
      const failed = runs.find(({ code }) => code !== block.exitCode);
      if (failed !== undefined) {
        problems.push(`${page}: exit code ${failed.code} of ${failed.command}\n${failed.stderr}`);
        continue;
      }
      for (const run of runs) for (const [stream, path] of run.files) writeFileSync(path, run[stream]);
      printed.push(...block.expected.map(([stream, fence]) => [fence, runs.at(-1)[stream]]));
    }
    for (const [{ start, end }, text] of printed.reverse()) {
      lines.splice(start + 1, end - start - 1, ...text.replace(/\n$/, '').split('\n'));
    }
    writeFileSync(join(ROOT, page), lines.join('\n'));
  }
  await writeShellOutputs(module.pages);
  const { printed, fleet } = await module.runFleet();
  writeFileSync(join(ROOT, 'examples/library/expected.txt'), printed);
  for (const name of readdirSync(join(ROOT, 'examples/library/expected'))) {
    writeFileSync(join(ROOT, 'examples/library/expected', name), fleet.get(basename(name, '.xml')));
  }
}

/** Write what the blocks print that compare ptx with other programs, where those are installed. */
async function writeShellOutputs(pages) {
  const { module } = await runnerImport(join(ROOT, 'test/helpers/shell-blocks.ts'), { logLevel: 'error' });
  const folder = mkdtempSync(join(tmpdir(), 'ptx-docs-'));
  try {
    module.installPtx(join(ROOT, 'dist/cli/bin.cjs'), folder);
    for (const page of pages) writeShellOutputsOf(page, folder, module);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function writeShellOutputsOf(page, folder, { listShellBlocks, listMissing, runShellBlock }) {
  const lines = readFileSync(join(ROOT, page), 'utf8').split('\n');
  for (const block of listShellBlocks(page).reverse()) {
    const missing = listMissing(block);
    if (missing.length > 0) {
      problems.push(`${page}:${block.start + 1}: ${missing.join(', ')} missing`);
      continue;
    }
    const { start, end } = block.output;
    const printed = runShellBlock(block, folder);
    lines.splice(start + 1, end - start - 1, ...printed.replace(/\n$/, '').split('\n'));
  }
  writeFileSync(join(ROOT, page), lines.join('\n'));
}

function requireEntry(page) {
  const name = basename(page, '.md');
  const entry = findTransform(name) ?? findRecipe(name);
  if (entry === undefined) throw new Error(`${page}: there is no such transform or recipe`);
  return entry;
}

function writeHead(page) {
  const transform = requireEntry(page);
  const factory = transform.name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
  const isOptionNeeded = listOptions(transform.options).some(({ required }) => required);
  const conflicts = transform.conflicts.map((name) => `[${name}](${name}.md)`).join(', ');
  return [
    `${transform.summary}.`,
    '',
    `- Command line: \`${formatFlagUse(stepFlag(transform))}\``,
    `- Library: \`${factory}(${isOptionNeeded ? 'options' : 'options?'})\``,
    `- Order matters with: ${conflicts || 'none'}`,
    `- Documentation of the XML: <${transform.source}>`,
    '',
  ].join('\n');
}

function writeRecipe(page) {
  const recipe = requireEntry(page);
  const rows = recipe.parts.map(({ transform, why }, index) => [
    String(index + 1),
    `[${transform}](../transforms/${transform}.md)`,
    escapeCell(why),
  ]);
  return [
    `${recipe.summary}.`,
    '',
    `- Command line: \`--recipe ${recipe.name},${recipe.example}\``,
    `- Library: \`recipe('${recipe.name}', options)\``,
    `- Background: <${recipe.source}>`,
    '',
    formatTable([['', 'Step', 'Why, and why here'], ...rows]),
  ].join('\n');
}

function writeOptions(page) {
  const entry = requireEntry(page);
  const rows = listOptions(entry.options).map((option) => {
    const notes = [
      ...(option.required ? [option.instead === undefined ? 'required' : `required, or \`${option.instead}\``] : []),
      ...(option.default === undefined ? [] : [`default \`${option.default}\``]),
      ...(option.name === entry.main ? ['main option'] : []),
    ];
    return [`\`${option.name}\``, escapeCell(option.description), option.type, notes.join('; ')];
  });
  if (rows.length === 0) return 'None.\n';
  return formatTable([['Option', 'What it says', 'Values', 'Notes'], ...rows]);
}

function writeFillings() {
  const rows = FILLINGS.map(({ at, values, why }) => [
    code(at),
    values === '' ? 'empty' : values === '*' ? 'any' : values.split('|').filter(Boolean).map(code).join(', '),
    why,
  ]);
  return formatTable([['May be absent', 'Where it is', 'Why'], ...rows].map((row) => row.map(escapeCell)));
}

function writeRuntime() {
  return formatTable(
    [['Left out', 'Why'], ...RUNTIME.map(([at, why]) => [code(at), why])].map((row) => row.map(escapeCell)),
  );
}

function writeLists() {
  const rows = [...LISTS].map(([at, { by, isOrdered }]) => [
    code(at),
    by.map((paths) => code(paths.map((path) => path.replace(/[?+]$/, '')).join(' '))).join(', or ') || 'its place',
    isOrdered === undefined ? '' : 'counts',
  ]);
  return formatTable([['Element', 'Is told by', 'Order'], ...rows].map((row) => row.map(escapeCell)));
}

function writeDiagnoses() {
  const sides = [...new Set(diagnoses.map(({ where }) => where))];
  const tables = sides.map((side) => {
    const rows = diagnoses
      .filter(({ where }) => where === side)
      .map(({ id, cause, cure, prevents, source }) =>
        [code(id), cause, cure, prevents === null ? '' : code(prevents), source].map(escapeCell),
      );
    return `### ${side}\n\n${formatTable([['Message', 'Cause', 'Cure', 'With ptx', 'Looked up in'], ...rows])}`;
  });
  return tables.join('\n');
}

function code(text) {
  return `\`${text}\``;
}

function writeIndex(entries) {
  const rows = entries.map(({ name, summary }) => [`[${name}](${name}.md)`, escapeCell(summary)]);
  return formatTable([['Name', 'What it brings about'], ...rows]);
}

function formatTable([head, ...rows]) {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map((row) => row[column].length)));
  const format = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |\n`;
  return [head, widths.map((width) => '-'.repeat(width)), ...rows].map(format).join('');
}

function escapeCell(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('|', '\\|');
}

async function writeDiff(page, [path, ...flags]) {
  const folder = dirname(path);
  const argv = ['transform', basename(path), ...flags, '--print-diff'];
  const { code, stdout, stderr } = await runPtx(argv, join(ROOT, folder));
  if (code !== 0) throw new Error(`${page}: ptx ${argv.join(' ')}\n${stderr}`);
  if (stdout === '') throw new Error(`${page}: ptx ${argv.join(' ')} changes nothing, which shows nothing`);
  const command = `<!-- run: ${folder} -->\n\`\`\`sh\nptx ${argv.join(' ')}\n\`\`\`\n`;
  return `${command}\n<!-- output -->\n\`\`\`diff\n${stdout.trimEnd()}\n\`\`\`\n`;
}

async function runPtx(argv, folder) {
  let stdout = '';
  let stderr = '';
  const code = await main(argv, {
    env: {},
    cwd: resolve(folder),
    isStdinTerminal: false,
    isStdoutTerminal: false,
    isStderrTerminal: false,
    readStdin: async () => new Uint8Array(),
    readFile: async (path) => readFileSync(join(folder, path)),
    readFolder: async (path) => listFolder(join(folder, path)),
    replaceFile: async () => {},
    writeStdout: async (text) => {
      stdout += text;
    },
    writeStderr: (text) => {
      stderr += text;
    },
  });
  return { code, stdout, stderr };
}

function listFolder(path) {
  if (!statSync(path).isDirectory()) return undefined;
  const entries = readdirSync(path, { withFileTypes: true });
  return entries.map((entry) => ({ name: entry.name, kind: entry.isDirectory() ? 'folder' : 'file' }));
}

function checkPages(folder, entries) {
  for (const { name } of entries) {
    const page = `docs/${folder}/${name}.md`;
    if (!existsSync(join(ROOT, page))) problems.push(`${page} is missing`);
    else if (!/<!-- generated: options -->/.test(readFileSync(join(ROOT, page), 'utf8'))) {
      problems.push(`${page} has no <!-- generated: options -->`);
    }
  }
}

function checkErrorCodes() {
  const union = /export type ErrorCode =([^;]*);/.exec(readFileSync(join(ROOT, 'src/errors.ts'), 'utf8'))[1];
  const codes = [...union.matchAll(/'(\w+)'/g)].map(([, code]) => code);
  const page = readFileSync(join(ROOT, 'docs/errors.md'), 'utf8');
  const explained = [...page.matchAll(/^## `(\w+)`$/gm)].map(([, code]) => code);
  for (const code of codes) if (!explained.includes(code)) problems.push(`docs/errors.md does not explain ${code}`);
  for (const code of explained)
    if (!codes.includes(code)) problems.push(`docs/errors.md explains ${code}, which is none`);
}

function checkLinks(page) {
  const text = readFileSync(join(ROOT, page), 'utf8').replace(/^```[\s\S]*?^```$/gm, '');
  for (const [, link] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^https:/.test(link)) continue;
    const [file, anchor] = link.split('#');
    const target = file === '' ? page : join(dirname(page), file);
    if (!existsSync(join(ROOT, target))) problems.push(`${page}: ${link} leads nowhere`);
    else if (anchor !== undefined && !listAnchors(target).includes(anchor))
      problems.push(`${page}: ${link} has no anchor`);
  }
}

/** The anchors that GitHub makes of headings. */
function listAnchors(page) {
  return [...readFileSync(join(ROOT, page), 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
    title
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}
