import type { XmlElement } from '../xml/node.js';
import type { DomainReader } from './domain-reader.js';

/** Where a domain says that it boots with UEFI: its `<os>`, or its `<loader>`; undefined for a guest with a BIOS. */
export function findUefi(draft: DomainReader): XmlElement | undefined {
  const auto = draft.findAll('os').find((os) => os.attribute('firmware') !== undefined);
  if (auto !== undefined) return auto.attribute('firmware') === 'efi' ? auto : undefined;
  const loader = draft.find('os/loader');
  // A whole image may also be handed over as a ROM, for which only its name speaks.
  const isUefi = loader?.attribute('type') === 'pflash' || /ovmf|edk2|uefi/i.test(loader?.text ?? '');
  return isUefi ? loader : undefined;
}

/** What a domain says of each feature of the firmware that libvirt is to choose; of several the last counts. */
export function listFirmwareFeatures(domain: DomainReader): Map<string, XmlElement> {
  const features = domain.findAll('os/firmware').flatMap((firmware) => firmware.childrenNamed('feature'));
  return new Map(features.map((feature) => [feature.attribute('name') ?? '', feature]));
}

/** True for the file name of UEFI firmware without its variables: `OVMF_CODE_4M.fd`, `edk2-x86_64-secure-code.fd`. */
export function isSplitUefiCode(path: string): boolean {
  return /(ovmf|edk2|aavmf|uefi)[^/]*code[^/]*$/i.test(path);
}
