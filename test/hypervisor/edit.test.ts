import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processIo } from '../../src/cli/io.js';
import { runPtx } from '../cli/memory-io.js';
import {
  EMULATOR,
  makeDriverRoot,
  readHypervisor,
  removeDriverRoot,
  shareCapabilities,
} from '../helpers/hypervisor.js';
import { isWithoutLibvirtd, type Libvirtd, startLibvirtd } from '../helpers/libvirtd.js';

const isSkipped = isWithoutLibvirtd('ptx edit');
const PASSWORD = 's3cr3tpw';

/** A guest of QEMU alone, so that it starts without KVM too. */
function domainXml(name: string): string {
  return `<domain type='qemu'>
  <name>${name}</name>
  <memory unit='MiB'>64</memory>
  <vcpu>1</vcpu>
  <os><type arch='x86_64' machine='q35'>hvm</type></os>
  <features><acpi/></features>
  <devices>
    <emulator>${EMULATOR}</emulator>
    <graphics type='vnc' port='-1' autoport='yes' passwd='${PASSWORD}'/>
    <video><model type='vga'/></video>
  </devices>
</domain>
`;
}

let state: string;
beforeAll(() => {
  state = mkdtempSync(path.join(tmpdir(), 'ptx-edit-'));
});
afterAll(() => rmSync(state, { recursive: true }));

async function edit(uri: string, ...argv: string[]) {
  const io = { env: { XDG_STATE_HOME: state }, runProgram: processIo().runProgram };
  const outcome = await runPtx(['edit', '--connect', uri, ...argv], { io });
  expect(outcome.stdout + outcome.stderr).not.toContain(PASSWORD);
  return outcome;
}

describe.skipIf(isSkipped)('ptx edit and a real libvirtd', () => {
  let daemon: Libvirtd;
  const dump = (name: string) => daemon.virsh('dumpxml', '--inactive', '--security-info', name);
  const define = (xml: string) => {
    const file = path.join(state, 'define.xml');
    writeFileSync(file, xml);
    daemon.virsh('define', file);
  };

  beforeAll(async () => {
    daemon = await startLibvirtd();
  });
  afterAll(() => daemon?.stop());

  it('changes a running domain for its next start, keeps its password, and brings the old one back', async () => {
    define(domainXml('win10'));
    const before = dump('win10');
    daemon.virsh('start', 'win10');
    const { code, stdout, stderr } = await edit(daemon.uri, 'win10', '--hide-kvm', '--disable-memballoon', '--yes');
    expect([code, stderr]).toEqual([0, expect.stringContaining('note: It is running')]);
    expect(stdout).toMatch(/^win10: 3 changes defined; before: /);
    expect(dump('win10')).toContain(`passwd='${PASSWORD}'`);
    expect(dump('win10')).toContain("<hidden state='on'/>");
    expect(daemon.virsh('dumpxml', 'win10')).not.toContain('<hidden');
    expect((await edit(daemon.uri, 'win10', '--hide-kvm', '--disable-memballoon', '--yes')).stdout).toBe(
      'win10: no changes\n',
    );

    daemon.virsh('destroy', 'win10');
    daemon.virsh('start', 'win10');
    expect(daemon.virsh('dumpxml', 'win10')).toContain('<hidden');
    daemon.virsh('destroy', 'win10');
    expect((await edit(daemon.uri, '--undo', 'win10', '--yes')).code).toBe(0);
    expect(dump('win10')).toBe(before);
  });

  it('sees a saved state and snapshots', async () => {
    define(domainXml('saved'));
    daemon.virsh('start', 'saved');
    daemon.virsh('snapshot-create-as', 'saved', 'one', '--memspec', `file=${state}/memory,snapshot=external`);
    daemon.virsh('managedsave', 'saved');
    const { code, stderr } = await edit(daemon.uri, 'saved', '--hide-kvm', '--yes');
    expect(code).toBe(0);
    expect(stderr).toContain('note: It has a saved state');
    expect(stderr).toContain('note: It has a snapshot with the old definition');
  });

  it('refuses a transient domain, and leaves it alone where all are edited', async () => {
    const file = path.join(state, 'transient.xml');
    writeFileSync(file, domainXml('passing'));
    daemon.virsh('create', file);
    const { code, stderr } = await edit(daemon.uri, 'passing', '--hide-kvm', '--yes');
    expect([code, stderr]).toEqual([3, expect.stringContaining('DOMAIN_UNSUPPORTED: It is transient')]);
    const all = await edit(daemon.uri, '--all', '--set-clock-windows', '--yes');
    expect(all.code).toBe(0);
    expect(all.stdout).toContain('passing: transient, left alone\n');
    expect(all.stdout).toMatch(/^win10: 4 changes defined; /m);
  });

  it('gives the words of libvirt where it refuses, and has changed nothing', async () => {
    define(domainXml('old').replace("machine='q35'", "machine='pc'"));
    const before = dump('old');
    const argv = ['old', '--convert-to-q35=machine=pc-q35-99.0', '--target', 'qemu=99.0', '--yes'];
    const { code, stdout, stderr } = await edit(daemon.uri, ...argv);
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(/ptx: old: LIBVIRT_FAILED: define: .*pc-q35-99\.0/);
    expect(dump('old')).toBe(before);
    expect((await edit(daemon.uri, '--undo', 'old', '--yes')).stderr).toContain('There is no edit of domain "old"');
  });

  it('says who cannot be reached', async () => {
    const { code, stderr } = await edit('qemu+unix:///system?socket=/nonexistent', 'win10', '--hide-kvm', '--yes');
    expect([code, stderr]).toEqual([
      3,
      expect.stringMatching(/^ptx: LIBVIRT_FAILED: uri: .*\/nonexistent.*\n {2}Is libvirtd/),
    ]);
  });
});

it.skipIf(isSkipped)('ptx edit and the embedded driver: a recipe is defined, and means what it says', async () => {
  const root = makeDriverRoot(readHypervisor());
  try {
    shareCapabilities(root);
    const uri = `qemu:///embed?root=${root.path}`;
    const file = path.join(state, 'embedded.xml');
    writeFileSync(file, domainXml('größe'));
    await processIo().runProgram(['virsh', '-q', '-c', uri, 'define', file]);
    const { code, stdout } = await edit(uri, 'größe', '--recipe', 'nic,01:00.0', '--yes');
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^größe: \d+ changes defined/)]);
  } finally {
    removeDriverRoot(root);
  }
});
