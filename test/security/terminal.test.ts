import { expect, it } from 'vitest';
import { renderPlan } from '../../src/host/render/registry.js';
import { parseHostPlan } from '../../src/host.js';
import { runPtx } from '../cli/memory-io.js';
import { FakeVirsh } from '../helpers/fake-virsh.js';
import { makeFile, makePlan } from '../helpers/made-plan.js';

/** All that could steer a terminal or turn what is read around, but for the ends of lines and tabs. */
const STEERING = /(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;
/** XML has no ESC, but the one byte that begins a control sequence, and what turns text around. */
const ODD = 'a\u009b31mb\u202ec';
const FILE = `\x1b]0;pwned\x07${ODD}.xml`;
const XML = `<domain type='kvm'><name>${ODD}</name><memory unit='${ODD}'>4</memory><vcpu cpuset='${ODD}'>2</vcpu>
<os><type arch='x86_64' machine='q35'>hvm</type><loader type='${ODD}'>${ODD}</loader></os>
<features><kvm><hidden state='${ODD}'/></kvm><hyperv><vendor_id state='on' value='${ODD}'/></hyperv></features>
<cpu mode='${ODD}' match='${ODD}'><model>${ODD}</model><feature policy='${ODD}' name='${ODD}'/></cpu>
<devices><emulator>${ODD}</emulator><disk type='file'><source file='${ODD}'/><target dev='${ODD}' bus='${ODD}'/></disk>
<hostdev mode='subsystem' type='pci' managed='${ODD}'><source><address bus='1' slot='0' function='0'/></source>
<rom file='${ODD}'/><alias name='${ODD}'/></hostdev></devices></domain>`;
const files = { [FILE]: XML, 'other.xml': XML.replaceAll(ODD, 'd'), 'broken.xml': `<domain>&${ODD};</domain>` };

it.each([
  [['lint', FILE, 'broken.xml']],
  [['inspect', FILE]],
  [['diff', FILE, 'other.xml']],
  [['transform', FILE, '--set-cpu-host-passthrough', '--print-changes']],
  [['transform', FILE, '--set-cpu-host-passthrough', '--check']],
  [['transform', FILE, '--set-cpu-host-passthrough', '--in-place']],
  [['transform', FILE, '--set-cpu-host-passthrough', '--print-diff', '--color=always']],
  [['transform', 'broken.xml', '--hide-kvm']],
  [['transform', `missing-${FILE}`]],
  [['transform', 'other.xml', `--${FILE}`]],
  [['transform', 'other.xml', `--hide-kvm=${FILE}=on`]],
  [['transform', 'other.xml', '--add-pci-hostdev', `device=${FILE}`]],
  [['explain', FILE]],
  [[FILE]],
])('no text of others steers the terminal: ptx %j', async (argv) => {
  const { stdout, stderr } = await runPtx(argv, { files });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours are our own
  const shown = (stdout + stderr).replace(/\x1b\[\d+m/g, '');
  expect(shown.length).toBeGreaterThan(0);
  expect(shown).not.toMatch(STEERING);
});

it('a diff is shown without it on a terminal, and is a patch byte for byte in a pipe', async () => {
  const argv = ['transform', FILE, '--set-cpu-host-passthrough', '--print-diff'];
  const terminal = await runPtx(argv, { files, io: { isStdoutTerminal: true, env: { NO_COLOR: '1' } } });
  expect(terminal.stdout).toContain('a\\x9b31mb\\u202ec');
  expect(terminal.stdout).not.toMatch(STEERING);
  expect((await runPtx(argv, { files })).stdout).toContain(`-<cpu mode='${ODD}' match='${ODD}'>`);
});

it('what is to be defined is shown without it', async () => {
  const xml = XML.replace('</name>', '</name>\n<uuid>11111111-2222-4333-8444-000000000001</uuid>');
  const virsh = new FakeVirsh({ xml });
  const io = { env: { XDG_STATE_HOME: '/nonexistent' }, runProgram: virsh.run };
  for (const flag of ['--check', '--print-diff', '--print-changes']) {
    const argv = ['edit', '11111111-2222-4333-8444-000000000001', '--set-cpu-host-passthrough', '--yes', flag];
    const { stdout, stderr } = await runPtx(argv, { io });
    expect(stdout + stderr).toContain('a\\x9b31mb\\u202ec');
    expect(stdout + stderr).not.toMatch(STEERING);
  }
});

it('a plan is shown to people without it', () => {
  const odd = `\x1b[2J${ODD}`;
  const file = { ...makeFile('/etc/modprobe.d/a.conf', 'a'), lines: [{ text: odd, reason: odd }], reason: odd };
  const command = {
    kind: 'run-command' as const,
    argv: ['update-grub', odd],
    expectedExit: 0 as const,
    timeoutMs: 1,
    reason: odd,
    precondition: { kind: 'command' as const, name: odd },
    undo: null,
  };
  const manual = {
    kind: 'manual' as const,
    title: odd,
    lines: [odd],
    kernelArguments: [],
    reason: odd,
    precondition: null,
    undo: null,
  };
  const plan = { ...makePlan([file, command, manual]), findings: [{ code: odd, message: odd }], ids: [odd] };
  const text = renderPlan(parseHostPlan(JSON.stringify(plan)), 'text');
  expect(text).toContain('\\x1b[2Ja\\x9b31mb\\u202ec');
  expect(text).not.toMatch(STEERING);
});
