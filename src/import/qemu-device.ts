import { parsePciAddress } from '../domain/pci-address.js';
import { readQemuBoolean, readQemuNumber, readQemuProperties } from '../domain/qemu-option.js';
import type { ImportSource } from './imported.js';
import type { GivenOption } from './qemu-command.js';
import { KEPT, optional, type QemuContext, switchOf } from './qemu-context.js';

type Properties = ReadonlyMap<string, string>;
type Handler = (properties: Properties, source: ImportSource, context: QemuContext) => void;

/** `-device …`, plain or as JSON. */
export function importDevice({ value, source }: GivenOption, context: QemuContext): void {
  const properties = readQemuProperties(value, 'driver') ?? new Map<string, string>();
  const driver = properties.get('driver') ?? '';
  const handler = HANDLERS.find(([pattern]) => pattern.test(driver))?.[1];
  const note = NOTES.find(([pattern]) => pattern.test(driver))?.[1];
  if (handler !== undefined) handler(properties, source, context);
  else if (note !== undefined) context.collector.note(source, note);
  else context.collector.unmapped(source, `No step adds a device "${driver}"`);
}

const HANDLERS: readonly (readonly [RegExp, Handler])[] = [
  [/^vfio-pci(-nohotplug)?$/, importVfio],
  [/^usb-host$/, importUsbHost],
  [/^(intel-iommu|amd-iommu|virtio-iommu(-pci)?)$/, importIommu],
  [/^ivshmem-plain$/, importShmem],
  [/^tpm-(tis|crb)$/, importTpm],
];

/** Devices that need no step, and why. */
const NOTES: readonly (readonly [RegExp, string])[] = [
  [
    /^(pcie-root-port|ioh3420|pci-bridge|pcie-pci-bridge|i82801b11-bridge|x3130-upstream|xio3130-downstream)$/,
    portReason(),
  ],
  [/^(qemu-xhci|nec-usb-xhci|usb-ehci|piix3-usb-uhci|ich9-usb-.*|usb-hub|usb-tablet|usb-kbd|usb-mouse)$/, KEPT.usb],
  [/^virtio-(keyboard|mouse|tablet)(-pci)?$/, KEPT.usb],
  [/^(virtio-blk|virtio-scsi|vhost-user-blk|virtio-9p|vhost-user-fs)(-pci.*)?$/, KEPT.disk],
  [/^(scsi|ide)-|^(nvme|ahci|ich9-ahci|piix[34]-ide|lsi.*|megasas.*|pvscsi|usb-storage|usb-bot|floppy)$/, KEPT.disk],
  [/^(virtio-net(-pci.*)?|e1000.*|rtl8139|vmxnet3|pcnet|i8255\w+|ne2k_\w+|usb-net)$/, KEPT.network],
  [/^(ich9-intel-hda|intel-hda|hda-.*|AC97|ac97|ES1370|sb16|usb-audio|virtio-sound.*)$/, KEPT.sound],
  [/^(VGA|qxl|qxl-vga|virtio-vga.*|virtio-gpu.*|bochs-display|ramfb|cirrus-vga|vmware-svga)$/, KEPT.display],
  [/^(virtio-serial.*|virtserialport|virtconsole|isa-serial|pci-serial|isa-debugcon|usb-redir|ccid.*)$/, KEPT.console],
  [/^virtio-balloon(-pci)?$/, 'The domain keeps its memory balloon; disable-memballoon takes it out'],
  [/^(virtio-rng(-pci)?|pvpanic|i6300esb|vmgenid|vmcoreinfo|pc-dimm|isa-fdc|smbus-eeprom)$/, 'The domain has its own'],
];

function portReason(): string {
  return 'add-pci-hostdev and libvirt make the ports that devices need';
}

/** Properties of `vfio-pci` that say where in the guest it is, or what follows from the step. */
const IMPLIED = new Set(['driver', 'id', 'bus', 'addr', 'multifunction', 'x-req', 'acpi-index']);
const ROM = new Set(['romfile', 'rombar']);
const ID = /^x-pci-((?:sub-)?(?:vendor|device)-id)$/;
const MDEV =
  /^\/sys\/(?:bus\/mdev\/devices|class\/mdev_bus\/[^/]+|devices\/.*)\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/?$/i;

function importVfio(properties: Properties, source: ImportSource, context: QemuContext): void {
  const { collector } = context;
  const [, uuid] = MDEV.exec(properties.get('sysfsdev') ?? '') ?? [];
  if (uuid !== undefined) {
    importMdev(uuid, properties, source, context);
    return;
  }
  const name = properties.get('host') ?? properties.get('sysfsdev')?.replace(/^.*\//, '') ?? '';
  const address = parsePciAddress(name);
  if (address?.function === undefined) {
    collector.unmapped(source, `Expected a PCI address with a function, found "${name}"`);
    return;
  }
  const host = { ...address, function: address.function };
  const isPrimary = readQemuBoolean(properties.get('x-vga')) === true;
  if (isPrimary && context.isUefi) {
    collector.note({ ...source, text: 'x-vga=on' }, 'UEFI drives a GPU without legacy VGA ranges');
  }
  const bootIndex = readQemuNumber(properties.get('bootindex'));
  collector.addPci({
    host,
    source,
    rom: romOf(properties, source, context),
    bootOrder: bootIndex === undefined ? undefined : bootIndex + 1,
    ids: idsOf(properties),
    isPrimary: isPrimary && !context.isUefi,
  });
  const known = (key: string) => IMPLIED.has(key) || ROM.has(key) || ID.test(key) || KNOWN.has(key);
  remarkOthers(properties, known, source, context, 'No step says it: write <qemu:override> for the device');
}

const KNOWN = new Set(['host', 'sysfsdev', 'x-vga', 'bootindex']);

function romOf(properties: Properties, source: ImportSource, { collector }: QemuContext) {
  const file = properties.get('romfile');
  const isBarOff = properties.get('rombar') === '0' || readQemuBoolean(properties.get('rombar')) === false;
  if (file !== undefined && !file.startsWith('/')) {
    const reason =
      file === ''
        ? 'No step takes the ROM away: write <rom enabled="no"/> into the hostdev'
        : 'libvirt takes an absolute path only: add "rom.file" to add-pci-hostdev';
    collector.unmapped({ ...source, text: `romfile=${file}` }, reason);
  }
  const rom = {
    ...(file?.startsWith('/') ? { file } : {}),
    ...(isBarOff ? { bar: 'off' as const } : {}),
  };
  return Object.keys(rom).length === 0 ? undefined : rom;
}

function idsOf(properties: Properties): Record<string, string> | undefined {
  const ids = [...properties].flatMap(([key, text]) => {
    const [, name] = ID.exec(key) ?? [];
    const number = readQemuNumber(text);
    // QEMU reads digits without 0x as decimal, ptx takes hexadecimal only.
    return name === undefined ? [] : [[name, number === undefined ? text : `0x${number.toString(16)}`] as const];
  });
  return ids.length === 0 ? undefined : Object.fromEntries(ids);
}

function importMdev(uuid: string, properties: Properties, source: ImportSource, context: QemuContext): void {
  const [display, ramfb] = [switchOf(properties.get('display')), switchOf(properties.get('ramfb'))];
  const options = { uuid, ...optional('display', display), ...optional('ramfb', ramfb) };
  context.collector.add('add-mdev-hostdev', options, source, uuid);
  const known = (key: string) => IMPLIED.has(key) || /^(sysfsdev|display|ramfb)$/.test(key);
  remarkOthers(properties, known, source, context, 'No step says it: write <qemu:override> for the device');
}

function importUsbHost(properties: Properties, source: ImportSource, context: QemuContext): void {
  const [vendor, product] = ['vendorid', 'productid'].map((name) => hexDigits(properties.get(name)));
  const [, fileBus, fileDevice] = DEVICE_FILE.exec(properties.get('hostdevice') ?? '') ?? [];
  const bus = properties.get('hostbus') ?? readNumber(fileBus);
  const device = properties.get('hostaddr') ?? readNumber(fileDevice);
  const port = properties.get('hostport');
  if (vendor !== undefined && product !== undefined) {
    const id = `${vendor}:${product}`;
    context.collector.add('add-usb-hostdev', { id }, source, id);
  } else if (bus !== undefined && (port ?? device) !== undefined) {
    const address = port === undefined ? `${bus}.${device}` : `${bus}-${port}`;
    context.collector.add('add-usb-hostdev', { address }, source, address);
    if (port !== undefined) context.collector.note(source, USB_PORT);
  } else {
    context.collector.unmapped(source, 'Expected vendor and product, or a place on the host');
    return;
  }
  const known = (key: string) =>
    /^(driver|id|bus|port|vendorid|productid|hostbus|hostaddr|hostport|hostdevice|guest-resets?(-all)?)$/.test(key);
  remarkOthers(properties, known, source, context, 'No step says it');
}

/** As libvirt names a USB device to QEMU. */
const DEVICE_FILE = /^\/dev\/bus\/usb\/([0-9]{3})\/([0-9]{3})$/;

/** Decimal digits without zeros before them. */
function readNumber(digits: string | undefined): string | undefined {
  return digits === undefined ? undefined : String(Number(digits));
}

/** A note of a port as the address of a USB device. */
export const USB_PORT = 'Only newer versions of libvirt know ports: give --target, or name vendor and product';

/** Four hexadecimal digits of a number as QEMU takes it: decimal without 0x. */
function hexDigits(text: string | undefined): string | undefined {
  return readQemuNumber(text)?.toString(16).padStart(4, '0');
}

function importIommu(properties: Properties, source: ImportSource, context: QemuContext): void {
  const driver = properties.get('driver') ?? '';
  const model = driver.startsWith('virtio') ? 'virtio' : driver.replace('-iommu', '');
  const options = {
    model,
    ...optional('intremap', switchOf(properties.get('intremap'))),
    ...optional('caching_mode', switchOf(properties.get('caching-mode'))),
    ...optional('eim', switchOf(properties.get('eim'))),
    ...optional('aw_bits', readQemuNumber(properties.get('aw-bits'))),
    ...optional('xtsup', switchOf(properties.get('xtsup'))),
  };
  context.collector.add('add-viommu', options, source);
  const known = (key: string) => IMPLIED.has(key) || /^(intremap|caching-mode|eim|aw-bits|xtsup)$/.test(key);
  remarkOthers(properties, known, source, context, 'No step says it');
}

function importShmem(properties: Properties, source: ImportSource, { collector, objects }: QemuContext): void {
  const memory = objects.get(properties.get('memdev') ?? '');
  const [, name] = /^\/dev\/shm\/([^/]+)$/.exec(memory?.get('mem-path') ?? '') ?? [];
  const [, digits, unit] = /^([0-9]+)([MG])$/i.exec(memory?.get('size') ?? '') ?? [];
  if (name === undefined || digits === undefined) {
    collector.unmapped(source, 'Its memory is no file in /dev/shm of a size in M or G');
    return;
  }
  const size = Number(digits) * (unit?.toUpperCase() === 'G' ? 1024 : 1);
  collector.add('add-shmem', { name, size }, source, name);
}

function importTpm(properties: Properties, source: ImportSource, { collector }: QemuContext): void {
  collector.add('add-tpm', { model: properties.get('driver') }, source);
}

function remarkOthers(
  properties: Properties,
  isKnown: (key: string) => boolean,
  source: ImportSource,
  { collector }: QemuContext,
  reason: string,
): void {
  for (const [key, text] of properties) {
    if (!isKnown(key)) collector.unmapped({ ...source, text: `${key}=${text}` }, reason);
  }
}
