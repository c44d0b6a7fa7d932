import { describe, expect, it } from 'vitest';
import { detectFormat } from '../../src/import/detect.js';
import { readShell } from '../../src/import/shell.js';
import { STEP_ORDER } from '../../src/import/step-collector.js';
import { transforms } from '../../src/index.js';
import { formatImported, importProxmox, importQemu } from '../../src/steps.js';

const steps = (imported: ReturnType<typeof importQemu>) =>
  imported.steps.map(({ transform, options }) => [transform, options]);

describe('importProxmox', () => {
  it('gives steps with their sources, and remarks with line, text and reason', () => {
    expect(importProxmox('bios: ovmf\nhookscript: local:snippets/gpu.pl\nmemory: 4096\n')).toEqual({
      steps: [{ transform: 'set-firmware-efi', options: {}, from: [{ line: 1, text: 'bios: ovmf' }] }],
      unmapped: [
        {
          line: 2,
          text: 'hookscript: local:snippets/gpu.pl',
          reason: 'libvirt runs hooks of its own, from /etc/libvirt/hooks',
        },
      ],
      notes: [{ line: 3, text: 'memory: 4096', reason: 'The domain keeps its memory and vCPUs' }],
    });
  });

  it('leaves the functions of a whole card to the host, and a mapping to the device map', () => {
    const text = 'hostpci0: 01:00,pcie=1\nhostpci1: mapping=gpu0,x-vga=1,device-id=0x1b06,rombar=0';
    const { steps: found, unmapped } = importProxmox(text);
    expect(found.filter(({ transform }) => transform === 'add-pci-hostdev').map(({ options }) => options)).toEqual([
      { device: 'gpu0', rom: { bar: 'off' } },
      { address: '01:00' },
    ]);
    expect(unmapped.map((remark) => remark.text)).toEqual(['device-id=0x1b06', 'x-vga=1']);
  });

  it('takes the functions of a whole card from the caller', () => {
    const { steps: found, unmapped } = importProxmox('hostpci0: 0000:01:00', { functions: { '0000:01:00': '0,2' } });
    expect(found[0]?.options).toEqual({ address: '01:00', functions: '0,2' });
    expect(unmapped).toEqual([]);
  });

  it.each([
    [{ '01:00.0': '0-1' }, 'expected a card such as 01:00, found "01:00.0"'],
    [{ nonsense: '0' }, 'found "nonsense"'],
    [{ '02:00': '0-1' }, 'no setting passes the whole card "02:00"'],
  ])('refuses functions %j', (functions, message) => {
    expect(() => importProxmox('hostpci0: 01:00', { functions })).toThrow(message);
  });

  it('tells what a transform refuses', () => {
    const { steps: found, unmapped } = importProxmox('hostpci0: 01:00', { functions: { '01:00': '9' } });
    expect(found).toEqual([]);
    expect(unmapped).toMatchObject([{ line: 1, reason: expect.stringContaining('add-pci-hostdev refuses it: ') }]);
  });

  it('knows every option of hostpci', () => {
    const text =
      'machine: q35\nhostpci0: host=01:00.0,device-id=0x1b06,driver=vfio,legacy-igd=0,pcie=1,rombar=1,romfile=a.rom,sub-device-id=0x1,sub-vendor-id=0x2,vendor-id=0x10de,x-vga=1';
    expect(importProxmox(text).unmapped).toEqual([]);
  });

  it('knows nothing by the names that every object has', () => {
    const reason = 'ptx does not know the setting "constructor"';
    expect(importProxmox('constructor: 1').unmapped).toMatchObject([{ reason }]);
    expect(importQemu('qemu-system-x86_64 -constructor x').unmapped).toMatchObject([{ reason: 'No step says it' }]);
  });
});

describe('importQemu', () => {
  it('reads sizes, switches and numbers as QEMU does', () => {
    const text = `qemu-system-x86_64 -global q35-pcihost.pci-hole64-size=68719476736 \\
      -device vfio-pci,host=01:00.0,rombar=off,x-pci-vendor-id=4318,bootindex=2 -M pc,mem-merge=off -mem-path /dev/hugepages1G`;
    expect(steps(importQemu(text))).toEqual([
      ['use-hugepages', { nosharepages: 'yes', size: '1G' }],
      ['add-pci-hostdev', { address: '01:00.0', rom: { bar: 'off' }, boot: { order: 3 } }],
      ['override-pci-ids', { address: '01:00.0', 'vendor-id': '0x10de' }],
      ['set-mmio-window', { size: '64G' }],
    ]);
  });

  it('spells out what is missing of a topology', () => {
    const { options } = importQemu('kvm -smp 16,cores=4,threads=2 -cpu host').steps[0] ?? {};
    expect(options).toEqual({ topology: { sockets: 2, cores: 4, threads: 2 } });
  });
});

describe('readShell', () => {
  const words = (text: string) => readShell(text).map((command) => command.words.map((word) => word.text));

  it.each([
    ['a \'b c\' "d e"f\\ g', [['a', 'b c', 'd ef g']]],
    ['a \\\n  b # c\nd', [['a', 'b'], ['d']]],
    ['a \\  \n  b', [['a', 'b']]],
    ['x=1 y="a b"\ncmd $x $y "$y"', [['cmd', '1', 'a', 'b', 'a b']]],
    [`x=(a "b c")\nx+=(d)\ncmd "\${x[@]}" \${x[*]}`, [['cmd', 'a', 'b c', 'd', 'a', 'b', 'c', 'd']]],
    [`x=a\nx+=b\nexport y=$x\ncmd "$y" \${z:-f}`, [['cmd', 'ab', 'f']]],
    ['a 2>&1 >/dev/null <in b', [['a', 'b']]],
    ['a; b && c | d &', [['a'], ['b'], ['c'], ['d']]],
    ['cat <<EOF\nx y\nEOF\na', [['cat'], ['a']]],
    ['a "unclosed', [['a', 'unclosed']]],
    ["A=1 a ''", [['a', '']]],
  ])('splits %j', (text, expected) => expect(words(text)).toEqual(expected));

  it('names what it cannot tell', () => {
    const [command] = readShell('a x$B-$(c "d)")\n');
    expect(command?.words[1]).toMatchObject({ line: 1, unresolved: expect.arrayContaining(['$B']) });
  });

  it('takes any text in time', () => {
    for (const piece of ['$(', '${', '"', "'", '\\\n', '`', 'a=(', '<<', '$x ', '-device ', '\\ ']) {
      const start = performance.now();
      importQemu(piece.repeat(5000));
      expect(performance.now() - start, piece).toBeLessThan(5000);
    }
  });
});

it('orders steps that exist', () => {
  const names = transforms.map(({ name }) => name);
  expect(STEP_ORDER.filter((name) => !names.includes(name))).toEqual([]);
});

it.each([
  ['hostpci0: 01:00\n', 'proxmox'],
  ['args: -cpu host\n', 'proxmox'],
  ['# qm set 100 -hostpci0 01:00', 'proxmox'],
  ['exec qemu-system-x86_64 -cpu host', 'qemu'],
  ['-device vfio-pci,host=01:00.0', 'qemu'],
  ['/usr/bin/kvm -id 100', 'qemu'],
  ['hello', undefined],
])('tells what %j is', (text, expected) => expect(detectFormat(text)).toBe(expected));

it('lets no text leave its comment', () => {
  const yaml = formatImported(importQemu("qemu-system-x86_64 -name 'a\n- b' -foo 'x\u001b[31m\u2028y'"));
  expect(yaml).toContain('-name a - b');
  expect(yaml).toContain('-foo x\\x1b[31m');
  expect(yaml.split('\n').filter((line) => !/^(#.*|steps: \[\]|)$/.test(line))).toEqual([]);
});
