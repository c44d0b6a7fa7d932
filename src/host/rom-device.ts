import { PtxError } from '../errors.js';
import type { RomImage } from './rom-image.js';

/** Whether a ROM is for a device. */
export interface RomDeviceMatch {
  /** The PCI id that was asked about. */
  readonly id: string;
  readonly matches: boolean;
  /** How its images name the device: as their own, in a list of further ones, or not at all. */
  readonly by: 'id' | 'device-list' | null;
  /** True where at least the vendor is the same. */
  readonly isVendorSame: boolean;
}

const PCI_ID = /^[0-9a-f]{4}:[0-9a-f]{4}$/i;

/**
 * Say whether images are for the device with a PCI id such as `10de:1c03`.
 *
 * @throws PtxError OPTION_INVALID for what is no PCI id
 */
export function matchRomDevice(images: readonly RomImage[], pciId: string): RomDeviceMatch {
  if (!PCI_ID.test(pciId)) {
    throw new PtxError('OPTION_INVALID', `Expected a PCI id such as "10de:1c03", found "${pciId}"`);
  }
  const id = pciId.toLowerCase();
  const [vendor = '', device = ''] = id.split(':');
  const ofVendor = images.filter((image) => image.vendor === vendor);
  const by = ofVendor.some((image) => image.device === device)
    ? 'id'
    : ofVendor.some((image) => image.devices.includes(device))
      ? 'device-list'
      : null;
  return { id, matches: by !== null, by, isVendorSame: ofVendor.length > 0 };
}
