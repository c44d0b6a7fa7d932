import { z } from 'zod/mini';
import { addHostdev } from '../domain/hostdev.js';
import { requireQemuDomain } from '../domain/support.js';
import {
  findUsbArgument,
  hasUsbAddress,
  hasUsbId,
  listUsbHostdevs,
  parseUsbAddress,
  parseUsbId,
  type UsbAddress,
  type UsbId,
  usbIdAttributes,
} from '../domain/usb-device.js';
import { requireUsbPort } from '../domain/usb-port.js';
import { type Markup, markup } from '../xml/fragment.js';
import { ASKED } from './options.js';
import { defineTransform } from './transform.js';

/**
 * Pass a USB device of the host through, known by vendor and product or by its place: one `<hostdev type='usb'>`. One
 * that the domain already has is aligned to what the options say, not doubled. libvirt adds a USB controller where
 * there is none.
 *
 * @throws PtxError CONFLICT where a QEMU argument passes the device already, USB is switched off or no port is left; OPTION_INVALID for a port where the target
 * does not know ports; DOMAIN_UNSUPPORTED
 * @see https://libvirt.org/formatdomain.html#usb-pci-scsi-devices
 */
export const addUsbHostdev = defineTransform({
  name: 'add-usb-hostdev',
  summary: 'Pass through a USB device of the host',
  source: 'https://libvirt.org/formatdomain.html#usb-pci-scsi-devices',
  main: 'id',
  conflicts: [
    'add-pci-hostdev',
    'remove-pci-hostdev',
    'convert-to-q35',
    'add-mdev-hostdev',
    'modernize-qemu-arguments',
    'strip-runtime',
    'remove-emulated-video',
  ],
  example: '046d:c52b,startupPolicy=optional',
  options: () =>
    z
      .strictObject({
        id: z
          .optional(
            z
              .string()
              .check(
                z.refine((text) => parseUsbId(text) !== undefined, 'Expected vendor and product such as 046d:c52b'),
              ),
          )
          .check(z.describe('Vendor and product as lsusb prints them: 046d:c52b')),
        address: z
          .optional(
            z
              .string()
              .check(
                z.refine(
                  (text) => parseUsbAddress(text) !== undefined,
                  'Expected bus and device such as 1.4, or a port: 1-2.5',
                ),
              ),
          )
          .check(z.describe('Bus and device (1.4, 001/004), or bus and port (1-2.5)')),
        startupPolicy: z
          .optional(z.enum(['mandatory', 'requisite', 'optional']))
          .check(z.describe('What libvirt does where the device is missing; its default: mandatory')),
      })
      .check(
        z.refine(
          ({ id, address }) => (id === undefined) !== (address === undefined),
          'Expected either "id" or "address"',
        ),
      ),
  plan(draft, { id, address, startupPolicy }) {
    requireQemuDomain(draft);
    const wanted = { id: parseUsbId(id ?? ''), address: parseUsbAddress(address ?? '') };
    if (wanted.address?.port !== undefined) draft.requireVersion('libvirt', FIRST_WITH_PORT, 'A port in "address"');
    if (wanted.address?.device !== undefined) {
      draft.warn(`USB device ${address} gets another number when it is plugged in again: only its id stays the same`);
    }
    const argument = findUsbArgument(draft, wanted);
    if (argument !== undefined) {
      const message = `USB device ${id ?? address} is already passed by a QEMU argument`;
      throw draft.refusal('CONFLICT', message, argument, 'Take the argument out first, with its "-device"');
    }
    const existing = listUsbHostdevs(draft).filter(
      ({ source }) =>
        (wanted.id !== undefined && hasUsbId(source, wanted.id)) ||
        (wanted.address !== undefined && hasUsbAddress(source, wanted.address)),
    );
    if (existing.length === 0) {
      requireUsbPort(draft);
      const source = markup('source', { startupPolicy }, describeDevice(wanted));
      addHostdev(
        draft,
        { type: 'usb', managed: 'yes' },
        source,
        `The guest gets USB device ${id ?? address} of the host`,
      );
    }
    if (startupPolicy === undefined) return;
    for (const { source } of existing) draft.setAttribute(source, 'startupPolicy', startupPolicy, ASKED);
  },
});

/** Where it was seen; libvirt 11.3 does not have it, and neither its news nor its pages name the version. */
const FIRST_WITH_PORT = '12.8';

function describeDevice({ id, address }: { id: UsbId | undefined; address: UsbAddress | undefined }): Markup[] {
  if (address !== undefined) {
    const { bus, device, port } = address;
    return [markup('address', { bus: String(bus), device: device?.toString(), port })];
  }
  if (id === undefined) return [];
  const { vendor, product } = usbIdAttributes(id);
  return [markup('vendor', { id: vendor }), markup('product', { id: product })];
}
