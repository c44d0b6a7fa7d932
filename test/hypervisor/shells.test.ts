import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { transforms } from '../../src/transforms/registry.js';
import { isSkipped, listMissing } from '../helpers/hypervisor.js';
import { Terminal } from '../helpers/terminal.js';

/** What is typed, and what the line is after Tab; a space at its end says that the word is complete. */
const LINES: readonly (readonly [typed: string, completed: string])[] = [
  ['ptx transf', 'ptx transform '],
  ['libvirt-ptx host inst', 'libvirt-ptx host inst'],
  ['ptx host insp', 'ptx host inspect '],
  ['ptx transform --hide-kvm=st', 'ptx transform --hide-kvm=state='],
  ['ptx transform --hide-kvm=state=of', 'ptx transform --hide-kvm=state=off '],
  ['ptx transform --recipe linux-gpu,01:00,rom.f', 'ptx transform --recipe linux-gpu,01:00,rom.file='],
  ['ptx transform --add-pci-hostdev 0000:01:00.0,mana', 'ptx transform --add-pci-hostdev 0000:01:00.0,managed='],
  ['ptx transform win', 'ptx transform win10.xml '],
  ['ptx transform --hide-kvm --output=win', 'ptx transform --hide-kvm --output=win10.xml '],
  ['ptx host inspect --root snap', 'ptx host inspect --root snapshots/'],
  ['ptx lint --rule kvm-sin', 'ptx lint --rule kvm-single='],
  ['ptx explain kvm-sin', 'ptx explain kvm-single '],
  ['ptx edit we', 'ptx edit web '],
  ['ptx edit --undo we', 'ptx edit --undo web '],
  ['ptx edit -c test:///x re', 'ptx edit -c test:///x remote '],
  ['ptx hook remove Win', 'ptx hook remove Windows\\ 10 '],
];

const SHELLS = [
  {
    name: 'bash',
    command: 'bash --noprofile --norc -i',
    script: 'ptx.bash',
    keeps: (line: string) => line,
    setUp: ['source ./ptx.bash'],
  },
  {
    name: 'zsh',
    command: 'zsh -f -i',
    script: 'functions/_ptx',
    // It takes the space or slash that it put behind a word back when the line goes on without one.
    keeps: (line: string) => line.replace(/[ /]$/, ''),
    setUp: [
      'bindkey -e',
      'fpath=($PWD/functions $fpath)',
      'autoload -Uz compinit && compinit -u -d ./dump',
      'unsetopt listbeep',
    ],
  },
];

const skipped = isSkipped(
  'the shells',
  listMissing(['/usr/bin/zsh', '/usr/bin/fish', '/usr/bin/script', '/usr/bin/groff']),
);

describe.skipIf(skipped)('completion in real shells', () => {
  let folder: string;
  let env: NodeJS.ProcessEnv;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ptx-shells-'));
    for (const name of ['bin', 'functions', 'snapshots']) mkdirSync(join(folder, name));
    for (const name of ['ptx', 'libvirt-ptx']) {
      const program = join(folder, 'bin', name);
      writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${resolve('dist/cli/bin.cjs')}' "$@"\n`);
      chmodSync(program, 0o755);
    }
    const virsh = join(folder, 'bin', 'virsh');
    writeFileSync(
      virsh,
      '#!/bin/sh\nif [ "$1" = --connect=test:///x ]; then echo remote; else printf \'web\\nWindows 10\\n\\n\'; fi\n',
    );
    chmodSync(virsh, 0o755);
    writeFileSync(join(folder, 'win10.xml'), '');
    env = { ...process.env, HOME: folder, PATH: `${join(folder, 'bin')}:${process.env.PATH}` };
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const ptx = (...args: string[]) => execFileSync(join(folder, 'bin/ptx'), args, { encoding: 'utf8', env });

  it.each(SHELLS)('$name', { timeout: 240_000 }, async ({ name, command, script, keeps, setUp }) => {
    writeFileSync(join(folder, script), ptx('completion', name));
    const terminal = new Terminal(command, folder, env);
    try {
      for (const line of setUp) await terminal.run(line);
      const seen: [string, string][] = [];
      for (const [typed] of LINES) seen.push([typed, await terminal.complete(typed)]);
      expect(seen).toEqual(LINES.map(([typed, completed]) => [typed, keeps(completed)]));
    } finally {
      terminal.close();
    }
  });

  it('fish', () => {
    const script = join(folder, 'ptx.fish');
    writeFileSync(script, ptx('completion', 'fish'));
    const candidates = (typed: string) =>
      execFileSync('fish', ['--no-config', '-c', `source ${script}; complete -C ${JSON.stringify(typed)}`], {
        cwd: folder,
        encoding: 'utf8',
        env,
      }).split('\n');
    for (const [typed, completed] of LINES) {
      const word =
        completed
          .trim()
          .split(/(?<!\\) /)
          .at(-1)
          ?.replace('\\ ', ' ') ?? '';
      const words = candidates(typed).map((line) => line.split('\t')[0]);
      expect([typed, words.filter((each) => each !== '')]).toEqual([typed, typed === completed ? [] : [word]]);
    }
  });
});

describe.skipIf(skipped)('the manual page', () => {
  it('is set without a warning, and shows every step', () => {
    const { stdout, stderr } = spawnSync('groff', ['-man', '-ww', '-Tutf8', '-P-cbou', 'man/libvirt-ptx.1'], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    for (const { name } of transforms) expect(stdout).toContain(`--${name}`);
  });
});
