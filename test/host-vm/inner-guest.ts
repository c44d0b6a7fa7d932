import { TOOLS } from './tools-disk.js';
import type { VirtualHost } from './virtual-host.js';

const NAME = 'guest';
const FOLDER = '/var/lib/libvirt/images';
const SERIAL = `${FOLDER}/guest.serial`;
const TIMEOUT_S = 3600;

/** A guest without devices of the host. Its kernel prints the PCI devices that it finds. */
const DOMAIN = `<domain type='qemu'>
  <name>${NAME}</name>
  <memory unit='MiB'>128</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch='x86_64' machine='q35'>hvm</type>
    <kernel>${FOLDER}/pci-probe</kernel>
  </os>
  <features>
    <acpi/>
  </features>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <controller type='usb' model='none'/>
    <serial type='file'>
      <source path='${SERIAL}'/>
    </serial>
    <memballoon model='none'/>
  </devices>
</domain>
`;

/** What a guest of libvirt found. */
export interface InnerGuest {
  /** PCI id by the way from bus 0: `02.1/00.0` is function 0 of the device behind the bridge 02.1. */
  readonly devices: ReadonlyMap<string, string>;
  /** The way to each bus that libvirt gave a root port, by the index of that. */
  readonly buses: ReadonlyMap<number, string>;
}

/** Start a guest made by `ptx transform` in a host, by its libvirt, wait for what it finds, and destroy it. */
export async function runInnerGuest(host: VirtualHost, steps: string): Promise<InnerGuest> {
  await host.read(`cp ${TOOLS}/pci-probe ${FOLDER}/ && cat >/root/guest.xml <<'END'\n${DOMAIN}END`);
  const { status, stderr } = await host.ptx(`transform guest.xml ${steps} -o inner.xml`);
  if (status !== 0) throw new Error(stderr);
  const virsh = 'virsh -q -c qemu:///system';
  await host.read(`${virsh} define --validate /root/inner.xml && ${virsh} start ${NAME}`);
  try {
    const isReady = `grep -q ^END ${SERIAL}`;
    const wait = `timeout ${TIMEOUT_S} sh -c 'until ${isReady}; do sleep 1; done' && cat ${SERIAL}`;
    const serial = await host.read(wait);
    return { devices: readDevices(serial), buses: readBuses(await host.read(`${virsh} dumpxml ${NAME}`)) };
  } finally {
    await host.run(`${virsh} destroy ${NAME}; ${virsh} undefine ${NAME}`);
  }
}

function readDevices(serial: string): ReadonlyMap<string, string> {
  const lines = serial.matchAll(/^([0-9a-f./]+) ([0-9a-f]{4}:[0-9a-f]{4}) [0-9a-f]{6}\r?$/gm);
  return new Map([...lines].map(([, way = '', id = '']) => [way, id]));
}

function readBuses(dump: string): ReadonlyMap<number, string> {
  const ports = dump.matchAll(
    /<controller type='pci' index='(\d+)' model='pcie-root-port'>(?:(?!<\/controller>)[\s\S])*?<address type='pci' domain='0x0000' bus='0x00' slot='0x([0-9a-f]{2})' function='0x([0-7])'/g,
  );
  return new Map([...ports].map(([, index, slot, fn]) => [Number(index), `${slot}.${fn}`]));
}
