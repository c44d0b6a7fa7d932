import { describe, expect, it } from 'vitest';
import { makeImage, X64 } from '../helpers/rom.js';
import { runPtx } from './memory-io.js';

const UUID = '4dea22b3-1d52-d8f3-2516-782e98ab3fa0';
const domain = (name: string, rom = '') => `<domain type='kvm'>
  <name>${name}</name>
  <uuid>${UUID}</uuid>
  <os>
    <type arch='x86_64' machine='q35'>hvm</type>
    <loader readonly='yes' type='pflash'>/usr/share/OVMF/OVMF_CODE_4M.fd</loader>
  </os>
  <devices>
    <hostdev mode='subsystem' type='pci' managed='yes'>
      <source>
        <address domain='0x0000' bus='0x01' slot='0x00' function='0x0'/>
      </source>
      ${rom}
    </hostdev>
  </devices>
</domain>
`;
const host = (address: string) =>
  JSON.stringify({ pciDevices: [{ address, class: '030000', vendor: '10de', device: '2204', driver: 'vfio-pci' }] });

const files = {
  'vms/a.xml': domain('a'),
  'vms/b.xml': domain('b'),
  'hosts/one.json': host('0000:01:00.0'),
  'hosts/two.json': host('0000:41:00.0'),
  'alone/one.json': host('0000:01:00.0'),
};

async function lint(args: readonly string[], more: Readonly<Record<string, string | Uint8Array>> = {}) {
  const run = await runPtx(['lint', ...args, '--no-config', '--format', 'json'], { files: { ...files, ...more } });
  const report = run.stdout === '' ? undefined : JSON.parse(run.stdout);
  const found = (name: string): string[] =>
    (report?.files ?? []).flatMap(
      ({ path, findings }: { path: string; findings: { ruleId: string; messageId: string }[] }) =>
        findings.filter(({ ruleId }) => ruleId === name).map(({ messageId }) => `${path} ${messageId}`),
    );
  return { ...run, report, found };
}

describe('several domains', () => {
  it('are compared, in the order of each file', async () => {
    const { found, report, code } = await lint(['vms']);
    expect(found('fleet-uuid-unique')).toEqual(['vms/a.xml taken', 'vms/b.xml taken']);
    expect(found('fleet-hostdev-unshared')).toEqual(['vms/a.xml shared', 'vms/b.xml shared']);
    const lines = report.files[0].findings.map(({ line }: { line: number }) => line);
    expect(lines).toEqual([...lines].sort((a, b) => a - b));
    expect([code, Object.keys(report)]).toEqual([1, ['files', 'summary']]);
  });

  it('are compared as they are mended', async () => {
    const { found } = await lint(['vms', '--fix']);
    expect(found('fleet-uuid-unique')).toEqual(['vms/a.xml taken', 'vms/b.xml taken']);
  });

  it('need a comment that keeps nothing else silent', async () => {
    const silent = (file: string) => domain(file).replace('  <uuid>', '  <!-- ptx-disable-next-line -->\n  <uuid>');
    const vms = { 'vms/a.xml': silent('a'), 'vms/b.xml': domain('b') };
    const { found } = await lint(['vms'], vms);
    expect([found('fleet-uuid-unique'), found('unused-suppression')]).toEqual([['vms/b.xml taken'], []]);
    const other = { ...vms, 'vms/b.xml': domain('b').replace(UUID, '5dea22b3-1d52-d8f3-2516-782e98ab3fa0') };
    expect((await lint(['vms'], other)).found('unused-suppression')).toEqual(['vms/a.xml unusedForAll']);
  });

  it('are alone where one is named', async () => {
    expect((await lint(['vms/a.xml'])).found('fleet-uuid-unique')).toEqual([]);
  });
});

describe('--host', () => {
  it('looks at the domain on one host, also where a folder holds one snapshot', async () => {
    expect((await lint(['vms/a.xml', '--host', 'hosts/two.json'])).found('hostdev-on-host')).toEqual([
      'vms/a.xml absent',
    ]);
    expect((await lint(['vms/a.xml', '--host', 'alone'])).found('hostdev-on-host')).toEqual([]);
    expect((await lint(['vms/a.xml', '--host', 'alone'])).report.placement).toBeUndefined();
  });

  it.each([[['--host', 'hosts']], [['--host', 'hosts/one.json', '--host', 'hosts/two.json']]])(
    '%j places domains',
    async (flags) => {
      const { report, found, stderr } = await lint(['vms/a.xml', ...flags]);
      const shown = report.placement.map(
        ({
          path,
          host,
          fits,
          reasons,
        }: {
          path: string;
          host: string;
          fits: boolean;
          reasons: { ruleId: string }[];
        }) => [path, host, fits, reasons.map(({ ruleId }) => ruleId)],
      );
      expect(shown).toEqual([
        ['vms/a.xml', 'one', true, []],
        ['vms/a.xml', 'two', false, ['hostdev-on-host']],
      ]);
      expect(found('hostdev-on-host')).toEqual([]);
      expect(stderr).not.toContain('none of the hosts');
    },
  );

  it('prints a table', async () => {
    const { stdout } = await runPtx(['lint', 'vms/a.xml', '--no-config', '--host', 'hosts'], { files });
    expect(stdout).toContain('Can run on  one  two\nvms/a.xml   yes  no\n\nvms/a.xml:');
    expect(stdout).toMatch(/: not on two: The host has nothing at 0000:01:00\.0.* \[hostdev-on-host\]\n$/);
  });

  it('fails where a domain fits no host', async () => {
    const more = { 'hosts/one.json': host('0000:02:00.0') };
    const { code, stderr } = await lint(['vms/a.xml', '--host', 'hosts', '--rule', 'hostdev-managed=off'], more);
    expect([code, stderr]).toEqual([1, 'vms/a.xml can run on none of the hosts\n']);
  });

  it('calls hosts by their path where their names are the same', async () => {
    const { report } = await lint(['vms/a.xml', '--host', 'hosts/one.json', '--host', 'alone/one.json']);
    expect(report.placement.map(({ host: name }: { host: string }) => name)).toEqual([
      'hosts/one.json',
      'alone/one.json',
    ]);
  });

  it('reads this machine for local', async () => {
    const { found, code } = await lint(['vms/a.xml', '--host', 'local']);
    expect(code).toBeLessThan(2);
    expect(found('fleet-uuid-unique')).toEqual([]);
  });

  it.each([
    [['--host', 'none.json'], 3, 'none.json: FILE_UNREADABLE'],
    [['--host', 'vms'], 2, 'Found no host snapshot (.json) in "vms"'],
    [['--host', 'vms/a.xml'], 3, 'vms/a.xml:1:1: FILE_MALFORMED: Expected a host snapshot'],
  ])('%j is refused', async (flags, code, words) => {
    const run = await lint(['vms/a.xml', ...flags]);
    expect([run.code, run.stdout]).toEqual([code, '']);
    expect(run.stderr).toContain(words);
  });
});

describe('a ROM file', () => {
  const rom = "<rom file='/roms/gpu.rom'/>";
  const withRom = (bytes: Uint8Array | undefined) => ({
    'vms/a.xml': domain('a', rom),
    ...(bytes === undefined ? {} : { '/roms/gpu.rom': bytes }),
  });
  const efi = makeImage({ codeType: 3, vendor: 0x10de, device: 0x2204, efi: { machine: X64 } });
  const bios = makeImage({ vendor: 0x10de, device: 0x2204 });
  const other = makeImage({ codeType: 3, vendor: 0x10de, device: 0x1c03, efi: { machine: X64 } });

  it.each([
    ['is not there', undefined, []],
    ['is of the device', efi, []],
    ['has no EFI image', bios, ['vms/a.xml withoutEfi']],
    ['is of another device', other, ['vms/a.xml otherDevice']],
    ['is none', Buffer.alloc(1024, 0xff), ['vms/a.xml malformed']],
  ])('that %s', async (_, bytes, expected) => {
    const { found } = await lint(['vms/a.xml', '--host', 'alone'], withRom(bytes));
    expect(found('hostdev-rom-fits')).toEqual(expected);
  });
});
