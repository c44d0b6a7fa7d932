import { describe, expect, it } from 'vitest';
import { runPtx } from '../cli/memory-io.js';
import { ANNOTATED, DOMAIN_XML, EXPECTED, FILES, FLAGS, VMI, vmiWith } from './example.js';

const hook = (vmi: string, domain: string, ...flags: string[]) =>
  runPtx(['kubevirt-hook', '--vmi', vmi, '--domain', domain, ...flags], { files: FILES });

describe('ptx kubevirt-hook', () => {
  it.each([
    ['steps of a file', VMI, FLAGS],
    ['steps of annotations', ANNOTATED, []],
    [
      'steps of annotations, with a device map of the flags',
      ANNOTATED,
      ['--devices', 'devices.yaml', '--node', 'rack2'],
    ],
  ])('prints the new domain and nothing else: %s', async (_, vmi, flags) => {
    expect(await hook(vmi, DOMAIN_XML, ...flags)).toMatchObject({ code: 0, stdout: EXPECTED });
  });

  it('changes nothing the second time', async () => {
    expect(await hook(ANNOTATED, EXPECTED)).toMatchObject({ code: 0, stdout: EXPECTED, stderr: '' });
  });

  it('hands back the same bytes where nobody asks for a step', async () => {
    const domain = DOMAIN_XML.replaceAll('\n', '\r\n');
    expect(await hook(VMI, domain)).toMatchObject({ code: 0, stdout: domain, stderr: '' });
  });

  it('does not let annotations overrule flags, and says so', async () => {
    const vmi = vmiWith({ annotations: { 'libvirt-ptx/steps': 'steps: [disable-memballoon]' } });
    const { code, stdout, stderr } = await hook(vmi, DOMAIN_XML, ...FLAGS);
    expect({ code, stdout }).toEqual({ code: 0, stdout: EXPECTED });
    expect(stderr.split('\n').filter((line) => line.includes('annotation'))).toEqual([
      'ptx: warning: annotation "libvirt-ptx/steps" does not count: the flags of the hook say it',
      'ptx: warning: annotation "libvirt-ptx/devices" does not count: the flags of the hook say it',
    ]);
  });
});

describe('the node', () => {
  const steps = 'steps: [{ add-pci-hostdev: { device: gpu0, functions: 0 } }]';
  const migrating = { sourceNode: 'rack2', targetNode: 'rack1' };
  const busOf = async (status: object, ...flags: string[]) => {
    const { code, stdout, stderr } = await hook(
      vmiWith({ annotations: { 'libvirt-ptx/steps': steps }, status }),
      DOMAIN_XML.replace(/\t\t<hostdev[\s\S]*<\/hostdev>\n/, ''),
      ...flags,
    );
    return code === 0 ? /<hostdev[\s\S]*?bus="(0x..)"/.exec(stdout)?.[1] : stderr.split('\n')[0];
  };

  it.each([
    ['is the one where the pod is', {}, '0x41'],
    ['is the target while the guest migrates', { migrationState: migrating }, '0x81'],
    ['is where the guest is afterwards', { migrationState: { ...migrating, completed: true } }, '0x41'],
  ])('%s', async (_, status, bus) => expect(await busOf(status)).toBe(bus));

  it('is the one that --node names', async () => expect(await busOf({}, '--node', 'rack1')).toBe('0x81'));

  it('has to be known for a device by its name', async () => {
    expect(await busOf({ nodeName: null })).toMatch(/^ptx: <domain>: OPTION_INVALID: .*"gpu0"/);
  });
});

describe('what is not right', () => {
  const secret = '{"metadata":{"name":"x"},"spec":{"userData":"password: hunter2"';
  const annotated = (text: string) => vmiWith({ annotations: { 'libvirt-ptx/steps': text } });
  const doctype = DOMAIN_XML.replace('<domain', '<!DOCTYPE d [<!ENTITY x SYSTEM "/etc/passwd">]>\n<domain');
  const large = DOMAIN_XML.replace('<devices>', `<devices>${' '.repeat(10 * 1024 * 1024)}`);
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\nsteps: [${'*a,'.repeat(9)}]`;
  it.each([
    ['a VMI that is cut off', secret, DOMAIN_XML, '<vmi>: FILE_MALFORMED: Expected a VirtualMachineInstance as JSON'],
    ['a VMI that is none', '[]', DOMAIN_XML, '<vmi>: FILE_MALFORMED: Expected a VirtualMachineInstance'],
    ['an empty VMI', '', DOMAIN_XML, '<vmi>: FILE_MALFORMED: '],
    ['a VirtualMachine', '{"kind":"VirtualMachine","metadata":{}}', DOMAIN_XML, 'VirtualMachineInstance: see "kind"'],
    ['an annotation that is no text', vmiWith({ annotations: { x: 1 } }), DOMAIN_XML, 'see "metadata.annotations.x"'],
    ['a VMI of 10 MB', JSON.stringify({ metadata: { name: 'x'.repeat(1e7) } }), DOMAIN_XML, '<vmi>: FILE_TOO_LARGE: '],
    ['no domain', ANNOTATED, '', '<domain>:1:1: XML_NOT_WELL_FORMED: '],
    ['a domain that is cut off', ANNOTATED, DOMAIN_XML.slice(0, 999), '<domain>:'],
    ['a DOCTYPE', ANNOTATED, doctype, '<domain>:1:1: XML_DOCTYPE_REFUSED: '],
    ['a domain of 10 MB', ANNOTATED, large, '<domain>: FILE_TOO_LARGE: Expected at most 4 MiB'],
    ['broken YAML', annotated('steps:\n  - hide-kvm: {'), DOMAIN_XML, '<annotation libvirt-ptx/steps>:2:'],
    ['a step that does not exist', annotated('steps: [hide-kmv]'), DOMAIN_XML, 'Unknown transform "hide-kmv"'],
    ['YAML that grows', annotated(bomb), DOMAIN_XML, '<annotation libvirt-ptx/steps>:1:1: OPTION_INVALID: '],
    [
      'a broken device map',
      vmiWith({ annotations: { 'libvirt-ptx/devices': '- x' } }),
      DOMAIN_XML,
      'libvirt-ptx/devices>:',
    ],
    [
      'a step that refuses',
      annotated('steps: [{ set-hostdev-rom: { address: "99:00.0", file: /x } }]'),
      DOMAIN_XML,
      '<domain>:1:1: TARGET_NOT_FOUND: ',
    ],
  ])('%s stops the guest: nothing on stdout, one clear line', async (_, vmi, domain, line) => {
    const { code, stdout, stderr } = await hook(vmi, domain);
    expect({ isRefused: code === 2 || code === 3, stdout }).toEqual({ isRefused: true, stdout: '' });
    expect(stderr.split('\n')[0]).toContain(line);
    expect(stderr).not.toContain('hunter2');
    expect(stderr.length).toBeLessThan(1000);
  });

  it.each([
    [['--vmi', VMI]],
    [['--domain', DOMAIN_XML]],
    [['--vmi', VMI, '--domain', DOMAIN_XML, 'domain.xml']],
    [['--vmi', VMI, '--domain', DOMAIN_XML, '--steps', 'missing.yaml']],
    [['--vmi', VMI, '--domain', DOMAIN_XML, '--recipe', 'gpu']],
  ])('the command line has to fit', async (argv) => {
    const { code, stdout, stderr } = await runPtx(['kubevirt-hook', ...argv], { files: FILES });
    expect({ isRefused: code === 2 || code === 3, stdout }).toEqual({ isRefused: true, stdout: '' });
    expect(stderr).toMatch(/^ptx: (missing.yaml: FILE_UNREADABLE|USAGE): /);
  });
});
