// The pages of the lint rules, written from the rules and their golden cases; scripts/docs.mjs puts them in docs/rules.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { formatFrame } from '../dist/lint/reporters/text.js';
import { listOptions } from '../dist/transforms/transform.js';

const CLASSES = {
  breaks: 'libvirt refuses or drops it, or QEMU does not start',
  ineffective: 'it starts, and the device or its hiding does not work',
  unsafe: 'it works, slowly or at a risk',
};

const EFFECTS = {
  refused: 'libvirt refuses to define the domain',
  dropped: 'libvirt drops it in silence',
  'not-started': 'the domain does not start',
  runs: 'the domain runs with it',
};

/** A patch that is longer than this says less than the two documents. */
const MAX_PATCH = 30;

/** A page with more cases than that shows some of them, and names the others. */
const MOST_CASES = 8;
const SHOWN_CASES = 5;

/** The page of a rule. */
export function formatRulePage(rule, golden, { formatTable, escapeCell: cell }) {
  const cases = listCases(golden);
  const rejected = cases.filter(({ findings }) => findings !== undefined);
  const shown = rejected.length > MOST_CASES ? chooseShown(rejected) : rejected;
  const isMended = rejected.some(({ findings }) => findings.some(({ fixable }) => fixable));
  const messages = Object.entries(rule.messages);
  const options = listOptions(rule.options);
  return [
    `# ${rule.name}`,
    '',
    `${cell(rule.summary)}.`,
    '',
    cell(rule.why),
    '',
    `- Class: ${CLASSES[rule.class]}`,
    `- Severity: ${rule.isOnByDefault ? rule.severity : `off, unless a configuration turns it on (\`${rule.severity}\`)`}`,
    ...(rule.needsHost ? ['- Needs to know the host: `ptx lint --host`'] : []),
    `- Mended by \`ptx lint --fix\`: ${isMended ? 'yes, where nobody has to choose' : 'no'}`,
    '',
    '## What it says',
    '',
    formatTable([
      ['', 'Cause', 'Cure', 'What comes of it'],
      ...messages.map(([id, { text, cure, effect, severity }]) => [
        `\`${id}\``,
        cell(text),
        cell(cure),
        EFFECTS[effect] + (severity === undefined ? '' : ` (${severity})`),
      ]),
    ]),
    ...(options.length === 0
      ? []
      : [
          '## Options',
          '',
          formatTable([
            ['Option', 'What it says', 'Values'],
            ...options.map(({ name, description, type }) => [`\`${name}\``, cell(description), cell(type)]),
          ]),
        ]),
    '## Found',
    '',
    ...(rejected.length === 0
      ? ['Whoever reads the file, or the engine, reports it.', '']
      : shown.flatMap(formatRejected)),
    ...formatOthers(
      rule,
      rejected.filter((each) => !shown.includes(each)),
      { formatTable, cell },
    ),
    ...formatAccepted(cases),
    '## Sources',
    '',
    `- <${rule.source}>`,
    `- Checked with: ${cell(rule.checked)}`,
    '',
  ].join('\n');
}

/** The index of all rules. */
export function formatRuleIndex(rules, golden, { formatTable, escapeCell: cell }) {
  const rows = rules.map((rule) => [
    `[${rule.name}](${rule.name}.md)`,
    cell(rule.summary),
    rule.class,
    rule.isOnByDefault ? rule.severity : 'off',
    listCases(join(golden, rule.name)).some(({ fixed }) => fixed !== undefined) ? 'yes' : '',
  ]);
  const classes = Object.entries(CLASSES).map(([name, words]) => `- \`${name}\`: ${words}`);
  return [
    '# Rules',
    '',
    'What `ptx lint` looks for. The name of a rule says what is good.',
    '',
    ...classes,
    '',
    formatTable([['Rule', 'What is good', 'Class', 'Severity', 'Mended'], ...rows]),
  ].join('\n');
}

function listCases(folder) {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return names
    .map(({ name }) => {
      const read = (file) => {
        const path = join(folder, name, file);
        return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
      };
      const findings = read('findings.json');
      return {
        name,
        input: read('input.xml'),
        others: readdirSync(join(folder, name)).filter((file) => /^other.*\.xml$/.test(file)),
        fixed: read('fixed.xml'),
        options: read('lint.json')?.trim(),
        findings: findings === undefined ? undefined : JSON.parse(findings),
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function formatRejected({ name, input, others, fixed, options, findings }) {
  const lines = input.split(/\r\n|\r|\n/);
  const frames = findings.flatMap((finding) => [
    ...formatFrame(finding, lines, (_, text) => text).map((line) => line.slice(2)),
    `${finding.severity}: ${finding.message}`,
    '',
  ]);
  const patch = fixed === undefined ? undefined : formatPatch(input, fixed);
  return [
    `### ${titleOf(name)}`,
    '',
    ...others.flatMap((file) => [`Beside \`${file}\`:`, '']),
    ...(options === undefined ? [] : [`With \`${options.replace(/\s+/g, ' ')}\`:`, '']),
    '```text',
    ...frames.slice(0, -1),
    '```',
    '',
    ...(patch === undefined ? [] : ['Mended:', '', '```diff', patch, '```', '']),
  ];
}

/** For each message the first case that says it, and the first of all cases; in their order. */
function chooseShown(rejected) {
  const ids = new Set(rejected.flatMap(({ findings }) => findings.map(({ messageId }) => messageId)));
  const first = (id) => rejected.find(({ findings }) => findings.some(({ messageId }) => messageId === id));
  const sayers = new Set([...ids].map(first));
  const chosen = [...new Set([...sayers, ...rejected])].slice(0, Math.max(SHOWN_CASES, sayers.size));
  return rejected.filter((each) => chosen.includes(each));
}

/** What is found in the other cases, each by the name of its folder: the documents are no part of the package. */
function formatOthers(rule, others, { formatTable, cell }) {
  if (others.length === 0) return [];
  return [
    '### Other cases',
    '',
    `Their documents stand in \`golden/lint/${rule.name}\` of the repository.`,
    '',
    formatTable([
      ['Case', 'What is found'],
      ...others.map(({ name, findings: [first, ...more] }) => [
        `\`${name}\``,
        cell(first.message) + (more.length === 0 ? '' : `, and ${more.length} more`),
      ]),
    ]),
  ];
}

/** What is put right: the first case that differs little from one that is rejected. */
function formatAccepted(cases) {
  const rejected = cases.filter(({ findings, fixed }) => findings !== undefined && fixed === undefined);
  const accepted = cases.filter(({ findings, options }) => findings === undefined && options === undefined);
  for (const { input } of rejected) {
    for (const right of accepted) {
      const patch = formatPatch(input, right.input);
      if (patch === '' || patch.split('\n').length > MAX_PATCH) continue;
      return ['## Put right', '', '```diff', patch, '```', ''];
    }
  }
  return [];
}

function formatPatch(before, after) {
  return createTwoFilesPatch('a', 'b', before, after, '', '', { context: 2 })
    .split('\n')
    .slice(4)
    .filter((line) => !line.startsWith('\\'))
    .join('\n')
    .trimEnd();
}

function titleOf(name) {
  const words = name.replace(/^reject-?/, '').replaceAll('-', ' ');
  return words === '' ? 'The plain case' : words[0].toUpperCase() + words.slice(1);
}
