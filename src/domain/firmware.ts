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
