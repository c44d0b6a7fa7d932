import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Io } from '../../src/cli/io.js';
import { FakeVirsh } from '../helpers/fake-virsh.js';
import { runPtx } from './memory-io.js';

const PASSWORD = 'correct-horse';

/** A domain as libvirt has it, with a password. */
function domainXml(name: string, number = 1): string {
  return `<domain type='kvm'>
  <name>${name}</name>
  <uuid>11111111-2222-4333-8444-00000000000${number}</uuid>
  <memory unit='KiB'>1048576</memory>
  <vcpu placement='static'>2</vcpu>
  <os>
    <type arch='x86_64' machine='pc-q35-7.2'>hvm</type>
  </os>
  <features>
    <acpi/>
  </features>
  <devices>
    <graphics type='vnc' port='-1' autoport='yes' passwd='${PASSWORD}'/>
    <memballoon model='virtio'/>
  </devices>
</domain>
`;
}

const WIN10 = domainXml('win10');

let state: string;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'ptx-edit-'));
});
afterEach(() => rmSync(state, { recursive: true }));

/** Run `ptx edit`; nobody sees the password, whatever happens. */
async function edit(virsh: FakeVirsh, argv: readonly string[], io: Partial<Io> = {}) {
  const outcome = await runPtx(['edit', ...argv], {
    io: { env: { XDG_STATE_HOME: state }, runProgram: virsh.run, ...io },
  });
  expect(outcome.stdout + outcome.stderr).not.toContain(PASSWORD);
  return outcome;
}

/** The files that are kept, by what they are. */
function listKept(): string[] {
  const files = readdirSync(state, { recursive: true, encoding: 'utf8' }).map((file) => join(state, file));
  return files.filter((file) => statSync(file).isFile());
}

function readKept(ending: RegExp): string[] {
  return listKept()
    .filter((file) => ending.test(file))
    .sort()
    .map((file) => readFileSync(file, 'utf8'));
}

const BACKUP = /\/[^./]+\.xml$/;

/** On a terminal, with an answer to each question. */
function terminal(answer: string | undefined, asked: string[] = []): Partial<Io> {
  return {
    isStdinTerminal: true,
    isStderrTerminal: true,
    ask: async (question) => {
      asked.push(question);
      return answer;
    },
  };
}

describe('ptx edit', () => {
  it('defines what the steps make of a domain, and keeps what was there', async () => {
    const virsh = new FakeVirsh({ xml: WIN10 });
    const { code, stdout, stderr } = await edit(virsh, ['win10', '--hide-kvm', '--yes']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^win10: 1 change defined; before: .*\.xml\n$/);
    expect(stderr).toContain("+    <kvm>\n+      <hidden state='on'/>\n");
    expect(virsh.domains[0]?.xml).toBe(
      WIN10.trimEnd().replace('<acpi/>\n', "<acpi/>\n    <kvm>\n      <hidden state='on'/>\n    </kvm>\n"),
    );
    expect(virsh.calls).toContainEqual(['virsh', '--quiet', 'define', '--validate', '--file', expect.any(String)]);
    expect(readKept(BACKUP)).toEqual([`${WIN10}\n`]);
    expect(stdout).toContain(listKept().find((file) => BACKUP.test(file)));
  });

  it('lets nobody else read what it writes, and leaves nothing behind', async () => {
    const virsh = new FakeVirsh({ xml: WIN10 });
    await edit(virsh, ['win10', '--hide-kvm', '--yes']);
    expect(virsh.modes).toEqual([0o600]);
    expect(listKept().map((file) => [statSync(file).mode & 0o777, statSync(join(file, '..')).mode & 0o777])).toEqual([
      [0o600, 0o700],
      [0o600, 0o700],
    ]);
    expect(listKept().filter((file) => !/-\d+(\.edited)?\.xml$/.test(file))).toEqual([]);
  });

  it.each([
    ['y', 0, /1 change defined/],
    ['YES', 0, /1 change defined/],
    ['', 1, /left as it is/],
    ['n', 1, /left as it is/],
    [undefined, 1, /left as it is/],
  ])('asks, and takes %j for an answer', async (answer, code, text) => {
    const virsh = new FakeVirsh({ xml: WIN10 });
    const asked: string[] = [];
    expect(await edit(virsh, ['win10', '--hide-kvm'], terminal(answer, asked))).toMatchObject({
      code,
      stdout: expect.stringMatching(text),
    });
    expect(asked).toEqual(['Define win10? [y/N] ']);
    expect(virsh.commands.includes('define')).toBe(code === 0);
    expect(listKept().length > 0).toBe(code === 0);
  });

  it('colours the difference on a terminal', async () => {
    const coloured = await edit(new FakeVirsh({ xml: WIN10 }), ['win10', '--hide-kvm'], terminal('n'));
    expect(coloured.stderr).toContain('\x1b[32m+    <kvm>\x1b[0m');
    const plain = await edit(new FakeVirsh({ xml: WIN10 }), ['win10', '--hide-kvm', '--yes']);
    expect(plain.stderr).not.toContain('\x1b');
  });

  it('changes nothing where all is in place, and asks nobody', async () => {
    const virsh = new FakeVirsh({ xml: WIN10 });
    await edit(virsh, ['win10', '--hide-kvm', '--yes']);
    const asked: string[] = [];
    expect(await edit(virsh, ['win10', '--hide-kvm'], terminal('y', asked))).toMatchObject({
      code: 0,
      stdout: 'win10: no changes\n',
      stderr: '',
    });
    expect([asked, virsh.commands.filter((command) => command === 'define').length, listKept().length]).toEqual([
      [],
      1,
      2,
    ]);
  });

  it('takes a UUID, and calls domains by theirs: virsh takes a name of digits for an id', async () => {
    const virsh = new FakeVirsh({ xml: domainXml('7', 7) });
    expect((await edit(virsh, ['7', '--hide-kvm', '--yes'])).code).toBe(0);
    for (const argv of virsh.calls.filter((each) => each.includes('--domain')))
      expect(argv.slice(-2)).toEqual(['--domain', '11111111-2222-4333-8444-000000000007']);
    expect(await edit(virsh, ['11111111-2222-4333-8444-000000000007', '--hide-kvm', '--yes'])).toMatchObject({
      stdout: '7: no changes\n',
    });
  });

  it('hands the connection to virsh', async () => {
    const virsh = new FakeVirsh({ xml: WIN10 });
    await edit(virsh, ['-c', 'qemu+ssh://root@host/system', 'win10', '--hide-kvm', '--check']);
    for (const argv of virsh.calls)
      expect(argv.slice(0, 3)).toEqual(['virsh', '--connect', 'qemu+ssh://root@host/system']);
  });
});

describe('ptx edit keeps', () => {
  /** Edit once, and put files beside its backup, by their names. */
  async function editBeside(...names: string[]): Promise<{ virsh: FakeVirsh; folder: string }> {
    const virsh = new FakeVirsh({ xml: WIN10 });
    await edit(virsh, ['win10', '--hide-kvm', '--yes']);
    const folder = join(listKept()[0] ?? '', '..');
    for (const name of names) writeFileSync(join(folder, name), '');
    return { virsh, folder };
  }

  it('what twenty edits replaced, and forgets what came before', async () => {
    const old = Array.from({ length: 25 }, (_, index) => `20200101T0000${10 + index}000Z-1`);
    const files = old.flatMap((stamp) => [`${stamp}.xml`, `${stamp}.edited.xml`, `${stamp}.undone.xml`]);
    const { virsh, folder } = await editBeside(...files);
    expect((await edit(virsh, ['win10', '--disable-memballoon', '--yes'])).code).toBe(0);
    const left = readdirSync(folder);
    expect(left.filter((name) => /^[^.]+\.xml$/.test(name))).toHaveLength(20);
    expect(left.filter((name) => name.startsWith('2020')).sort()).toEqual(files.slice(7 * 3).sort());
    expect(left.filter((name) => !name.startsWith('2020'))).toHaveLength(4);
  });

  it('what the last edit replaced, also where the clock was set back', async () => {
    const { virsh, folder } = await editBeside(
      ...Array.from({ length: 25 }, (_, index) => `90000101T0000${10 + index}000Z-1.xml`),
    );
    const { stdout } = await edit(virsh, ['win10', '--disable-memballoon', '--yes']);
    expect(readdirSync(folder).filter((name) => /^[^.]+\.xml$/.test(name))).toHaveLength(20);
    expect(readFileSync(/before: (.*)\n/.exec(stdout)?.[1] ?? '', 'utf8')).toContain('<hidden');
  });

  it('no lock whose process is gone', async () => {
    const { virsh, folder } = await editBeside();
    writeFileSync(join(folder, '.lock'), `{"owners":[{"pid":${process.pid},"startTime":"1"}]}\n`);
    expect((await edit(virsh, ['win10', '--disable-memballoon', '--yes'])).code).toBe(0);
    expect(readdirSync(folder).filter((name) => !name.endsWith('.xml'))).toEqual([]);
  });
});

describe('ptx edit tells', () => {
  it.each([
    [{ state: 'running' }, 'note: It is running: the change counts from its next start'],
    [
      { managedSave: 'yes' as const },
      'note: It has a saved state, and its next start goes on with the definition in there',
    ],
    [{ snapshots: ['one', 'two'] }, 'note: It has 2 snapshots with the old definition'],
  ])('%j', async (facts, text) => {
    const { code, stderr } = await edit(new FakeVirsh({ xml: WIN10, ...facts }), ['win10', '--hide-kvm', '--yes']);
    expect([code, stderr]).toEqual([0, expect.stringContaining(text)]);
  });
});

describe('ptx edit refuses', () => {
  it.each([
    [['win10'], 'Expected a step, --recipe, --steps or --undo'],
    [['--hide-kvm', '--yes'], 'Expected a DOMAIN'],
    [['win10', '--all', '--hide-kvm', '--yes'], '--all stands for every domain, found "win10"'],
    [['win10', '--undo', '--hide-kvm', '--yes'], '--undo takes no steps'],
    [['--undo', '--all'], '--undo and --all exclude each other'],
    [['win10', '--hide-kvm'], 'Nobody can be asked: this is no terminal'],
    [['win10', '--hide-kvm', '--format=json'], '--format json needs --print-changes'],
  ])('%j before it asks libvirt', async (argv, message) => {
    const virsh = new FakeVirsh({ xml: WIN10 });
    const { code, stdout, stderr } = await edit(virsh, argv);
    expect([code, stdout, virsh.calls]).toEqual([2, '', []]);
    expect(stderr).toContain(`ptx: USAGE: ${message}\n`);
  });

  it('where there is no virsh', async () => {
    const { code, stdout, stderr } = await runPtx(['edit', 'win10', '--hide-kvm', '--yes']);
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(
      /^ptx: LIBVIRT_FAILED: There is no virsh on this machine\n {2}It comes with libvirt-clients/,
    );
  });

  it('an unknown domain, with the nearest name', async () => {
    expect(await edit(new FakeVirsh({ xml: WIN10 }), ['win11', '--hide-kvm', '--yes'])).toMatchObject({
      code: 3,
      stdout: '',
      stderr: 'ptx: TARGET_NOT_FOUND: There is no domain "win11"\n  Did you mean "win10"?\n',
    });
  });

  it('a transient domain', async () => {
    const virsh = new FakeVirsh({ xml: WIN10, persistent: 'no', state: 'running' });
    const { code, stderr } = await edit(virsh, ['win10', '--hide-kvm', '--yes']);
    expect([code, stderr]).toEqual([3, expect.stringContaining('ptx: win10: DOMAIN_UNSUPPORTED: It is transient')]);
  });

  it('with the words of libvirt, and keeps no backup of what was not replaced', async () => {
    const virsh = new FakeVirsh({ xml: WIN10 });
    await edit(virsh, ['win10', '--hide-kvm', '--yes']);
    const kept = listKept();
    virsh.onDefine = () => {
      throw new Error('XML error: something is wrong');
    };
    const { code, stdout, stderr } = await edit(virsh, ['win10', '--disable-memballoon', '--yes']);
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toContain('ptx: win10: LIBVIRT_FAILED: define: XML error: something is wrong\n');
    expect(listKept()).toEqual(kept);
  });

  it('where somebody was faster', async () => {
    const virsh = new FakeVirsh({ xml: WIN10 });
    const asking = terminal('y');
    const io = {
      ...asking,
      ask: async (question: string) => {
        virsh.domains[0] = { xml: WIN10.replace('1048576', '2097152') };
        return asking.ask?.(question);
      },
    };
    const { code, stdout, stderr } = await edit(virsh, ['win10', '--hide-kvm'], io);
    expect([code, stdout, virsh.commands.includes('define'), listKept()]).toEqual([3, '', false, []]);
    expect(stderr).toContain('DOMAIN_CHANGED: Somebody changed the domain meanwhile; nothing was done');
  });

  it('a domain that another edit defines at this moment, and no other domain', async () => {
    const virsh = new FakeVirsh({ xml: WIN10 }, { xml: domainXml('other', 2) });
    const inner: Awaited<ReturnType<typeof edit>>[] = [];
    const runProgram: Io['runProgram'] = async (argv) => {
      if (argv.includes('define') && inner.length === 0) {
        inner.push(await edit(virsh, ['win10', '--disable-memballoon', '--yes']));
        inner.push(await edit(virsh, ['other', '--hide-kvm', '--yes']));
      }
      return virsh.run(argv);
    };
    const { code } = await edit(virsh, ['win10', '--hide-kvm', '--yes'], { runProgram });
    expect([code, ...inner.map((outcome) => outcome.code)]).toEqual([0, 3, 0]);
    expect(inner[0]?.stderr).toContain(
      `ptx: win10: DOMAIN_LOCKED: Process ${process.pid} defines the domain at this moment; nothing was done\n`,
    );
    expect(virsh.domains.map(({ xml }) => /memballoon model='none'/.test(xml))).toEqual([false, false]);
    expect(virsh.domains.map(({ xml }) => /<kvm>/.test(xml))).toEqual([true, true]);
    expect(listKept().filter((file) => !file.endsWith('.xml'))).toEqual([]);
  });

  it('to call it done where libvirt dropped something', async () => {
    const virsh = new FakeVirsh({ xml: WIN10 });
    virsh.onDefine = (xml) => xml.replace(/ *<kvm>[\s\S]*<\/kvm>\n/, '');
    const { code, stdout, stderr } = await edit(virsh, ['win10', '--hide-kvm', '--yes']);
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toContain('- /domain/features/kvm');
    expect(stderr).toContain('DEFINE_UNVERIFIED: libvirt took the definition, but it has something else now');
    expect(readKept(BACKUP)).toEqual([`${WIN10}\n`]);
  });

  it('errors of lint that the edit brings, unless it is forced', async () => {
    const argv = ['win10', '--add-pci-hostdev', '01:00.0', '--rule', 'memballoon-off-beside-vfio=error', '--yes'];
    const virsh = new FakeVirsh({ xml: WIN10 });
    const { code, stdout, stderr } = await edit(virsh, argv);
    expect([code, stdout, virsh.commands.includes('define')]).toEqual([3, '', false]);
    expect(stderr).toMatch(/What lint finds in what the edit brings:\n[\s\S]*error: .*\[memballoon-off-beside-vfio\]/);
    expect(stderr).toContain('ptx: win10: LINT_REFUSED: The edit brings an error\n');
    expect((await edit(virsh, [...argv, '--force'])).code).toBe(0);
  });

  it('no error that was there before, but shows it', async () => {
    const virsh = new FakeVirsh({
      xml: WIN10.replace('<acpi/>', "<acpi/>\n    <kvm><hidden state='on'/></kvm>\n    <kvm/>"),
    });
    const argv = ['win10', '--disable-memballoon', '--rule', 'kvm-single=error', '--yes'];
    const { code, stderr } = await edit(virsh, argv);
    expect(code).toBe(0);
    expect(stderr).toMatch(/Errors that lint found before, and still does:\n[\s\S]*\[kvm-single\]/);
  });
});

describe('ptx edit --undo', () => {
  it('brings back the same, edit by edit', async () => {
    const virsh = new FakeVirsh({ xml: WIN10 });
    await edit(virsh, ['win10', '--hide-kvm', '--yes']);
    const hidden = virsh.domains[0]?.xml;
    await edit(virsh, ['win10', '--disable-memballoon', '--yes']);
    expect(await edit(virsh, ['--undo', 'win10', '--yes'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^win10: defined as it was before the edit; before: .*\.undone\.xml\n$/),
    });
    expect(virsh.domains[0]?.xml).toBe(hidden);
    await edit(virsh, ['--undo', 'win10', '--yes']);
    expect(virsh.domains[0]?.xml).toBe(WIN10.trimEnd());
    const { code, stderr } = await edit(virsh, ['--undo', 'win10', '--yes']);
    expect([code, stderr]).toEqual([3, expect.stringContaining('There is no edit of domain "win10" to take back')]);
  });

  it('shows what it does, and asks', async () => {
    const virsh = new FakeVirsh({ xml: WIN10 });
    await edit(virsh, ['win10', '--hide-kvm', '--yes']);
    const { code, stderr } = await edit(virsh, ['--undo', 'win10', '--color=never'], terminal('n'));
    expect([code, stderr]).toEqual([1, expect.stringContaining("-      <hidden state='on'/>\n")]);
    expect((await edit(virsh, ['--undo', 'win10', '--print-diff'])).stdout).toContain("-      <hidden state='on'/>\n");
    expect(virsh.domains[0]?.xml).toContain('<hidden');
  });

  it('does not take back in silence what somebody changed later', async () => {
    const virsh = new FakeVirsh({ xml: WIN10 });
    await edit(virsh, ['win10', '--hide-kvm', '--yes']);
    virsh.domains[0] = { xml: (virsh.domains[0]?.xml ?? '').replace('1048576', '2097152') };
    const { code, stderr } = await edit(virsh, ['--undo', 'win10', '--yes']);
    expect([code, stderr]).toEqual([3, expect.stringContaining('DOMAIN_CHANGED: It was changed after the edit')]);
    expect((await edit(virsh, ['--undo', 'win10', '--yes', '--force'])).code).toBe(0);
    expect(virsh.domains[0]?.xml).toBe(WIN10.trimEnd());
  });

  it('brings a domain back that is gone, but takes no other one for it', async () => {
    const virsh = new FakeVirsh({ xml: WIN10 });
    await edit(virsh, ['win10', '--hide-kvm', '--yes']);
    virsh.domains[0] = { xml: domainXml('win10', 2) };
    const other = await edit(virsh, ['--undo', 'win10', '--yes']);
    expect([other.code, other.stderr]).toEqual([
      3,
      expect.stringContaining('CONFLICT: Another domain is called "win10"'),
    ]);
    virsh.domains.pop();
    expect((await edit(virsh, ['--undo', 'win10', '--yes'])).code).toBe(0);
    expect(virsh.domains).toEqual([{ xml: WIN10.trimEnd() }]);
  });

  it('goes on to the edit before where somebody took the last one back already', async () => {
    const virsh = new FakeVirsh({ xml: WIN10 });
    await edit(virsh, ['win10', '--hide-kvm', '--yes']);
    virsh.domains[0] = { xml: WIN10 };
    expect(await edit(virsh, ['--undo', 'win10', '--yes'])).toMatchObject({
      code: 0,
      stdout: 'win10: is as it was before the edit\n',
    });
    expect((await edit(virsh, ['--undo', 'win10', '--yes'])).stderr).toContain('There is no edit of domain');
  });
});

describe('ptx edit --all', () => {
  const fleet = () => [
    { xml: domainXml('b', 2) },
    { xml: domainXml('a', 1) },
    { xml: domainXml('guest', 3), persistent: 'no' as const },
    { xml: domainXml('xen', 4).replace("type='kvm'", "type='xen'") },
  ];

  it('edits each, goes on where one fails, and sums up', async () => {
    const virsh = new FakeVirsh(...fleet());
    await edit(virsh, ['a', '--disable-memballoon', '--yes']);
    const { code, stdout, stderr } = await edit(virsh, ['--all', '--disable-memballoon', '--yes']);
    expect(code).toBe(3);
    expect(stdout.replace(/before: .*/, 'before: FILE')).toBe(
      'a: no changes\nb: 1 change defined; before: FILE\nguest: transient, left alone\nxen: failed, see above\n',
    );
    expect(stderr).toContain('ptx: xen:1:1: DOMAIN_UNSUPPORTED: ');
  });

  it('asks once', async () => {
    const virsh = new FakeVirsh(...fleet().slice(0, 2));
    const asked: string[] = [];
    expect((await edit(virsh, ['--all', '--hide-kvm'], terminal('y', asked))).code).toBe(0);
    expect(asked).toEqual(['Define 2 domains (b, a)? [y/N] ']);
  });
});

describe('ptx edit defines nothing', () => {
  it.each([
    [['--check'], 1, ''],
    [['--print-diff'], 0, '--- a/win10.xml\n+++ b/win10.xml\n@@ -8,6 +8,9 @@\n'],
    [['--print-changes'], 0, 'win10: 1 change\n+ /domain/features/kvm'],
  ])('with %j', async (flags, code, start) => {
    const virsh = new FakeVirsh({ xml: WIN10 });
    const outcome = await edit(virsh, ['win10', '--hide-kvm', ...flags]);
    expect(outcome.code).toBe(code);
    expect(outcome.stdout.slice(0, start.length)).toBe(start);
    expect([virsh.commands.includes('define'), listKept()]).toEqual([false, []]);
  });

  it('hides the password in what it prints', async () => {
    const virsh = new FakeVirsh({ xml: WIN10 });
    const argv = ['win10', '--remove-emulated-video=keep=none'];
    expect((await edit(virsh, [...argv, '--print-diff'])).stdout).toContain("passwd='(hidden)'");
    await edit(virsh, [...argv, '--print-changes']);
    const { stdout } = await edit(virsh, [...argv, '--print-changes', '--format=json']);
    expect(JSON.stringify(JSON.parse(stdout).changes)).toContain("passwd='(hidden)'");
  });

  it('prints changes as JSON, of one domain or of all', async () => {
    const virsh = new FakeVirsh({ xml: WIN10 });
    const argv = ['--hide-kvm', '--print-changes', '--format=json'];
    const one = JSON.parse((await edit(virsh, ['win10', ...argv])).stdout);
    expect(one.changes.map(({ path }: { path: string }) => path)).toEqual(['/domain/features/kvm']);
    const all = JSON.parse((await edit(virsh, ['--all', ...argv])).stdout);
    expect(all).toEqual({ domains: [{ name: 'win10', uuid: expect.any(String), changes: one.changes }] });
  });
});
