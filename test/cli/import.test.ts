import { describe, expect, it } from 'vitest';
import { runPtx } from './memory-io.js';

const files = {
  '100.conf': 'bios: ovmf\nhostpci0: 01:00,pcie=1\nmemory: 2048\n',
  '101.conf': 'hostpci0: 01:00.0\nhookscript: local:x.pl\n',
  'start.sh': 'qemu-system-x86_64 -M q35 -device vfio-pci,host=01:00.0\n',
  'other.txt': 'hello\n',
  'latin.conf': new Uint8Array([0x62, 0xe9]),
};
const run = (...args: string[]) => runPtx(['import', ...args], { files });

describe('ptx import', () => {
  it('prints YAML, and lists what was not mapped', async () => {
    const { code, stdout, stderr } = await run('101.conf');
    expect(code).toBe(0);
    expect(stdout).toContain('  - add-pci-hostdev:\n      address: 01:00.0\n');
    expect(stderr).toBe(
      'ptx: 101.conf: not mapped: line 2: hookscript: local:x.pl: libvirt runs hooks of its own, from /etc/libvirt/hooks\n',
    );
  });

  it('takes the functions of whole cards', async () => {
    const { code, stdout, stderr } = await run('100.conf', '--functions', '01:00=0-1', '--strict');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('      address: 01:00\n      functions: 0-1\n');
  });

  it('exits 1 under --strict where something was not mapped', async () => {
    const { code, stdout } = await run('--strict', '101.conf');
    expect(code).toBe(1);
    expect(stdout).toContain('add-pci-hostdev');
  });

  it('prints JSON, and the notes on stderr', async () => {
    const { stdout, stderr } = await run('100.conf', '--format=json');
    expect(JSON.parse(stdout).steps).toEqual(['set-firmware-efi', { 'add-pci-hostdev': { address: '01:00' } }]);
    expect(stderr).toContain('ptx: 100.conf: note: line 3: memory: 2048: The domain keeps its memory and vCPUs\n');
  });

  it('reads standard input', async () => {
    const { code, stdout } = await runPtx(['import', '--from', 'qemu'], { stdin: files['start.sh'] });
    expect(code).toBe(0);
    expect(stdout).toContain('- convert-to-q35\n');
  });

  it.each([
    [['other.txt'], 2, 'USAGE: Cannot tell what "other.txt" is'],
    [['a', 'b'], 2, 'USAGE: Expected one FILE'],
    [['100.conf', '--from', 'vmware'], 2, 'USAGE: Expected --from to be "proxmox" or "qemu", found "vmware"'],
    [['100.conf', '--functions', '01:00'], 2, 'USAGE: Expected --functions to be like 01:00=0-1, found "01:00"'],
    [['100.conf', '--functions', '02:00=0'], 2, 'OPTION_INVALID: Option "functions": no setting passes'],
    [['start.sh', '--functions', '01:00=0'], 2, 'USAGE: --functions is for --from proxmox'],
    [['missing.conf'], 3, 'missing.conf: FILE_UNREADABLE: Cannot read'],
    [['latin.conf'], 3, 'latin.conf: FILE_UNREADABLE: The file is not UTF-8'],
  ])('refuses %j', async (args, code, message) => {
    const outcome = await run(...args);
    expect(outcome).toMatchObject({ code, stdout: '' });
    expect(outcome.stderr).toContain(message);
  });

  it('reads a terminal only when told to', async () => {
    const outcome = await runPtx(['import'], { io: { isStdinTerminal: true } });
    expect(outcome.stderr).toContain('Expected a FILE or a text on standard input');
  });
});
