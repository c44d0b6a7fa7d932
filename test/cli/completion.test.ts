import { describe, expect, it } from 'vitest';
import { isCommandFamily } from '../../src/cli/command.js';
import { commands } from '../../src/cli/commands/registry.js';
import { rules } from '../../src/lint/registry.js';
import { recipes } from '../../src/transforms/recipe-registry.js';
import { transforms } from '../../src/transforms/registry.js';
import { runPtx } from './memory-io.js';

/** The lines that the scripts of the shells get for what was typed behind `ptx`. */
async function linesFor(...words: string[]): Promise<string[]> {
  const { code, stdout } = await runPtx(['completion', 'words', '--', ...words]);
  expect(code).toBe(0);
  return stdout.split('\n').slice(0, -1);
}

/** The words among them, without their summaries. */
async function wordsFor(...words: string[]): Promise<(string | undefined)[]> {
  return (await linesFor(...words)).map((line) => line.split('\t')[0]);
}

describe('completion', () => {
  it('knows every command and every command of a family', async () => {
    expect(await wordsFor('')).toEqual([...commands.map(({ name }) => name), 'help', '--help', '--version']);
    for (const entry of commands) {
      if (!isCommandFamily(entry)) continue;
      expect(await wordsFor(entry.name, '')).toEqual([...entry.commands.map(({ name }) => name), '--help']);
    }
  });

  it('knows every flag of every command', async () => {
    const entries = commands.flatMap((entry) => (isCommandFamily(entry) ? entry.commands : [entry]));
    for (const entry of entries) {
      const command = await entry.load();
      const family = commands.find((each) => isCommandFamily(each) && each.commands.includes(entry));
      const words = await wordsFor(...(family === undefined ? [] : [family.name]), entry.name, '--');
      for (const { name } of [...command.flags, ...((await command.loadStepFlags?.()) ?? [])])
        expect(words).toContain(`--${name}`);
    }
  });

  it('knows the transforms, the recipes and the rules', async () => {
    const all = [...transforms, ...recipes, ...rules].map(({ name }) => name);
    expect(await wordsFor('explain', '')).toEqual(all);
    expect(await wordsFor('transform', '--recipe', '')).toEqual(recipes.map(({ name }) => name));
    expect(await wordsFor('lint', '--rule', '')).toEqual(rules.map(({ name }) => `${name}=`));
  });

  it.each<[typed: string[], words: string[]]>([
    [
      ['transform', '--hide'],
      ['--hide-kvm', '--hide-kvm='],
    ],
    [
      ['transform', '--hide-kvm='],
      ['--hide-kvm=on', '--hide-kvm=off', '--hide-kvm=state='],
    ],
    [['transform', '--hide-kvm=state=of'], ['--hide-kvm=state=off']],
    [['transform', '--add-pci-hostdev', '01:00,managed=y'], ['01:00,managed=yes']],
    [['transform', '--add-pci-hostdev', '01:00,managed=yes,man'], []],
    // The doubled comma belongs to the value of functions.
    [['transform', '--add-pci-hostdev', '01:00,functions=0,,2,rom.b'], ['01:00,functions=0,,2,rom.bar=']],
    [['transform', '--add-pci-hostdev', '01:00,functions=0,,m'], []],
    [['transform', '--recipe', 'linux-gpu,01:00,rom.b'], ['linux-gpu,01:00,rom.bar=']],
    [['lint', '--rule=kvm-single=w'], ['--rule=kvm-single=warning']],
    [['lint', '--format', 's'], ['sarif']],
    [['list', 'tr'], ['transforms']],
    [
      ['schema', ''],
      ['steps', 'host', 'plan', 'config', 'findings'],
    ],
    [['completion', 'z'], ['zsh']],
    [['host', 'plan', '--bind', 'd'], ['driver-override']],
    // Behind "--" nothing is a flag; an unknown command or flag takes nothing.
    [['explain', '--', '--form'], []],
    [['transfrom', '--h'], []],
    [['transform', '--no-such='], []],
  ])('%j becomes %j', async (typed, words) => {
    expect(await wordsFor(...typed)).toEqual(words);
  });

  it.each<[typed: string[], lines: string[]]>([
    [['transform', ''], [':files ']],
    [['transform', '-o', ''], [':files ']],
    [['transform', '--output='], [':files --output=']],
    [['transform', '--add-pci-hostdev', '01:00,rom.file=/usr/'], [':files 01:00,rom.file=']],
    [['host', 'inspect', '--root', ''], [':folders ']],
    [
      ['lint', '--host', 'lo'],
      ['local', ':files '],
    ],
    [['host', 'bind', ''], []],
    [['edit', ''], [':domains ']],
    [['edit', '--undo', ''], [':domains ']],
    [['edit', '-c', 'qemu:///session', ''], [':domains qemu:///session']],
    [['edit', '-cqemu:///session', ''], [':domains qemu:///session']],
    [['edit', '--connect=qemu:///session', '--hide-kvm', '--', ''], [':domains qemu:///session']],
    // The last one counts, bash leaves quotes in, and the Tab key asks for no password.
    [['edit', '-c', 'qemu:///session', '--connect', "'qemu:///embed?root=/x'", ''], [':domains qemu:///embed?root=/x']],
    [['edit', '-c', 'qemu+ssh://a@b/system', ''], [':domains qemu+ssh://a@b/system?no_tty=1']],
    [['edit', '-c', 'qemu+ssh://a@b/system?port=1', ''], [':domains qemu+ssh://a@b/system?port=1&no_tty=1']],
    [['edit', '-c', ''], []],
    [['hook', 'install', ''], [':domains ']],
    [['hook', 'remove', ''], [':domains ']],
  ])('%j leaves it to the shell: %j', async (typed, lines) => {
    expect(await linesFor(...typed)).toEqual(lines);
  });

  it('names the shells that it knows', async () => {
    const { code, stdout, stderr } = await runPtx(['completion', 'tcsh']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('Unknown shell "tcsh"');
  });
});
