// Usage: npm run new -- transform NAME
//
// Writes what a new transform is made of: source file, golden input, doc page, and its lines in the registry and the
// public API. docs/adding-a-transform.md says how to go on; the catalog test names what is missing.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const NAME = /^(add|convert|disable|enable|hide|modernize|override|remove|set|strip|use)(-[a-z0-9]+)+$/;

const [kind, name, ...rest] = process.argv.slice(2);
if (kind !== 'transform' || name === undefined || rest.length > 0) fail('Usage: npm run new -- transform NAME');
if (!NAME.test(name)) fail(`Expected a verb and a noun in kebab case, such as "add-tpm", found "${name}"`);

const factory = name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
const files = {
  [`src/transforms/${name}.ts`]: sourceFile(),
  [`golden/transforms/${name}/basic/input.xml`]: inputFile(),
  [`golden/transforms/${name}/basic/options.json`]: '{}\n',
  [`docs/transforms/${name}.md`]: pageFile(),
};
const taken = Object.keys(files).filter((file) => existsSync(join(ROOT, file)));
if (taken.length > 0) fail(`${taken.join(', ')}: already there`);

for (const [file, content] of Object.entries(files)) {
  mkdirSync(dirname(join(ROOT, file)), { recursive: true });
  write(file, content);
}
edit('src/transforms/registry.ts', (text) => {
  const line = `import { ${factory} } from './${name}.js';`;
  const imported = insertSorted(text, /^import (?:type )?\{ \w+ \} from '\.\/([\w-]+)\.js';$/gm, line);
  return imported.replace(/^\]\);$/m, `  ${factory}.definition,\n]);`);
});
edit('src/index.ts', (text) => {
  const line = `export { ${factory} } from './transforms/${name}.js';`;
  return insertSorted(text, /^export (?:type )?\{.*\} from '\.\/transforms\/([\w-]+)\.js';$/gm, line);
});
console.log('\nNow fill in what is marked TODO: docs/adding-a-transform.md, from step 2 on.');

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
  return `import { z } from 'zod';
import { requireQemuDomain } from '../domain/support.js';
import { defineTransform } from './transform.js';

/**
 * TODO: one imperative sentence, then the effect on the document.
 *
 * @throws PtxError DOMAIN_UNSUPPORTED
 * @see https://libvirt.org/formatdomain.html
 */
export const ${factory} = defineTransform({
  name: '${name}',
  summary: 'TODO',
  source: 'https://libvirt.org/formatdomain.html',
  options: z.strictObject({}),
  plan(draft) {
    requireQemuDomain(draft);
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
