import type { XmlElement } from '../xml/node.js';
import type { DomainReader } from './domain-reader.js';
import { listHostdevs } from './hostdev.js';
import { readNumber } from './number.js';
import { findQemuOption, readQemuNumber } from './qemu-option.js';

/** What a kind of USB device says of itself: `046d:c52b`. */
export interface UsbId {
  readonly vendor: number;
  readonly product: number;
}

/** Where a USB device is on the host: a bus, and the number it got when it was plugged in or the port it is in. */
export type UsbAddress =
  | { readonly bus: number; readonly device: number; readonly port?: undefined }
  | { readonly bus: number; readonly device?: undefined; readonly port: string };

const ID = /^(?:0x)?([0-9a-f]{1,4}):(?:0x)?([0-9a-f]{1,4})$/i;
const DEVICE = /^([0-9]{1,3})[.:/]([0-9]{1,3})$/;
const PORT = /^([0-9]{1,3})-([1-9][0-9]{0,2}(?:\.[1-9][0-9]{0,2}){0,5})$/;

/**
 * Read vendor and product as lsusb prints them; both are hexadecimal.
 *
 * @returns undefined for anything else, and for vendor 0, which libvirt refuses
 */
export function parseUsbId(text: string): UsbId | undefined {
  const match = ID.exec(text);
  const [vendor = 0, product = 0] = (match?.slice(1) ?? []).map((digits) => Number.parseInt(digits, 16));
  return match === null || vendor === 0 ? undefined : { vendor, product };
}

/**
 * Read bus and device number, decimal as in `001.004` or `/dev/bus/usb/001/004`, or bus and port as the kernel names
 * the place: `1-2.5`.
 *
 * @returns undefined for anything else
 */
export function parseUsbAddress(text: string): UsbAddress | undefined {
  const [, bus, device] = DEVICE.exec(text) ?? [];
  if (Number(bus) > 0 && Number(device) > 0) return { bus: Number(bus), device: Number(device) };
  const [, portBus, port] = PORT.exec(text) ?? [];
  return Number(portBus) > 0 && port !== undefined ? { bus: Number(portBus), port } : undefined;
}

/** Attributes of `<vendor>` and `<product>`, in libvirt's canonical digits. */
export function usbIdAttributes({ vendor, product }: UsbId): { vendor: string; product: string } {
  return { vendor: hex(vendor), product: hex(product) };
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(4, '0')}`;
}

/** A USB device of the host that the domain takes. */
export interface UsbHostdev {
  readonly device: XmlElement;
  readonly source: XmlElement;
}

/** Every USB hostdev that says which device it is. */
export function listUsbHostdevs(draft: DomainReader): UsbHostdev[] {
  return listHostdevs(draft, 'usb').flatMap((device) => {
    const source = device.child('source');
    return source === undefined ? [] : [{ device, source }];
  });
}

/** Vendor and product that a `<source>` names, as `046d:c52b`. */
export function readUsbId(source: XmlElement): string | undefined {
  const ids = ['vendor', 'product'].map((name) => readNumber(source.child(name)?.attribute('id')));
  return ids.includes(undefined) ? undefined : ids.map((id) => id?.toString(16).padStart(4, '0')).join(':');
}

/** The place on the host that a `<source>` names: bus and port as `1-2.5`, or bus and device number as `1.4`. */
export function readUsbPlace(source: XmlElement): string | undefined {
  const address = source.child('address');
  const bus = readNumber(address?.attribute('bus'));
  if (bus === undefined) return undefined;
  const port = address?.attribute('port');
  const number = readNumber(address?.attribute('device'));
  return port === undefined ? (number === undefined ? undefined : `${bus}.${number}`) : `${bus}-${port}`;
}

/** True where a `<source>` names the same vendor and product, however written. */
export function hasUsbId(source: XmlElement, { vendor, product }: UsbId): boolean {
  const read = (name: string) => readNumber(source.child(name)?.attribute('id'));
  return read('vendor') === vendor && read('product') === product;
}

/** True where a `<source>` names the same place on the host, however written. */
export function hasUsbAddress(source: XmlElement, { bus, device, port }: UsbAddress): boolean {
  const address = source.child('address');
  if (address === undefined || readNumber(address.attribute('bus')) !== bus) return false;
  return device === undefined ? address.attribute('port') === port : readNumber(address.attribute('device')) === device;
}

/** The raw `-device usb-host,…` that hands the same device to QEMU behind libvirt's back. */
export function findUsbArgument(
  draft: DomainReader,
  { id, address }: { readonly id?: UsbId | undefined; readonly address?: UsbAddress | undefined },
): XmlElement | undefined {
  return findQemuOption(draft, ['device'], (properties) => {
    if (properties.get('driver') !== 'usb-host') return false;
    const read = (name: string) => readQemuNumber(properties.get(name));
    const file = parseUsbAddress(properties.get('hostdevice')?.replace(/^\/dev\/bus\/usb\//, '') ?? '');
    const [bus, device] = [file?.bus ?? read('hostbus'), file?.device ?? read('hostaddr')];
    if (id !== undefined) return read('vendorid') === id.vendor && read('productid') === id.product;
    if (address === undefined || bus !== address.bus) return false;
    return address.port === undefined ? device === address.device : properties.get('hostport') === address.port;
  });
}
