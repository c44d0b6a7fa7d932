import { describe, expect, it } from 'vitest';
import { type DomainDifference, diffDomains, parseDomain } from '../../src/index.js';
import { cpuSeconds } from '../helpers/cpu-time.js';

const BASE = `<domain type='kvm'>
  <name>win10</name>
  <memory unit='GiB'>8</memory>
  <vcpu>4</vcpu>
  <os>
    <type arch='x86_64' machine='q35'>hvm</type>
  </os>
  <features><acpi/></features>
  <devices></devices>
</domain>
`;

const NUMA = "<cpu><numa><cell id='0' memory='1' unit='GiB'/><cell id='1' memory='1' unit='GiB'/></numa></cpu>";

/** The domain with more in some places. */
function domain(devices = '', more = '', text = BASE): string {
  return text.replace('<devices>', `${more}<devices>${devices}`);
}

function diff(a: string, b: string): DomainDifference[] {
  return diffDomains(parseDomain(a), parseDomain(b));
}

/** The differences in one line each. */
function lines(a: string, b: string): string[] {
  return diff(a, b).map(({ op, path, before, after }) => `${op} ${path}: ${before} -> ${after}`);
}

/** Differences the other way round. */
function mirror(differences: readonly DomainDifference[]): DomainDifference[] {
  const ops = { add: 'remove', remove: 'add', replace: 'replace', reorder: 'reorder' } as const;
  return differences.map(({ op, path, before, after, places }) => ({
    op: ops[op],
    path,
    before: after,
    after: before,
    places: { before: places.after, after: places.before },
  }));
}

function sorted(differences: readonly DomainDifference[]): string[] {
  return differences.map((difference) => JSON.stringify(difference)).sort();
}

describe('what does not count', () => {
  it.each([
    ['units', BASE, BASE.replace("'GiB'>8", "'KiB'>8388608")],
    ['the unit that is the default', BASE, BASE.replace(" unit='GiB'>8", '>8388608')],
    ['quotes, comments and CRLF', BASE, `<!-- x -->${BASE.replaceAll("'", '"').replaceAll('\n', '\r\n')}`],
    ['CDATA', BASE, BASE.replace('>win10<', '><![CDATA[win]]>10<')],
    ['the alias of a machine type', BASE, BASE.replace("'q35'", "'pc-q35-7.2'")],
    ['two blocks', BASE, BASE.replace('<features>', '<features/><features>')],
    ['a second block that libvirt does not read', BASE, BASE.replace('<vcpu>', '<memory>1</memory><vcpu>')],
    [
      'defaults',
      BASE,
      domain('', "<clock offset='utc'/><on_reboot>restart</on_reboot><currentMemory>8388608</currentMemory>"),
    ],
    [
      'the CPU of a domain without',
      BASE,
      domain('', "<cpu mode='custom' match='exact' check='none'><model fallback='forbid'>qemu64</model></cpu>"),
    ],
    [
      'what is added',
      BASE,
      domain(
        "<input type='mouse' bus='ps2'/><audio id='1' type='none'/><memballoon model='virtio'><address type='pci' bus='5'/></memballoon>",
      ),
    ],
    [
      'the number of the run and its aliases',
      BASE,
      domain("<memballoon model='virtio'><alias name='balloon0'/></memballoon>").replace('<domain ', "<domain id='3' "),
    ],
    [
      'a UUID that libvirt makes',
      BASE,
      BASE.replace('<memory', '<uuid>8F9bd8a0-0000-4000-8000-000000000001</uuid><memory'),
    ],
    [
      'the spelling of a UUID',
      BASE.replace('<memory', '<uuid>8F9bd8a0-0000-4000-8000-000000000001</uuid><memory'),
      BASE.replace('<memory', '<uuid>8f9bd8a0000040008000000000000001</uuid><memory'),
    ],
    [
      'hexadecimal, octal and what is 0 anyway',
      domain(hostdev("bus='0x1' slot='16'")),
      domain(hostdev("domain='0x0000' bus='01' slot='0x10' function='0'")),
    ],
    [
      'ranges of CPUs',
      domain('', "<cputune><vcpupin vcpu='0' cpuset='0-3,^2'/></cputune>"),
      domain('', "<cputune><vcpupin vcpu='0' cpuset='3,0-1'/></cputune>"),
    ],
    [
      'the order of features, timers and pins',
      domain('', "<cputune><vcpupin vcpu='0' cpuset='1'/><vcpupin vcpu='1' cpuset='2'/></cputune>"),
      domain('', "<cputune><vcpupin vcpu='1' cpuset='2'/><vcpupin vcpu='0' cpuset='1'/></cputune>"),
    ],
    ['the order of disks on a bus', domain(disk('sda') + disk('sdb')), domain(disk('sdb') + disk('sda'))],
    [
      'the order of disks that have a boot order',
      domain(disk('sda', "<boot order='1'/>") + disk('vda')),
      domain(disk('vda') + disk('sda', "<boot order='1'/>")),
    ],
    ['the pin of a vCPU that is not there', BASE, domain('', "<cputune><vcpupin vcpu='4' cpuset='1'/></cputune>")],
    ['a console for a serial port', domain("<serial type='pty'/>"), domain("<console type='pty'/>")],
    [
      'a listen attribute',
      domain("<graphics type='vnc' listen='0.0.0.0'/>"),
      domain(
        "<graphics type='vnc' port='-1' autoport='yes' listen='0.0.0.0'><listen type='address' address='0.0.0.0'/></graphics>",
      ),
    ],
    ['another prefix', qemuArguments('qemu', ['-s']), qemuArguments('q', ['-s'])],
  ])('%s', (_name, a, b) => {
    expect(lines(a, b)).toEqual([]);
    expect(lines(b, a)).toEqual([]);
  });
});

describe('what counts', () => {
  it.each([
    ['a size', BASE, BASE.replace('>8<', '>16<'), ['replace /domain/memory: 8 GiB -> 16 GiB']],
    [
      'the pin of the last vCPU',
      domain('', '<cputune><shares>9</shares></cputune>'),
      domain('', "<cputune><shares>9</shares><vcpupin vcpu='3' cpuset='1'/></cputune>"),
      ["add /domain/cputune/vcpupin[3]: null -> <vcpupin vcpu='3' cpuset='1'/>"],
    ],
    [
      'a console that is none',
      domain("<serial type='pty'/><console type='pty'/>"),
      domain("<serial type='pty'/><console type='ptyx'/>"),
      ["add /domain/devices/console: null -> <console type='ptyx'/>"],
    ],
    [
      'the type of an interface alone, where no other type is named',
      domain("<interface type='bridge'><mac address='52:54:00:00:00:01'/><source bridge='br0'/></interface>"),
      domain("<interface type='bridges'><mac address='52:54:00:00:00:01'/><source bridge='br0'/></interface>"),
      ['replace /domain/devices/interface[52:54:00:00:00:01]/@type: bridge -> bridges'],
    ],
    ['a name', BASE, BASE.replace('win10', 'win11'), ['replace /domain/name: win10 -> win11']],
    ['a feature', BASE, BASE.replace('<acpi/>', '<acpi/><apic/>'), ['add /domain/features/apic: null -> <apic/>']],
    [
      'a default that is not meant',
      BASE,
      domain("<memballoon model='none'/>"),
      ["add /domain/devices/memballoon[none]: null -> <memballoon model='none'/>"],
    ],
    [
      'what ptx does not know',
      BASE,
      domain("<gizmo x='1'/>", ''),
      ["add /domain/devices/gizmo: null -> <gizmo x='1'/>"],
    ],
    [
      'an unknown attribute',
      domain(disk('sda')),
      domain(disk('sda').replace('<target ', "<target new='1' ")),
      ['add /domain/devices/disk[sda]/target/@new: null -> 1'],
    ],
    [
      'another device of the host',
      domain(hostdev("bus='1'")),
      domain(hostdev("bus='2'")),
      ['replace /domain/devices/hostdev[pci 0000:01:00.0]/source/address/@bus: 1 -> 2'],
    ],
    [
      'another device with other settings',
      domain(hostdev("bus='1'")),
      domain(hostdev("bus='2'", "<rom bar='off'/>")),
      [
        `remove /domain/devices/hostdev[pci 0000:01:00.0]: ${hostdev("bus='1'")} -> null`,
        `add /domain/devices/hostdev[pci 0000:02:00.0]: null -> ${hostdev("bus='2'", "<rom bar='off'/>")}`,
      ],
    ],
    [
      'the first of two is gone',
      domain(hostdev("bus='1'") + hostdev("bus='2'", "<rom bar='off'/>")),
      domain(hostdev("bus='2'", "<rom bar='on'/>")),
      [
        `remove /domain/devices/hostdev[pci 0000:01:00.0]: ${hostdev("bus='1'")} -> null`,
        'replace /domain/devices/hostdev[pci 0000:02:00.0]/rom/@bar: off -> on',
      ],
    ],
    [
      'the order of hostdevs',
      domain(hostdev("bus='1'") + hostdev("bus='2'")),
      domain(hostdev("bus='2'") + hostdev("bus='1'")),
      ['reorder /domain/devices/hostdev: pci 0000:01:00.0, pci 0000:02:00.0 -> pci 0000:02:00.0, pci 0000:01:00.0'],
    ],
    [
      'the order of buses to boot from',
      domain(disk('sda') + disk('vda')),
      domain(disk('vda') + disk('sda')),
      ['reorder /domain/devices/disk: sda, vda -> vda, sda'],
    ],
    [
      'an address that both give',
      domain(hostdev("bus='1'", "<address type='pci' bus='5'/>")),
      domain(hostdev("bus='1'", "<address type='pci' bus='6'/>")),
      ['replace /domain/devices/hostdev[pci 0000:01:00.0]/address/@bus: 5 -> 6'],
    ],
    [
      'a MAC address',
      domain(nic('52:54:00:00:00:01')),
      domain(nic('52:54:00:00:00:02')),
      ['replace /domain/devices/interface[52:54:00:00:00:01]/mac/@address: 52:54:00:00:00:01 -> 52:54:00:00:00:02'],
    ],
    [
      'an argument',
      qemuArguments('qemu', ['-a', 'b']),
      qemuArguments('qemu', ['-a', 'c']),
      ['replace /domain/qemu:commandline/qemu:arg[b]/@value: b -> c'],
    ],
    [
      'one of two equal arguments',
      qemuArguments('qemu', ['-a', 'b', '-a', 'c']),
      qemuArguments('qemu', ['-x', 'b', '-a', 'c']),
      ['replace /domain/qemu:commandline/qemu:arg[-a][1]/@value: -a -> -x'],
    ],
    [
      'the order of arguments',
      qemuArguments('qemu', ['-a', 'b', 'c']),
      qemuArguments('qemu', ['-a', 'c', 'b']),
      ['reorder /domain/qemu:commandline/qemu:arg: b, c -> c, b'],
    ],
    [
      'what a domain boots from',
      BASE,
      BASE.replace('</os>', "<boot dev='network'/></os>"),
      ['replace /domain/os/boot[hd]/@dev: hd -> network'],
    ],
    [
      'the order of video devices',
      domain(`<graphics type='vnc'/>${video('qxl')}${video('vga')}`),
      domain(`<graphics type='vnc'/>${video('vga')}${video('qxl')}`),
      ['reorder /domain/devices/video: qxl, vga -> vga, qxl'],
    ],
    ['hypervisors', BASE, BASE.replace("'kvm'", "'qemu'"), ['replace /domain/@type: kvm -> qemu']],
  ])('%s', (_name, a, b, expected) => {
    expect(lines(a, b)).toEqual(expected);
    expect(sorted(mirror(diff(b, a)))).toEqual(sorted(diff(a, b)));
    expect(lines(a, a)).toEqual([]);
    expect(lines(b, b)).toEqual([]);
  });
});

it('points at both sides', () => {
  const [difference] = diff(BASE, `<!-- moved -->\n${BASE.replace("'q35'", "'pc'")}`);
  expect(difference).toEqual({
    op: 'replace',
    path: '/domain/os/type/@machine',
    before: 'q35',
    after: 'pc',
    places: {
      before: { path: '/domain/os/type/@machine', line: 6, column: 5 },
      after: { path: '/domain/os/type/@machine', line: 7, column: 5 },
    },
  });
});

it('points at the element where an attribute, or the element itself, is only meant', () => {
  const [added] = diff(BASE, BASE.replace('<vcpu>', "<vcpu cpuset='1'>"));
  expect(added?.places.before?.path).toBe('/domain/vcpu');
  const [replaced] = diff(BASE, BASE.replace('</os>', "<boot dev='network'/></os>"));
  expect(replaced?.places).toMatchObject({ before: { path: '/domain/os' }, after: { path: '/domain/os/boot/@dev' } });
});

it.each([
  ['that is no host', '0-4294967295'],
  [
    'of many stretches',
    Array.from({ length: 20_000 }, (_, index) => `${8192 * index}-${8192 * index + 8191}`).join(','),
  ],
  ['that is said again and again', '0-16383,'.repeat(20_000)],
])('does not count up a set %s', async (_, set) => {
  const scheduler = `<vcpusched vcpus='${set}' scheduler='batch'/>`;
  const pins = `<cputune><vcpupin vcpu='0' cpuset='${set}'/>${scheduler.repeat(3)}</cputune>`;
  const cells = `<cpu><numa><cell cpus='${set}' memory='1'/><cell memory='1'/></numa></cpu>`;
  const work = () => expect(diff(BASE, domain('', pins + cells)).length).toBeGreaterThan(1);
  expect(await cpuSeconds(work)).toBeLessThan(10);
});

it('takes time in proportion to the size', () => {
  const many = (count: number) =>
    domain(
      Array.from({ length: count }, (_, index) =>
        nic(`52:54:00:00:${(index >> 8).toString(16)}:${(index & 255).toString(16)}`),
      ).join('\n'),
    );
  const seconds = (count: number) => {
    const start = performance.now();
    expect(diff(many(count), BASE)).toHaveLength(count);
    return performance.now() - start;
  };
  seconds(500);
  expect(seconds(8000)).toBeLessThan(40 * Math.max(10, seconds(800)));
});

function hostdev(address: string, more = ''): string {
  return `<hostdev mode='subsystem' type='pci' managed='yes'><source><address ${address}/></source>${more}</hostdev>`;
}

function disk(dev: string, more = ''): string {
  return `<disk type='file' device='disk'><source file='/${dev}.img'/><target dev='${dev}'/>${more}</disk>`;
}

function video(type: string): string {
  return `<video><model type='${type}'/></video>`;
}

function nic(mac: string): string {
  return `<interface type='user'><mac address='${mac}'/></interface>`;
}

function qemuArguments(prefix: string, args: readonly string[]): string {
  const uri = 'http://libvirt.org/schemas/domain/qemu/1.0';
  const list = args.map((value) => `<${prefix}:arg value='${value}'/>`).join('');
  return BASE.replace('<domain ', `<domain xmlns:${prefix}='${uri}' `).replace(
    '</domain>',
    `<${prefix}:commandline>${list}</${prefix}:commandline></domain>`,
  );
}

describe('what libvirt does not keep, or says in another way', () => {
  it.each([
    [
      'a CPU model under host-passthrough',
      domain('', "<cpu mode='host-passthrough'><model>EPYC</model></cpu>"),
      domain('', "<cpu mode='host-passthrough' check='none' migratable='on'/>"),
    ],
    [
      'an alias that is not of the user',
      domain(hostdev("bus='1'", "<alias name='hostdev0'/>")),
      domain(hostdev("bus='1'", "<alias name='hostdev7'/>")),
    ],
    [
      'an address that names nothing',
      domain(hostdev("bus='1'", "<address type='pci' multifunction='on'/>")),
      domain(hostdev("bus='1'")),
    ],
    [
      'schedulers of several CPUs',
      domain('', "<cputune><vcpusched vcpus='0-1' scheduler='fifo' priority='1'/></cputune>"),
      domain(
        '',
        "<cputune><vcpusched vcpus='0' scheduler='fifo' priority='1'/><vcpusched vcpus='1' scheduler='fifo' priority='1'/></cputune>",
      ),
    ],
    ['memory as the sum of cells', domain('', NUMA), domain('', NUMA, BASE.replace("unit='GiB'>8", "unit='GiB'>1"))],
    [
      'a distance in both directions',
      domain(
        '',
        NUMA.replace(
          "<cell id='0' memory='1' unit='GiB'/>",
          "<cell id='0' memory='1' unit='GiB'><distances><sibling id='1' value='21'/></distances></cell>",
        ),
      ),
      domain(
        '',
        NUMA.replace(
          "<cell id='0' memory='1' unit='GiB'/>",
          "<cell id='0' memory='1' unit='GiB'><distances><sibling id='0' value='10'/><sibling id='1' value='21'/></distances></cell>",
        ).replace(
          "<cell id='1' memory='1' unit='GiB'/>",
          "<cell id='1' memory='1' unit='GiB'><distances><sibling id='0' value='21'/><sibling id='1' value='10'/></distances></cell>",
        ),
      ),
    ],
    [
      'threads without a number',
      domain('', "<iothreads>2</iothreads><iothreadids><iothread id='2'/></iothreadids>"),
      domain('', "<iothreads>2</iothreads><iothreadids><iothread id='2'/><iothread id='1'/></iothreadids>"),
    ],
    [
      'an adjusted clock',
      domain('', "<clock offset='utc' adjustment='60'/>"),
      domain('', "<clock offset='variable' adjustment='60' basis='utc'/>"),
    ],
    [
      'a socket',
      domain("<graphics type='vnc' socket='/s'/>"),
      domain("<graphics type='vnc' socket='/s'><listen type='socket' socket='/s'/></graphics>"),
    ],
    [
      'metadata without a namespace',
      domain('', "<metadata><x/><a:a xmlns:a='urn:a'>1</a:a><b:b xmlns:b='urn:a'/></metadata>"),
      domain('', "<metadata><q:a xmlns:q='urn:a'>1</q:a></metadata>"),
    ],
    [
      'firmware that was found',
      BASE.replace('<os>', "<os firmware='efi'>"),
      BASE.replace('<os>', "<os firmware='efi'>")
        .replace(
          '</os>',
          "<firmware><feature enabled='yes' name='secure-boot'/></firmware><loader readonly='yes' secure='yes' type='pflash' format='raw'>/OVMF.fd</loader><nvram template='/V.fd' format='raw'>/nvram/win10_VARS.fd</nvram></os>",
        )
        .replace('<acpi/>', "<acpi/><smm state='on'/>"),
    ],
  ])('%s', (_name, a, b) => {
    expect(lines(a, b)).toEqual([]);
    expect(lines(b, a)).toEqual([]);
  });

  it('but it keeps what looks like it', () => {
    const port = (hotplug: string) =>
      domain(
        `<controller type='pci' index='1' model='pcie-root-port'><target chassis='1' hotplug='${hotplug}'/></controller>`,
      );
    expect(lines(BASE, port('on'))).toEqual([]);
    expect(lines(BASE, port('off'))).toHaveLength(1);
    expect(lines(BASE, domain("<controller type='usb' model='none'/>"))).toHaveLength(1);
    expect(lines(BASE, domain("<controller type='scsi' model='virtio-scsi'/>"))).toHaveLength(1);
    expect(lines(BASE, domain("<graphics type='vnc'/>"))).toHaveLength(1);
    expect(lines(BASE, domain("<video><model type='cirrus'/></video>"))).toHaveLength(1);
    expect(lines(BASE, domain(hostdev("bus='1'", "<alias name='ua-gpu'/>")))).toHaveLength(1);
    expect(lines(domain(hostdev("bus='1'")), domain(hostdev("bus='1'", "<alias name='ua-gpu'/>")))).toHaveLength(1);
    expect(lines(BASE, domain('', "<clock offset='localtime'/>"))).toHaveLength(1);
    expect(lines(BASE, domain('', "<cpu mode='host-passthrough'/>"))).toHaveLength(1);
    expect(lines(domain(disk('vda')), domain(disk('vda', '<readonly/>')))).toHaveLength(1);
  });
});
