// Usage: npm run new -- transform|rule NAME
//
// Writes what a new transform or lint rule is made of: source file, golden input, doc page of a transform, and its lines
// in the registries and, for a transform, the public API. docs/adding-a-transform.md and docs/adding-a-rule.md say how to
// go on; the catalog test names what is missing.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const KINDS = {
  transform: {
    name: /^(add|convert|disable|enable|hide|modernize|override|remove|set|strip|use)(-[a-z0-9]+)+$/,
    expected: 'a verb and a noun in kebab case, such as "add-tpm"',
    files: () => ({
      [`src/transforms/${name}.ts`]: sourceFile(),
      [`golden/transforms/${name}/basic/input.xml`]: inputFile(),
      [`golden/transforms/${name}/basic/options.json`]: '{}\n',
      [`docs/transforms/${name}.md`]: pageFile(),
    }),
    register() {
      edit('src/transforms/registry.ts', (text) => register(text, `${variable}.definition`));
      edit('src/transforms/loaders.ts', (text) => {
        const line = `  '${name}': async () => (await import('./${name}.js')).${variable}.definition,`;
        return text.replace('\n};', `\n${line}\n};`);
      });
      edit('src/index.ts', (text) => {
        const line = `export { ${variable} } from './transforms/${name}.js';`;
        return insertSorted(text, /^export (?:type )?\{.*\} from '\.\/transforms\/([\w-]+)\.js';$/gm, line);
      });
    },
  },
  rule: {
    name: /^[a-z][a-z0-9]*(-[a-z0-9]+)+$/,
    expected: 'a thing and a condition in kebab case, such as "kvm-single"',
    files: () => ({
      [`src/lint/rules/${name}.ts`]: ruleFile(),
      [`golden/lint/${name}/reject/input.xml`]: inputFile(),
      [`golden/lint/${name}/accept/input.xml`]: inputFile(),
    }),
    register: () => edit('src/lint/registry.ts', (text) => register(text, variable, 'rules/')),
  },
};

const [kind, name, ...rest] = process.argv.slice(2);
if (!Object.hasOwn(KINDS, kind ?? '') || name === undefined || rest.length > 0) {
  fail('Usage: npm run new -- transform|rule NAME');
}
const { name: pattern, expected, files: listFiles, register: registerAll } = KINDS[kind];
if (!pattern.test(name)) fail(`Expected ${expected}, found "${name}"`);

const variable = name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
const files = listFiles();
const taken = Object.keys(files).filter((file) => existsSync(join(ROOT, file)));
if (taken.length > 0) fail(`${taken.join(', ')}: already there`);

for (const [file, content] of Object.entries(files)) {
  mkdirSync(dirname(join(ROOT, file)), { recursive: true });
  write(file, content);
}
registerAll();
console.log(`\nNow fill in what is marked TODO: docs/adding-a-${kind}.md, from step 2 on.`);

/** Import what a file declares, and list it last. */
function register(text, entry, folder = '') {
  const line = `import { ${variable} } from './${folder}${name}.js';`;
  const pattern = new RegExp(`^import (?:type )?\\{ \\w+ \\} from '\\./${folder}([\\w-]+)\\.js';$`, 'gm');
  return insertSorted(text, pattern, line).replace(/^\]\);$/m, `  ${entry},\n]);`);
}

/** Put a line before the first one that names a later file, or behind the last. */
function insertSorted(text, pattern, line) {
  const lines = [...text.matchAll(pattern)];
  const next = lines.find(([, file]) => file > name);
  const last = lines.at(-1);
  const at = next === undefined ? last.index + last[0].length + 1 : next.index;
  return `${text.slice(0, at)}${line}\n${text.slice(at)}`;
}

function edit(file, change) {
  write(file, change(readFileSync(join(ROOT, file), 'utf8')));
}

function write(file, content) {
  writeFileSync(join(ROOT, file), content);
  console.log(relative(process.cwd(), join(ROOT, file)));
}

function fail(message) {
  console.error(message);
  process.exit(2);
}

function sourceFile() {
  return `import { z } from 'zod/mini';
import { requireQemuDomain } from '../domain/support.js';
import { defineTransform } from './transform.js';

/**
 * TODO: one imperative sentence, then the effect on the document.
 *
 * @throws PtxError DOMAIN_UNSUPPORTED
 * @see https://libvirt.org/formatdomain.html
 */
export const ${variable} = defineTransform({
  name: '${name}',
  summary: 'TODO',
  source: 'https://libvirt.org/formatdomain.html',
  options: () => z.strictObject({}),
  plan(draft) {
    requireQemuDomain(draft);
  },
});
`;
}

function ruleFile() {
  return `import { defineRule } from '../rule.js';

/**
 * TODO: one sentence that says what is good, then what libvirt or QEMU make of the rest.
 */
export const ${variable} = defineRule({
  name: '${name}',
  summary: 'TODO',
  about: ['domain'],
  why: 'TODO.',
  class: 'ineffective',
  severity: 'warning',
  source: 'https://libvirt.org/formatdomain.html',
  checked: 'TODO, libvirt 9.0.0',
  messages: {
    todo: { text: 'TODO', cure: 'TODO', effect: 'runs' },
  },
  check({ domain, report }) {
    report({ message: 'todo', at: domain.root, part: 'tag' });
  },
});
`;
}

function inputFile() {
  return `<domain type='kvm'>
  <name>TODO</name>
  <memory unit='KiB'>4194304</memory>
  <vcpu placement='static'>4</vcpu>
  <os>
    <type arch='x86_64' machine='pc-q35-7.2'>hvm</type>
    <boot dev='hd'/>
  </os>
  <features>
    <acpi/>
  </features>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
  </devices>
</domain>
`;
}

function pageFile() {
  return `# ${name}

<!-- generated: head -->
<!-- end generated -->

## What it brings about

TODO

<!-- generated: diff examples/nic/router.xml --${name} -->
<!-- end generated -->

## Options

<!-- generated: options -->
<!-- end generated -->

## What the guest notices

TODO

## Refusals

| Code                 | When                                                | Cure |
| -------------------- | --------------------------------------------------- | ---- |
| \`DOMAIN_UNSUPPORTED\` | the domain is not of type kvm or qemu, or not \`hvm\` | none |

## Sources

TODO: the page, and the version of libvirt or QEMU that it was checked with.
`;
}
