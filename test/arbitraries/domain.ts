import fc from 'fast-check';
import { type Element, element, type Layout, layouts, type Piece, write } from './layout.js';

/** Host functions that documents and options both draw from, so that they meet. */
export const HOST_FUNCTIONS = [
  { domain: 0, bus: 1, slot: 0, function: 0 },
  { domain: 0, bus: 1, slot: 0, function: 1 },
  { domain: 0, bus: 2, slot: 0, function: 0 },
  { domain: 0, bus: 10, slot: 16, function: 1 },
] as const;

function otherDomains(): Element[] {
  const os = (attributes: Record<string, string>, type = 'hvm') =>
    element('os', {}, [element('type', attributes, type)]);
  return [
    element('domain', { type: 'xen' }, [os({ arch: 'x86_64' })]),
    element('domain', { type: 'lxc' }, [os({}, 'exe')]),
    element('domain', { type: 'kvm' }, [os({ arch: 'aarch64', machine: 'virt' }), element('devices')]),
    element('domain', { type: 'kvm' }),
    element('domain'),
  ];
}

function x86Domain(): fc.Arbitrary<Element> {
  return fc
    .record({
      type: rarely('kvm', 'qemu'),
      id: rarely<string | undefined>(undefined, '3'),
      family: fc.constantFrom('pc' as const, 'q35' as const),
      head: some(HEAD),
      vcpu: fc.constantFrom(undefined, '1', '2', '4', '8'),
      os: fc.record({
        firmware: some(FIRMWARE, 1),
        boot: some(BOOT, 2),
        machine: fc.nat(2),
        arch: rarely('x86_64', 'i686'),
      }),
      features: blocks('features', features(), 1),
      cpu: fc.oneof(fc.constant([]), fc.array(cpu(), { minLength: 1, maxLength: 1 }), fc.tuple(cpu(), cpu())),
      clock: fc.oneof(fc.constant([]), fc.tuple(clock())),
      tail: some(TAIL),
      foreign: fc.oneof({ weight: 2, arbitrary: foreign() }, { weight: 1, arbitrary: commandline() }),
      devices: fc.record({
        common: some(DEVICES),
        i440fx: some(I440FX),
        q35: some(Q35),
        hostdevs: hostdevs(),
        isSplit: rarely(false, true),
      }),
      order: fc.oneof(
        { weight: 4, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.integer({ min: 1, max: 1 << 20 }) },
      ),
    })
    .map(({ type, id, family, head, vcpu, os, features, cpu, clock, tail, foreign, devices, order }) => {
      const list = [
        ...devices.common,
        ...(family === 'pc' ? devices.i440fx : devices.q35),
        ...devices.hostdevs.map((choice) => hostdev(choice, family)),
      ];
      const half = devices.isSplit ? Math.ceil(list.length / 2) : list.length;
      const children: Piece[] = [
        ...head,
        ...(vcpu === undefined ? [] : [element('vcpu', { placement: 'static' }, vcpu)]),
        osBlock(family, os),
        ...features,
        ...cpu,
        ...clock,
        ...tail,
        element('devices', {}, list.slice(0, half)),
        ...(devices.isSplit ? [element('devices', {}, list.slice(half))] : []),
        ...foreign.blocks,
      ];
      return element('domain', { type, id, ...foreign.declarations }, shuffle(children, order));
    });
}

const HEAD: Piece[] = [
  element('name', {}, 'gäst'),
  element('uuid', {}, '6d7f0e0c-3c0e-4d3e-9f5e-2f6f3c1f0a11'),
  element('title', {}, 'a &amp; b'),
  element('description', {}, [{ raw: '<![CDATA[ <features><kvm/></features> & ]]>' }]),
  element('metadata', {}, [
    element('app:info', { 'xmlns:app': 'urn:example:app' }, [
      element('app:cpu', { mode: 'x' }),
      { raw: '<![CDATA[]]>' },
    ]),
    element('features', { xmlns: 'urn:example:default' }, [element('kvm'), element('hyperv')]),
  ]),
  element('memory', { unit: 'KiB' }, '8388608'),
  element('currentMemory', {}, '8388608'),
  element('memtune', {}, [element('hard_limit', { unit: 'GiB' }, '4')]),
  element('memoryBacking', {}, [element('hugepages')]),
  element('memoryBacking', {}, [
    element('hugepages', {}, [element('page', { size: '2', unit: 'M' })]),
    element('locked'),
    element('source', { type: 'memfd' }),
  ]),
  element('iothreads', {}, '2'),
  element('cputune', {}, [
    element('shares', {}, '2048'),
    element('vcpupin', { vcpu: '1', cpuset: '3,^2' }),
    { raw: '<!-- pins -->' },
    element('vcpupin', { vcpu: '07', cpuset: '1' }),
    element('emulatorpin', { cpuset: '1,0' }),
    element('vcpusched', { vcpus: '0', scheduler: 'fifo', priority: '1' }),
  ]),
  element('cputune', {}, [element('vcpupin', { vcpu: '0', cpuset: '0-1' })]),
  element('sysinfo', { type: 'fwcfg' }, [element('entry', { name: 'opt/a' }, 'x')]),
  element('sysinfo', { type: 'smbios' }, [
    element('system', {}, [element('entry', { name: 'serial' }, 'A &amp; B'), element('entry', { name: 'sku' }, '')]),
    element('oemStrings', {}, [element('entry', {}, 'x')]),
  ]),
  element('cpu', { xmlns: 'urn:example:foreign' }, [element('model', {}, 'none of libvirt')]),
  { raw: '<!-- by hand -->' },
];

const TAIL: Piece[] = [
  element('on_poweroff', {}, 'destroy'),
  element('pm', {}, [element('suspend-to-mem', { enabled: 'no' })]),
  element('seclabel', { type: 'dynamic', model: 'dac', relabel: 'yes' }),
  element('unknown', { to: 'libvirt' }, [element('child')]),
];

const QEMU_NAMESPACE = 'http://libvirt.org/schemas/domain/qemu/1.0';

/** Blocks of libvirt's QEMU namespace, and the attributes with which the root declares it. */
interface Foreign {
  readonly blocks: readonly Piece[];
  readonly declarations: Readonly<Record<string, string>>;
}

function foreign(): fc.Arbitrary<Foreign> {
  const declared = fc.constantFrom('qemu', 'qemu', 'q', undefined);
  return fc.tuple(declared, fc.integer({ min: -3, max: 2 })).map(([prefix, index]) => {
    const block = index < 0 ? undefined : foreignBlocks(prefix)[index];
    return block === undefined
      ? { blocks: [], declarations: {} }
      : { blocks: [block], declarations: prefix === undefined ? {} : { [`xmlns:${prefix}`]: QEMU_NAMESPACE } };
  });
}

/** Without a prefix of the root the block declares one of its own. */
function foreignBlocks(prefix: string | undefined): Element[] {
  const own = prefix === undefined ? { 'xmlns:q': QEMU_NAMESPACE } : {};
  const qemu = (name: string, attributes: Record<string, string>, content: Piece[] = []) =>
    element(`${prefix ?? 'q'}:${name}`, attributes, content);
  const args = (...values: string[]) => values.map((value) => qemu('arg', { value }));
  const properties = [
    qemu('property', { name: 'x-vga', type: 'bool', value: 'true' }),
    qemu('property', { name: 'x-pci-device-id', type: 'string', value: '0x1b82' }),
  ];
  return [
    qemu('commandline', own, args('-cpu', "host,hv='1'")),
    qemu('commandline', own, args('-fw_cfg', 'opt/ovmf/X-PciMmio64Mb,string=32768')),
    qemu('override', own, [qemu('device', { alias: 'ua-gpu' }, [qemu('frontend', {}, properties)])]),
  ];
}

/** Options of QEMU, each with its value, as guides tell people to write them. */
const ARGUMENTS: readonly string[][] = [
  ['-cpu', 'host,kvm=off,hv_relaxed,hv_time,hv_vendor_id=abc,+topoext,-hypervisor'],
  ['-object', 'input-linux,id=kbd,evdev=/dev/input/by-id/kbd,grab_all=on,repeat=on'],
  ['-device', 'ivshmem-plain,memdev=lg', '-object', 'memory-backend-file,id=lg,share=on,mem-path=/dev/shm/lg,size=32M'],
  ['-device', "{'driver':'vfio-pci','host':'0000:01:00.0','x-vga':true}"],
  ['-device', 'vfio-pci,host=02:00.0,bus=root.1,id=second'],
  ['-set', 'device.hostdev0.x-vga=on', '-set', 'device.hostdev0.rombar=0'],
  ['-set', 'device.ua-gpu.x-pci-vendor-id=0x10de'],
  ['-smbios', 'type=1,manufacturer=A &amp; B,,C', '-no-hpet', '-machine', 'kernel_irqchip=on'],
  ['-fw_cfg', 'name=opt/ovmf/X-PciMmio64Mb,string=65536', '-global', 'ICH9-LPC.disable_s3=1'],
  [
    '-audiodev',
    'pa,id=snd',
    '-device',
    'ich9-intel-hda',
    '-device',
    'hda-micro,audiodev=snd',
    '-rtc',
    'base=localtime',
  ],
];

/** Raw arguments, with a comment and a variable between them now and then. */
function commandline(): fc.Arbitrary<Foreign> {
  const block = fc.tuple(some(ARGUMENTS), some<Piece>([{ raw: '<!-- qemu -->' }, element('qemu:env', { name: 'A' })]));
  return block.map(([options, others]) => {
    const list = options.flat().map((value) => element('qemu:arg', { value }));
    if (list.length === 0) return { blocks: [], declarations: {} };
    const content = [...others.slice(0, 1), ...list, ...others.slice(1)];
    return { blocks: [element('qemu:commandline', {}, content)], declarations: { 'xmlns:qemu': QEMU_NAMESPACE } };
  });
}

const FIRMWARE: Piece[][] = [
  [
    element('loader', { readonly: 'yes', type: 'pflash' }, '/usr/share/OVMF/OVMF_CODE_4M.fd'),
    element('nvram', {}, '/v/a.fd'),
  ],
  [
    element('loader', { readonly: 'yes', secure: 'yes', type: 'pflash' }, '/c.fd'),
    element('nvram', { template: '/t' }, '/v'),
  ],
  [element('loader', { type: 'rom' }, '/usr/share/seabios/bios.bin')],
  [element('firmware', {}, [element('feature', { enabled: 'no', name: 'secure-boot' })])],
];

const BOOT: Piece[] = [
  element('boot', { dev: 'hd' }),
  element('boot', { dev: 'cdrom' }),
  element('bootmenu', { enable: 'yes' }),
  element('smbios', { mode: 'sysinfo' }),
];

const MACHINES = { pc: ['pc', 'pc-i440fx-7.2', undefined], q35: ['q35', 'pc-q35-7.2', 'pc-q35-4.0'] } as const;

interface OsChoice {
  readonly firmware: readonly Piece[][];
  readonly boot: readonly Piece[];
  readonly machine: number;
  readonly arch: string;
}

function osBlock(family: 'pc' | 'q35', { firmware, boot, machine, arch }: OsChoice): Element {
  const isAuto = firmware[0] === FIRMWARE[3];
  const type = element('type', { arch, machine: MACHINES[family][machine] }, 'hvm');
  return element('os', { firmware: isAuto ? 'efi' : undefined }, [type, ...firmware.flat(), ...boot]);
}

const HYPERV: Piece[] = [
  element('relaxed', { state: 'on' }),
  element('vapic', { state: 'off' }),
  element('spinlocks', { state: 'on', retries: '4096' }),
  element('spinlocks', { state: 'on', retries: '12' }),
  element('vpindex', { state: 'on' }),
  element('stimer', { state: 'on' }, [element('direct', { state: 'on' })]),
  element('vendor_id', { state: 'on', value: 'a"b' }),
  element('vendor_id', { state: 'off' }),
];

const KVM: Piece[] = [
  element('hidden', { state: 'on' }),
  element('hidden', { state: 'off' }),
  element('hint-dedicated', { state: 'on' }),
  element('poll-control', { state: 'off' }),
];

function features(): fc.Arbitrary<Piece[]> {
  const acpi = rarely([element('acpi')], []);
  const plain = some([
    element('apic', { eoi: 'on' }),
    element('pae'),
    element('vmport', { state: 'off' }),
    element('smm', { state: 'on' }),
    element('ioapic', { driver: 'kvm' }),
    { raw: '<!-- features -->' },
  ]);
  const hyperv = fc.oneof(
    { weight: 4, arbitrary: blocks('hyperv', some(HYPERV), 0, { mode: 'custom' }) },
    { weight: 1, arbitrary: fc.constant([element('hyperv', { mode: 'passthrough' })]) },
  );
  return fc.tuple(acpi, plain, hyperv, blocks('kvm', some(KVM), 0)).map((parts) => parts.flat());
}

function cpu(): fc.Arbitrary<Element> {
  const attributes = fc.constantFrom<Record<string, string>[]>(
    {},
    { mode: 'custom', match: 'exact', check: 'partial' },
    { match: 'strict' },
    { mode: 'host-model', check: 'partial' },
    { mode: 'host-passthrough', check: 'none', migratable: 'on' },
    { mode: 'host-passthrough', unknown: 'yes' },
    { mode: 'maximum' },
  );
  const children = some([
    element('model', { fallback: 'allow' }, 'EPYC'),
    element('vendor', {}, 'AMD'),
    element('topology', { sockets: '1', dies: '1', cores: '2', threads: '2' }),
    element('topology', { sockets: '0x4', cores: '1', threads: '1' }),
    element('cache', { level: '3', mode: 'emulate' }),
    element('maxphysaddr', { mode: 'passthrough' }),
    element('maxphysaddr', { mode: 'emulate', bits: '39' }),
    element('feature', { policy: 'require', name: 'topoext' }),
    element('feature', { name: 'hypervisor', policy: 'disable' }),
    element('feature', { policy: 'require', name: 'hypervisor' }),
    element('feature', { name: 'x2apic' }),
    element('numa', {}, [element('cell', { id: '0', cpus: '0-3', memory: '8', unit: 'GiB' })]),
    { raw: '<!-- cpu -->' },
  ]);
  return fc.tuple(attributes, children).map(([list, content]) => element('cpu', list, content));
}

function clock(): fc.Arbitrary<Element> {
  const timers = some([
    element('timer', { name: 'rtc', tickpolicy: 'catchup' }, [element('catchup', { threshold: '123' })]),
    element('timer', { name: 'pit', tickpolicy: 'delay' }),
    element('timer', { name: 'pit', tickpolicy: 'catchup' }, [element('catchup', { slew: '9' })]),
    element('timer', { name: 'hypervclock', present: 'yes' }),
    element('timer', { name: 'hypervclock', present: 'no' }),
    element('timer', { name: 'hpet', present: 'no' }),
  ]);
  return fc.tuple(fc.constantFrom(...OFFSETS), timers).map(([attributes, list]) => element('clock', attributes, list));
}

const OFFSETS: Record<string, string>[] = [
  { offset: 'utc' },
  { offset: 'localtime' },
  { offset: 'variable', adjustment: '3600', basis: 'utc' },
];

function disk(device: string, dev: string, bus: string, extra: Piece[] = []): Element {
  return element('disk', { type: 'file', device }, [
    element('driver', { name: 'qemu', type: 'qcow2' }),
    element('source', { file: `/var/lib/libvirt/images/${dev}.img` }),
    element('target', { dev, bus }),
    ...extra,
  ]);
}

function pci(bus: string, slot: string, func = '0x0', more: Record<string, string> = {}): Element {
  return element('address', { type: 'pci', domain: '0x0000', bus, slot, function: func, ...more });
}

const DEVICES: Piece[] = [
  element('emulator', {}, '/usr/bin/qemu-system-x86_64'),
  disk('disk', 'vda', 'virtio', [
    element('backingStore'),
    element('boot', { order: '1' }),
    element('serial', {}, 'WD-1'),
    element('alias', { name: 'virtio-disk0' }),
  ]),
  disk('disk', 'sda', 'sata', [
    element('address', { type: 'drive', controller: '0', bus: '0', target: '0', unit: '0' }),
  ]),
  disk('cdrom', 'sdb', 'scsi', [element('readonly')]),
  element('controller', { type: 'scsi', index: '0', model: 'virtio-scsi' }),
  element('controller', { type: 'virtio-serial', index: '0' }),
  element('interface', { type: 'network' }, [
    element('mac', { address: '52:54:00:aa:bb:cc' }),
    element('source', { network: 'default', bridge: 'virbr0' }),
    element('target', { dev: 'vnet0' }),
    element('model', { type: 'virtio' }),
  ]),
  element('interface', { type: 'hostdev', managed: 'yes' }, [
    element('source', {}, [element('address', { type: 'pci', domain: '0', bus: '0x02', slot: '0', function: '0' })]),
  ]),
  element('input', { type: 'tablet', bus: 'usb' }),
  element('input', { type: 'evdev' }, [
    element('source', { dev: '/dev/input/by-id/usb-Kbd-event-kbd', grabToggle: 'alt-alt' }),
  ]),
  element('graphics', { type: 'spice', autoport: 'yes' }, [element('listen', { type: 'address' })]),
  element('sound', { model: 'ich9' }),
  element('audio', { id: '1', type: 'spice' }),
  element('video', {}, [element('model', { type: 'qxl', ram: '65536' }, [element('acceleration', { accel3d: 'no' })])]),
  element('channel', { type: 'unix' }, [element('target', { type: 'virtio', name: 'org.qemu.guest_agent.0' })]),
  element('channel', { type: 'spicevmc' }, [element('target', { type: 'virtio', name: 'com.redhat.spice.0' })]),
  element('redirdev', { bus: 'usb', type: 'spicevmc' }),
  element('memballoon', { model: 'virtio', autodeflate: 'on' }, [
    element('stats', { period: '5' }),
    { raw: '<!-- balloon -->' },
    element('alias', { name: 'ua-balloon' }),
    pci('0x00', '0x09'),
  ]),
  element('tpm', { model: 'tpm-tis' }, [element('backend', { type: 'emulator', version: '1.2' })]),
  element('shmem', { name: 'looking-glass' }, [
    element('model', { type: 'ivshmem-plain' }),
    element('size', { unit: 'KiB' }, '32768'),
  ]),
  element('rng', { model: 'virtio' }, [element('backend', { model: 'random' }, '/dev/urandom')]),
  element('hostdev', { mode: 'subsystem', type: 'mdev', model: 'vfio-pci', ramfb: 'off' }, [
    element('source', {}, [element('address', { uuid: '4B20D080-1B54-4048-85B3-A6A62D165C01' })]),
  ]),
  element('gadget', { unknown: 'true' }, [element('hostdev'), { raw: '<!-- ? -->' }]),
  { raw: '<!-- devices -->' },
];

const I440FX: Piece[] = [
  disk('disk', 'hda', 'ide', [
    element('address', { type: 'drive', controller: '0', bus: '0', target: '0', unit: '0' }),
  ]),
  disk('cdrom', 'hdc', 'ide', [
    element('address', { type: 'drive', controller: '0', bus: '1', target: '0', unit: '0' }),
  ]),
  element('controller', { type: 'pci', index: '0', model: 'pci-root' }, [element('pcihole64', { unit: 'G' }, '64')]),
  element('controller', { type: 'ide', index: '0' }, [pci('0x00', '0x01', '0x1')]),
  element('controller', { type: 'usb', index: '0', model: 'piix3-uhci' }, [pci('0x00', '0x01', '0x2')]),
  element('watchdog', { model: 'i6300esb', action: 'reset' }, [pci('0x00', '0x05')]),
];

function rootPort(index: number): Element {
  return element('controller', { type: 'pci', index: String(index), model: 'pcie-root-port' }, [
    element('model', { name: 'pcie-root-port' }),
    element('target', { chassis: String(index), port: `0x${(15 + index).toString(16)}` }),
    pci('0x00', '0x02', `0x${index - 1}`, index === 1 ? { multifunction: 'on' } : {}),
  ]);
}

const Q35: Piece[] = [
  element('controller', { type: 'pci', index: '0', model: 'pcie-root' }),
  rootPort(1),
  rootPort(2),
  rootPort(3),
  element('controller', { type: 'sata', index: '0' }, [pci('0x00', '0x1f', '0x2')]),
  element('controller', { type: 'usb', index: '0', model: 'qemu-xhci', ports: '15' }, [pci('0x01', '0x00')]),
  element('iommu', { model: 'intel' }, [element('driver', { intremap: 'on', iotlb: 'on' })]),
];

const NOTATIONS: readonly ((value: number) => string)[] = [
  (value) => `0x${value.toString(16).padStart(2, '0')}`,
  (value) => String(value),
  (value) => `0${value.toString(8)}`,
  (value) => `0X${value.toString(16).toUpperCase()}`,
];

/** Places in the guest that are there on each machine. */
const PLACES = {
  pc: [pci('0x00', '0x06'), pci('0x00', '0x07'), pci('0x00', '0x07', '0x1')],
  q35: [pci('0x00', '0x06'), pci('0x03', '0x00'), pci('0x03', '0x00', '0x1')],
} as const;

interface HostdevChoice {
  readonly host: (typeof HOST_FUNCTIONS)[number] | undefined;
  readonly notation: (value: number) => string;
  readonly managed: string | undefined;
  readonly extra: readonly Piece[];
  readonly place: number | undefined;
}

/** No two of them with one host function or one place in the guest, as libvirt would refuse. */
function hostdevs(): fc.Arbitrary<HostdevChoice[]> {
  const choice = fc.record<HostdevChoice>({
    host: fc.constantFrom(undefined, ...HOST_FUNCTIONS),
    notation: fc.constantFrom(...NOTATIONS),
    managed: fc.constantFrom(undefined, 'yes', 'no'),
    extra: some(HOSTDEV_EXTRAS),
    place: fc.constantFrom(undefined, 0, 1, 2),
  });
  const isSame = (a: HostdevChoice, b: HostdevChoice) =>
    a.host === b.host || (a.place !== undefined && a.place === b.place);
  return fc.uniqueArray(choice, { maxLength: 3, comparator: isSame });
}

const HOSTDEV_EXTRAS: Piece[] = [
  element('driver', { name: 'vfio' }),
  element('rom', { bar: 'off' }),
  element('rom', { file: '/old.rom' }),
  element('alias', { name: 'ua-gpu' }),
  { raw: '<!-- the GPU -->' },
];

function hostdev({ host, notation, managed, extra, place }: HostdevChoice, family: 'pc' | 'q35'): Element {
  const usb = [element('vendor', { id: '0x046d' }), element('product', { id: '0xc52b' })];
  if (host === undefined) return element('hostdev', { mode: 'subsystem', type: 'usb' }, [element('source', {}, usb)]);
  const source = element('address', {
    domain: notation(host.domain),
    bus: notation(host.bus),
    slot: notation(host.slot),
    function: host.function === 0 ? undefined : notation(host.function),
  });
  const guest = place === undefined ? undefined : PLACES[family][place];
  const children = [element('source', {}, [source]), ...extra, guest];
  return element('hostdev', { mode: 'subsystem', type: 'pci', managed }, children);
}

/** Some of these, in their order. */
function some<T>(pieces: readonly T[], maxLength = pieces.length): fc.Arbitrary<T[]> {
  return fc.oneof(fc.constant<T[]>([]), fc.subarray([...pieces], { maxLength }));
}

/** `usual` four times out of five. */
function rarely<T>(usual: T, other: T): fc.Arbitrary<T> {
  return fc.constantFrom(usual, usual, usual, usual, other);
}

/** No such block, one, or sometimes two. */
function blocks(
  name: string,
  content: fc.Arbitrary<Piece[]>,
  minimum: number,
  attributes: Record<string, string> = {},
): fc.Arbitrary<Element[]> {
  const block = content.map((pieces) => element(name, attributes, pieces));
  const one = fc.tuple(block);
  return fc.oneof(
    { weight: 3, arbitrary: minimum === 0 ? fc.constant<Element[]>([]) : one },
    { weight: 3, arbitrary: one },
    { weight: 1, arbitrary: fc.tuple(block, block) },
    { weight: 1, arbitrary: fc.constant<Element[]>([]) },
  ) as fc.Arbitrary<Element[]>;
}

/** Another order, the same for the same seed; 0 keeps it. */
export function shuffle<T>(items: readonly T[], seed: number): T[] {
  if (seed === 0) return [...items];
  return items
    .map((item, index) => ({ item, rank: Math.imul(index + 1, 2654435761 ^ seed) >>> 0 }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

/** A domain; mostly kvm on x86, a few that transforms refuse. */
export const domainTrees: fc.Arbitrary<Element> = fc.oneof(
  { weight: 12, arbitrary: x86Domain() },
  { weight: 1, arbitrary: fc.constantFrom(...otherDomains()) },
);

/** A domain as text, as people and libvirt write it. */
export const domains: fc.Arbitrary<string> = fc
  .tuple(domainTrees, layouts)
  .map(([root, layout]: [Element, Layout]) => write(root, layout));
