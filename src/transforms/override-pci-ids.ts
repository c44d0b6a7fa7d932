import { z } from 'zod/mini';
import { ensureUserAlias, pciAlias } from '../domain/alias.js';
import { formatPciAddress } from '../domain/pci-address.js';
import { ensureQemuProperty } from '../domain/qemu-override.js';
import { requireQemuDomain } from '../domain/support.js';
import { requireVfioDevice } from '../domain/vfio-device.js';
import { pciAddressText } from './options.js';
import { defineTransform, type OptionMeta } from './transform.js';

/** A PCI id in hexadecimal digits. Text only: a number would have lost whether it was written as 1002 or 0x1002. */
const pciId = (highest: number) =>
  z
    .optional(
      z.string().check(
        z.regex(/^(0x)?[0-9a-f]{1,4}$/i, 'Expected a hexadecimal PCI id such as 10de or 0x10de'),
        z.refine((text) => Number.parseInt(text, 16) <= highest, `Expected at most 0x${highest.toString(16)}`),
      ),
    )
    .check(z.meta({ words: 'hexadecimal' } satisfies OptionMeta));

/** vfio-pci of QEMU 7.2 takes all ids up to 0xffff, but of the vendor, where 0xffff stands for no device. */
const MAX_ID = 0xffff;
const MAX_VENDOR_ID = 0xfffe;

/**
 * Let the guest see other PCI ids of a passed-through function than the hardware has, through `<qemu:override>`. The
 * device gets an alias by which the override can name it, if it has none that lasts.
 *
 * @throws PtxError TARGET_NOT_FOUND; TARGET_AMBIGUOUS; CONFLICT where the function is not given to the guest as it is;
 * DOMAIN_UNSUPPORTED
 * @see https://libvirt.org/drvqemu.html#overriding-properties-of-qemu-devices (libvirt 8.2.0)
 */
export const overridePciIds = defineTransform({
  name: 'override-pci-ids',
  summary: 'Show the guest other PCI ids of a passed-through function',
  source: 'https://libvirt.org/drvqemu.html#overriding-properties-of-qemu-devices',
  main: 'address',
  conflicts: ['add-pci-hostdev', 'remove-pci-hostdev', 'modernize-qemu-arguments', 'strip-runtime'],
  example: '01:00.0,vendor-id=10de,device-id=1b82',
  options: () =>
    z
      .strictObject({
        address: pciAddressText('where the domain has one function of the card'),
        'vendor-id': pciId(MAX_VENDOR_ID).check(z.describe('Vendor, in hexadecimal digits')),
        'device-id': pciId(MAX_ID).check(z.describe('Device')),
        'sub-vendor-id': pciId(MAX_ID).check(z.describe('Vendor of the subsystem, who built the card')),
        'sub-device-id': pciId(MAX_ID).check(z.describe('Device of the subsystem')),
      })
      .check(
        z.refine(({ address: _, ...ids }) => Object.values(ids).some((id) => id !== undefined), {
          message: 'Expected at least one of "vendor-id", "device-id", "sub-vendor-id" and "sub-device-id"',
        }),
      ),
  plan(draft, { address, ...ids }) {
    requireQemuDomain(draft);
    const { device, host } = requireVfioDevice(draft, address);
    const name = formatPciAddress(host);
    const alias = ensureUserAlias(draft, device, pciAlias(host), 'An override finds its device by an alias that lasts');
    for (const [option, id] of Object.entries(ids)) {
      if (id === undefined) continue;
      // libvirt reads numbers of an override to the base of ten only, and QEMU takes them as numbers only.
      const value = String(Number.parseInt(id, 16));
      const reason = `The guest sees ${option} 0x${Number(value).toString(16).padStart(4, '0')} of host device ${name}`;
      ensureQemuProperty(draft, alias, { name: `x-pci-${option}`, type: 'unsigned', value }, reason);
    }
  },
});
