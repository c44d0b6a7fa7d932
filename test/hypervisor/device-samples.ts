import type { DeviceWordsRow } from '../../src/domain/device-words-row.js';
import { DomainDraft } from '../../src/domain/domain-draft.js';
import { parseDomain } from '../../src/index.js';
import { markup } from '../../src/xml/fragment.js';
import type { XmlElement } from '../../src/xml/node.js';

/** What stands around a device; memory devices need room, and cells of the guest. */
const DOMAIN = `<domain type='qemu'>
  <name>words</name>
  <maxMemory slots='4' unit='GiB'>4</maxMemory>
  <memory unit='MiB'>512</memory>
  <vcpu>1</vcpu>
  <os><type arch='x86_64' machine='q35'>hvm</type></os>
  <features><acpi/></features>
  <cpu><numa><cell id='0' cpus='0' memory='512' unit='MiB'/></numa></cpu>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    DEVICE
  </devices>
</domain>
`;

/** Whatever a kind of character device needs of its source. */
const SOURCE = "<source path='/x' host='h' service='1' channel='c' master='a' slave='b'/>";

/** Devices with all that libvirt needs of them, by name or by name and type, or for a child that needs more. */
const SAMPLES: Readonly<Record<string, string>> = {
  disk: "<disk type='file'><source file='/a.img'/><target dev='sda' bus='sata'/></disk>",
  'disk/backingStore':
    "<disk type='file'><source file='/a.img'/><backingStore type='file'><format type='raw'/><source file='/b.img'/></backingStore><target dev='sda' bus='sata'/></disk>",
  'disk network':
    "<disk type='network'><source protocol='gluster' name='v/a'><host name='h'/></source><target dev='vda'/></disk>",
  'disk nvme':
    "<disk type='nvme'><source type='pci' namespace='1'><address bus='1'/></source><target dev='vda'/></disk>",
  'disk volume': "<disk type='volume'><source pool='p' volume='v'/><target dev='vda'/></disk>",
  controller: "<controller type='scsi' index='4'/>",
  'controller pci': "<controller type='pci' index='4' model='pcie-root-port'/>",
  filesystem: "<filesystem><source dir='/s'/><target dir='t'/></filesystem>",
  'filesystem volume': "<filesystem type='volume'><source pool='p' volume='v'/><target dir='t'/></filesystem>",
  interface: "<interface type='ethernet'/>",
  'interface/vlan': "<interface type='bridge'><source bridge='b'/><vlan trunk='yes'><tag id='4'/></vlan></interface>",
  'interface network': "<interface type='network'><source network='n'/></interface>",
  'interface direct': "<interface type='direct'><source dev='eth0'/></interface>",
  'interface vhostuser':
    "<interface type='vhostuser'><source type='unix' path='/s' mode='client'><reconnect timeout='1'/></source><model type='virtio'/></interface>",
  input: "<input type='tablet' bus='virtio'/>",
  'input evdev': "<input type='evdev'><source dev='/dev/input/event0'/></input>",
  graphics: "<graphics type='vnc'/>",
  'graphics/channel': "<graphics type='spice'><channel name='main' mode='any'/></graphics>",
  'graphics sdl': "<graphics type='sdl' display=':0'/>",
  sound: "<sound model='ich6'/>",
  audio: "<audio id='1' type='oss'/>",
  video: "<video><model type='virtio'/></video>",
  smartcard: `<smartcard mode='passthrough' type='spicevmc'>${SOURCE}</smartcard>`,
  channel: `<channel type='pty'>${SOURCE}<target type='virtio' name='n'/></channel>`,
  ...Object.fromEntries(
    ['serial', 'parallel', 'console'].map((name) => [
      name,
      `<${name} type='pty'>${SOURCE}<target port='0'/></${name}>`,
    ]),
  ),
  redirdev: `<redirdev bus='usb' type='spicevmc'>${SOURCE}</redirdev>`,
  redirfilter: "<redirfilter><usbdev class='0x08'/></redirfilter>",
  tpm: "<tpm model='tpm-crb'><backend type='emulator'/></tpm>",
  'tpm/backend': "<tpm model='tpm-crb'><backend type='emulator'><source path='/s' mode='connect'/></backend></tpm>",
  rng: `<rng model='virtio'><backend model='random' type='udp'>${SOURCE}</backend></rng>`,
  memballoon: "<memballoon model='virtio'/>",
  watchdog: "<watchdog model='i6300esb'/>",
  panic: "<panic model='isa'/>",
  shmem: "<shmem name='s'><model type='ivshmem-doorbell'/><server path='/s'/></shmem>",
  memory: "<memory model='dimm'><target><size unit='MiB'>512</size><node>0</node></target></memory>",
  'memory/target':
    "<memory model='virtio-mem'><target><size unit='MiB'>512</size><node>0</node><block unit='MiB'>2</block><requested unit='MiB'>512</requested></target></memory>",
  iommu: "<iommu model='intel'/>",
  vsock: "<vsock model='virtio'><cid address='3'/></vsock>",
  hub: "<hub type='usb'/>",
  crypto: "<crypto model='virtio' type='qemu'><backend model='builtin'/></crypto>",
  pstore: "<pstore backend='acpi-erst'><path>/p</path><size unit='KiB'>64</size></pstore>",
  'hostdev mdev':
    "<hostdev mode='subsystem' type='mdev' model='vfio-pci'><source><address uuid='c2177883-f1bb-47f0-914d-32a22e3a8804'/></source></hostdev>",
  'hostdev scsi_host':
    "<hostdev mode='subsystem' type='scsi_host'><source protocol='vhost' wwpn='naa.5123456789abcde0'/></hostdev>",
  'hostdev scsi':
    "<hostdev mode='subsystem' type='scsi'><source><adapter name='scsi_host0'/><address bus='0' target='0' unit='0'/></source></hostdev>",
  'hostdev usb':
    "<hostdev mode='subsystem' type='usb'><source><vendor id='0x1'/><product id='0x2'/></source></hostdev>",
  'hostdev pci':
    "<hostdev mode='subsystem' type='pci'><source><address domain='0' bus='1' slot='0' function='0'/></source></hostdev>",
};

/** A domain with a device of a row, so that libvirt reads the attribute, which has the value. */
export function makeSample({ at, when = [] }: DeviceWordsRow, attribute: string, value: string): string {
  const [name = '', ...below] = at.split('/');
  const wanted = when.flatMap(([path, is, words]) =>
    is === 'one of' ? [[path, words.split(' ')[0] ?? ''] as const] : [],
  );
  const type = wanted.find(([path]) => path === '@type')?.[1];
  const sample = SAMPLES[`${name}/${below[0]}`] ?? SAMPLES[`${name} ${type}`] ?? SAMPLES[name];
  if (sample === undefined) throw new Error(`No sample of <${name}>`);
  const draft = new DomainDraft(parseDomain(DOMAIN.replace('DEVICE', sample)));
  const device = draft.listDevices(name)[0] ?? draft.root;
  for (const [path, word] of [...wanted, [[...below, `@${attribute}`].join('/'), value] as const]) {
    const names = path.split('/');
    const last = names.pop()?.slice(1) ?? '';
    const descend = (element: XmlElement, child: string) =>
      element.child(child) ?? draft.add(element, markup(child), '');
    draft.setAttribute(names.reduce(descend, device), last, word, '');
  }
  return draft.print();
}
