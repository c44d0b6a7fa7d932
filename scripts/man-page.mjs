// The manual page: what --help says of every command, step and recipe, in man(7).
import { isCommandFamily } from '../dist/cli/command.js';
import { HELP_FLAG } from '../dist/cli/flags.js';
import { formatFlagUse } from '../dist/cli/layout.js';
import { stepFlag } from '../dist/cli/step-flags.js';
import { listOptions } from '../dist/transforms/transform.js';

/** Write the manual page out of the registries. */
export async function formatManPage({ commands, transforms, recipes, version }) {
  return [
    `.\\" Written by scripts/docs.mjs out of the code.`,
    `.TH LIBVIRT-PTX 1 "" "libvirt-ptx ${version}" "User Commands"`,
    '.SH NAME',
    'ptx, libvirt\\-ptx \\- turn a libvirt domain into one that runs a passed\\-through device',
    '.SH SYNOPSIS',
    ...(await listSynopses(commands, [])).flatMap((line, index) => [...(index === 0 ? [] : ['.br']), line]),
    '.SH DESCRIPTION',
    text(
      'ptx reads the XML of a libvirt domain, applies the steps that it is asked for, and prints the same document: what no step touches is the same to the last byte. It also looks for what will not work in domains, and prepares the host that a device comes from.',
    ),
    '.PP',
    text('GNU coreutils has another program called ptx; libvirt-ptx is the same program as this one.'),
    '.SH COMMANDS',
    ...(await formatCommands(commands, [])),
    '.SH STEPS',
    text(
      'Each step is a flag of "ptx transform" and "ptx edit". Options are key=value items with commas between them; ",," is a comma within a value.',
    ),
    ...transforms.flatMap((transform) => formatEntry(formatFlagUse(stepFlag(transform)), transform)),
    '.SH RECIPES',
    text('A recipe is a list of steps: --recipe NAME,OPTIONS.'),
    ...recipes.flatMap((recipe) => formatEntry(recipe.name, recipe)),
    '.SH EXIT STATUS',
    ...tagged('0', 'Done, and nothing to report.'),
    ...tagged(
      '1',
      'Something would change (--check), differs (diff), was found (lint), or was not mapped or is blocked.',
    ),
    ...tagged('2', 'The command line or the options of a step do not fit.'),
    ...tagged('3', 'Unreadable or not well-formed input, a refusal of a step, or a failure of the system.'),
    '.SH ENVIRONMENT',
    ...tagged('NO_COLOR', 'Print without colour.'),
    ...tagged('FORCE_COLOR', 'Print in colour also where the output is no terminal; 0 switches it off.'),
    ...tagged('LIBVIRT_DEFAULT_URI', 'The connection of "ptx edit" where --connect names none, as virsh has it.'),
    ...tagged('XDG_STATE_HOME', 'Where "ptx edit" keeps what it replaced; ~/.local/state where it is not set.'),
    ...tagged('PTX_DEBUG', 'With 1, print the stack of an unexpected error.'),
    '.SH FILES',
    ...tagged('ptx.config.yaml', 'The configuration of "ptx lint", here or in a folder above.'),
    ...tagged('~/.local/state/ptx/edit', 'What "ptx edit" replaced, with its passwords, for --undo.'),
    ...tagged('/etc/libvirt/hooks/qemu.d/ptx-DOMAIN', 'What "ptx hook install" wrote.'),
    '.SH SEE ALSO',
    '.BR virsh (1),',
    '.BR virt\\-install (1),',
    '.BR virt\\-xml (1)',
    '',
  ].join('\n');
}

async function listSynopses(entries, above) {
  const lines = [];
  for (const entry of entries) {
    const words = [...above, entry.name];
    if (isCommandFamily(entry)) lines.push(...(await listSynopses(entry.commands, words)));
    else lines.push(`.B ptx ${escapeRoff(words.join(' '))}\n${escapeRoff((await entry.load()).usage)}`);
  }
  return lines;
}

async function formatCommands(entries, above) {
  const lines = [];
  for (const entry of entries) {
    const words = [...above, entry.name];
    if (isCommandFamily(entry)) {
      lines.push(...(await formatCommands(entry.commands, words)));
      continue;
    }
    const { description, flags, examples } = await entry.load();
    lines.push(`.SS ptx ${escapeRoff(words.join(' '))}`, text(`${entry.summary}.`));
    for (const paragraph of description) lines.push('.PP', text(paragraph));
    for (const flag of [...flags, HELP_FLAG]) lines.push(...tagged(formatFlagUse(flag), flag.summary));
    lines.push('.PP', examples.length === 1 ? 'Example:' : 'Examples:', '.PP', '.nf', '.RS');
    lines.push(...examples.map(text), '.RE', '.fi');
  }
  return lines;
}

function formatEntry(use, { summary, options }) {
  const lines = tagged(use, `${summary}.`);
  const listed = listOptions(options);
  if (listed.length === 0) return lines;
  const described = listed.flatMap(({ name, description, type }) => tagged(name, `${description} (${type})`.trim()));
  return [...lines, '.RS', ...described, '.RE'];
}

function tagged(tag, meaning) {
  return ['.TP', `.B ${escapeRoff(tag)}`, text(meaning)];
}

/** A line of text: a dot or an apostrophe at its start would be a request. */
function text(line) {
  return escapeRoff(line).replace(/^(?=[.'])/, '\\&');
}

/** What roff would read as something else: the backslash, and "-", which would become a typographic hyphen. */
function escapeRoff(line) {
  return line.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll("'", '\\(aq').replaceAll('…', '\\&...');
}
