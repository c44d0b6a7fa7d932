import type { Meaning } from './meaning.js';

/** Something that may be absent: libvirt takes its absence for the same, or fills it in when it defines a domain. */
export interface Filling {
  /** The element or attribute, as a pattern below `<domain>`. */
  readonly at: string;
  /**
   * The values for which it may be absent, `*` for all. Of an element it is the text; where it is empty the element may
   * be absent if everything in it may, where it is `*` whatever there is in it.
   */
  readonly values: string;
  /** Why. */
  readonly why: string;
  /** Asked of the element as well, where it depends on what stands beside it. */
  readonly when?: (element: Meaning) => boolean;
}

const DEFAULT = 'Default of libvirt or QEMU';
const ASSIGNED = 'Assigned by libvirt';
const ADDED = 'Added by libvirt';
const BLOCK = 'Says nothing by being there';

/** Everything that may be absent. */
export const FILLINGS: readonly Filling[] = [
  ...rows(BLOCK, {
    os: '',
    features: '',
    clock: '',
    devices: '',
    metadata: '',
    cputune: '',
    memoryBacking: '',
    cpu: '',
    'devices/disk/driver': '',
    'devices/interface/driver': '',
    'devices/interface/model': '',
    'devices/interface/mac': '',
    'devices/controller/model': '',
    'devices/controller/target': '',
    'devices/serial/target': '',
    'devices/serial/target/model': '',
    'devices/console/target': '',
    'devices/parallel/target': '',
    'devices/video/model': '',
    'devices/channel/source': '',
    'devices/hostdev/driver': '',
    'devices/graphics/listen': '',
    'devices/shmem/msi': '',
    'devices/interface/coalesce': '',
    'devices/interface/coalesce/rx': '',
    'devices/interface/coalesce/rx/frames': '',
    memtune: '',
    'devices/interface/target': '',
    'devices/hostdev/rom': '',
    'qemu:commandline': '',
    'qemu:override': '',
    'qemu:override/qemu:device': '',
    'qemu:override/qemu:device/qemu:frontend': '',
    numatune: '',
    'numatune/memory': '',
  }),
  ...rows(ASSIGNED, {
    uuid: '*',
    'devices/emulator': '*',
    'devices/*/address': '*',
    'devices/interface/mac/@address': '*',
    'devices/controller/@index': '*',
    'devices/controller/model/@name':
      'pcie-root-port|pci-bridge|pcie-pci-bridge|i82801b11-bridge|x3130-upstream|xio3130-downstream|pxb|pxb-pcie|spapr-pci-host-bridge',
    'devices/controller/target/@chassis': '*',
    'devices/controller/target/@chassisNr': '*',
    'devices/controller/target/@port': '*',
    'devices/controller/target/@busNr': '*',
    'devices/controller/target/@hotplug': 'on',
    'devices/controller/master': '*',
    'devices/*/address/@*': '*',
    'genid/text()': '*',
    '**/address/@multifunction': 'on|off',
    'devices/serial/target/@port': '*',
    'devices/parallel/target/@port': '*',
    'devices/console/target/@port': '*',
    'cpu/numa/cell/@id': '*',
  }),
  ...rows(ADDED, {
    'devices/controller[type=usb][model=piix3-uhci|qemu-xhci|]': '',
    'devices/controller[type=ide|sata|virtio-serial|ccid|fdc]': '',
    'devices/controller[type=scsi][model=lsilogic|]': '',
    'devices/*[type=pty]/source': '',
    'devices/controller[type=pci][model=pci-root|pcie-root|pcie-root-port|pci-bridge|dmi-to-pci-bridge|pcie-to-pci-bridge]':
      '',
    'devices/controller/@type': '*',
    'devices/input[type=mouse|keyboard][bus=ps2]': '',
    'devices/input/@type': '*',
    'devices/audio': '',
    'devices/audio/@id': '1',
    'devices/audio/@type': 'none|spice',
    'devices/memballoon': '',
    'devices/watchdog[model=itco]': '',
    'devices/watchdog/@model': 'itco',
    'devices/watchdog[model=itco]/@action': 'reset',
    'devices/memballoon/@model': 'virtio',
    'cpu/model': 'qemu64|qemu32|486',
    'cpu[mode=host-model]/model': '',
    'devices/disk[type=vhostuser]/@snapshot': 'no',
    'devices/disk[device=cdrom]/readonly': '',
  }),
  ...rows('That mode has no model', {
    'cpu[mode=host-passthrough|maximum]/@match': '*',
    'cpu[mode=host-passthrough|maximum]/model': '*',
    'cpu[mode=host-passthrough|maximum]/vendor': '*',
  }),
  { at: 'os/nvram', values: '*', why: 'Made for the domain', when: isOwnNvram },
  ...rows('Found for firmware="…", and since libvirt 9.2 written down', {
    'os[firmware!=]/loader': '/*',
    'os/nvram/@template': '*',
  }),
  {
    at: 'os/@firmware',
    values: '*',
    why: 'Written down since libvirt 9.2 for a loader that it knows',
    when: (os) => isResolved(os),
  },
  {
    at: 'features/smm',
    values: '',
    why: 'Switched on since libvirt 9.2 for firmware with secure boot',
    when: (smm) => isSecure(smm),
  },
  {
    at: 'cpu/numa',
    values: '*',
    why: 'One cell is added since libvirt 10 where memory can be plugged',
    when: (numa) => numa.children.length === 1 && has(numa.parent?.parent, 'maxMemory'),
  },
  {
    at: 'os[firmware!=]/loader/@*',
    values: '*',
    why: 'Written down since libvirt 9.2, with the loader that was found',
    when: ({ text }) => text.meaning !== '',
  },
  {
    at: 'os[firmware!=]/firmware',
    values: '*',
    why: 'Written down since libvirt 9.2, with the loader that was found',
    when: ({ parent }) => isResolved(parent),
  },
  {
    at: 'os[firmware!=]/firmware/feature',
    values: '*',
    why: 'Written down since libvirt 9.2, with the loader that was found',
    when: ({ parent }) => isResolved(parent?.parent),
  },
  {
    at: 'devices/disk/@snapshot',
    values: 'no',
    why: 'What is read only needs no snapshot',
    when: (disk) => has(disk, 'readonly'),
  },
  {
    at: 'devices/controller[type=scsi]',
    values: '',
    why: 'Added for disks beyond the last one, with its model',
    when: (controller) => controller.parent?.children.some((other) => isEarlier(other, controller)) === true,
  },
  {
    at: 'devices/controller[type=scsi]/@model',
    values: '*',
    why: 'Added for disks beyond the last one, with its model',
    when: (controller) => controller.parent?.children.some((other) => isEarlier(other, controller)) === true,
  },
  {
    at: 'devices/channel[type=unix]/source',
    values: '*',
    why: 'Made anew on each start below a folder of the domain',
    when: isOwnChannelPath,
  },
  {
    at: 'devices/hub[type=usb]',
    values: '',
    why: 'Added where USB ports run out',
    when: (hub) => hub.parent?.children.some(isBehindHub) === true,
  },
  {
    at: 'os/firmware/feature[name=secure-boot][enabled=yes]',
    values: '*',
    why: 'Enrolled keys ask for it',
    when: ({ parent }) => parent?.children.some(hasEnrolledKeys) === true,
  },
  {
    at: 'cpu/model/@fallback',
    values: 'forbid',
    why: ADDED,
    when: (model) => /^(qemu64|qemu32|486|)$/.test(model.text.meaning),
  },
  { at: 'devices/video', values: '', why: 'Added for graphics', when: (video) => has(video.parent, 'graphics') },
  ...rows(DEFAULT, {
    'devices/video/model/@type': 'cirrus',
    vcpu: '1',
    'vcpu/@placement': 'static',
    'os/type/@arch': 'x86_64',
    'os/type/@machine': 'pc|pc-i440fx-*',
    'cpu/@mode': 'custom',
    'cpu/@match': 'exact',
    'cpu[mode=host-passthrough|maximum]/@check': 'none',
    'cpu[mode=host-model]/@check': 'partial',
    'cpu[mode=custom|]/@check': 'none|partial',
    'cpu[mode=host-passthrough]/@migratable': 'on|off',
    'cpu/model/@fallback': 'allow',
    'cpu/feature/@policy': 'require',
    'cpu/topology/@dies': '1',
    'cpu/topology/@clusters': '1',
    'os/loader/@format': 'raw',
    'os/nvram/@format': 'raw',
    'os/nvram/@templateFormat': 'raw',
    'devices/tpm/backend/@version': '2.0',
    'memoryBacking/hugepages/page/@nodeset': '0',
    'clock/@offset': 'utc',
    on_poweroff: 'destroy',
    on_reboot: 'restart',
    on_crash: 'destroy',
    'devices/controller[type=usb]/@model': 'piix3-uhci|qemu-xhci',
    'devices/controller[type=scsi]/@model': 'lsilogic',
    'devices/controller[type=pci]/@model': '*',
    'devices/hub/@type': '*',
    'devices/graphics/listen/@type': 'address|none',
    '**/protocol': '',
    '**/protocol/@type': 'raw',
    '**/source/@mode': 'connect',
    'devices/channel[type=unix]/source[path=]/@mode': 'bind',
    'features/hyperv/@mode': 'custom',
    'features/*/@state': 'on',
    'os/loader/@type': 'rom',
    'devices/filesystem/@type': 'mount',
    'devices/filesystem/@accessmode': 'passthrough',
    'devices/disk/target/@tray': 'closed',
    'devices/disk/target[dev=hd*]/@bus': 'ide',
    'devices/disk/target[dev=sd*]/@bus': 'scsi',
    'devices/disk/target[dev=vd*]/@bus': 'virtio',
    'devices/disk/target[dev=fd*]/@bus': 'fdc',
    'devices/disk/driver/@cache': 'default',
    'devices/disk/encryption/@engine': 'qemu',
    '**/source/encryption/@engine': 'qemu',
    '**/source[protocol=gluster]/host/@port': '24007',
    '**/source[protocol=http]/host/@port': '80',
    '**/source[protocol=https]/host/@port': '443',
    '**/source[protocol=ftp]/host/@port': '21',
    '**/source[protocol=ftps]/host/@port': '990',
    '**/source[protocol=tftp]/host/@port': '69',
    '**/source[protocol=ssh]/host/@port': '22',
    '**/source[protocol=nbd]/host/@port': '10809',
    '**/source[protocol=iscsi]/host/@port': '3260',
    '**/source[protocol=sheepdog]/host/@port': '7000',
    'devices/redirdev/source': '',
    'devices/redirdev[type=dbus]/source/@channel': 'org.qemu.usbredir',
    'devices/hostdev[type=mdev]/@display': 'off',
    'devices/interface/driver/@queues': '1',
    'devices/interface/coalesce/rx/frames/@max': '0',
    'devices/panic/@model': 'isa',
    'devices/vsock/@model': 'virtio',
    'devices/rng/backend[model=random]': '/dev/random',
    'devices/shmem/size': '4194304',
    'devices/shmem/msi/@ioeventfd': 'on',
    'devices/redirfilter/usbdev/@*': '-1',
    'numatune/memory/@placement': 'auto',
    'numatune/memory/@mode': 'strict',
    seclabel: '',
    'seclabel/@type': 'dynamic',
    'seclabel/@relabel': 'yes',
    'seclabel/@model': '*',
    'seclabel[model=none]/@type': 'none',
    '**/address/@domain': '0',
    '**/address/@bus': '0',
    '**/address/@slot': '0',
    '**/address/@function': '0',
    '**/address/@controller': '0',
    '**/address/@target': '0',
    '**/address/@unit': '0',
    'devices/input[type=mouse|keyboard]/@bus': 'ps2',
    'devices/input[type=tablet]/@bus': 'usb',
    'devices/disk/@type': 'file',
    'devices/disk/@device': 'disk',
    'devices/disk/driver/@name': 'qemu',
    'devices/disk/driver/@type': 'raw',
    'devices/disk/source/encryption/@engine': 'qemu',
    'devices/interface/model/@type': 'rtl8139',
    'devices/interface[type=vdpa]/model/@type': 'virtio',
    'devices/hostdev/@managed': 'no',
    'devices/hostdev/@mode': 'subsystem',
    'devices/serial/target/@type': 'isa-serial',
    'devices/serial/target/model/@name': 'isa-serial|pci-serial|isa-debugcon|usb-serial',
    'devices/console/target/@type': 'serial',
    'devices/graphics[type=vnc][port=|-1]/@autoport': 'yes',
    'devices/graphics[type=vnc][port!=|-1]/@autoport': 'no',
    'devices/graphics[type=spice]/@autoport': 'no',
    'devices/graphics/@port': '-1',
    'devices/graphics/@tlsPort': '-1',
    'devices/video/model/@heads': '1',
    'devices/video/model[type=qxl]/@ram': '65536',
    'devices/video/model[type=qxl]/@vram': '65536',
    'devices/video/model[type=qxl]/@vgamem': '16384',
    'devices/video/model[type!=qxl]/@vram': '16384',
  }),
];

function has(element: Meaning | undefined, name: string): boolean {
  return element?.children.some((child) => child.name === name) === true;
}

/** @see qemuDomainNVRAMPathFormat in libvirt 9.0.0 */
function isOwnNvram(nvram: Meaning): boolean {
  const name = nvram.parent?.parent?.children.find((child) => child.name === 'name')?.text.meaning;
  return nvram.children.length === 0 && nvram.text.meaning.endsWith(`/nvram/${name}_VARS.fd`);
}

function isSecure(smm: Meaning): boolean {
  const os = smm.parent?.parent?.children.find(({ name }) => name === 'os');
  return (
    os?.children.some(({ name, attributes }) => name === 'loader' && attributes.get('secure')?.meaning === 'yes') ===
    true
  );
}

function isResolved(os: Meaning | undefined): boolean {
  return os?.children.some(({ name, text }) => name === 'loader' && text.meaning !== '') === true;
}

/** True for a controller of the same type and model with a lower index. */
function isEarlier({ name, attributes }: Meaning, controller: Meaning): boolean {
  const same = ['type', 'model'].every(
    (key) => attributes.get(key)?.meaning === controller.attributes.get(key)?.meaning,
  );
  const index = (of: Meaning['attributes']) => Number(of.get('index')?.meaning ?? 0);
  return name === controller.name && same && index(attributes) < index(controller.attributes);
}

/** @see qemuDomainChrDefDropDefaultPath in libvirt 9.0.0 */
function isOwnChannelPath(source: Meaning): boolean {
  const target = source.parent?.children.find(({ name }) => name === 'target')?.attributes.get('name')?.meaning;
  const [folder, file] = (source.attributes.get('path')?.meaning ?? '').split('/').slice(-2);
  return target !== undefined && file === target && folder?.startsWith('domain-') === true;
}

function isBehindHub({ name, children }: Meaning): boolean {
  return (
    name !== 'hub' &&
    children.some((child) => child.name === 'address' && child.attributes.get('port')?.meaning.includes('.') === true)
  );
}

function hasEnrolledKeys({ attributes }: Meaning): boolean {
  return attributes.get('name')?.meaning === 'enrolled-keys' && attributes.get('enabled')?.meaning === 'yes';
}

function rows(why: string, entries: Readonly<Record<string, string>>): Filling[] {
  return Object.entries(entries).map(([at, values]) => ({ at, values, why }));
}
