import type { Rule } from './rule.js';
import { acpiIndexUnique } from './rules/acpi-index-unique.js';
import { bootOrderValid } from './rules/boot-order-valid.js';
import { controllerIndexUnique } from './rules/controller-index-unique.js';
import { guestFunctionZeroPresent } from './rules/guest-function-zero-present.js';
import { guestMultifunctionOn } from './rules/guest-multifunction-on.js';
import { guestPciAddressUnique } from './rules/guest-pci-address-unique.js';
import { guestPciBusValid } from './rules/guest-pci-bus-valid.js';
import { guestPciSlotValid } from './rules/guest-pci-slot-valid.js';
import { hostdevBehindRootPort } from './rules/hostdev-behind-root-port.js';
import { hostdevCardComplete } from './rules/hostdev-card-complete.js';
import { hostdevDisplayUsable } from './rules/hostdev-display-usable.js';
import { hostdevDriverSupported } from './rules/hostdev-driver-supported.js';
import { hostdevFunctionsTogether } from './rules/hostdev-functions-together.js';
import { hostdevGuestAddressType } from './rules/hostdev-guest-address-type.js';
import { hostdevManaged } from './rules/hostdev-managed.js';
import { hostdevManagedValue } from './rules/hostdev-managed-value.js';
import { hostdevNumberHexadecimal } from './rules/hostdev-number-hexadecimal.js';
import { hostdevRomEnabled } from './rules/hostdev-rom-enabled.js';
import { hostdevRomPathAbsolute } from './rules/hostdev-rom-path-absolute.js';
import { hostdevRomShown } from './rules/hostdev-rom-shown.js';
import { hostdevSchemaValid } from './rules/hostdev-schema-valid.js';
import { hostdevSourcePresent } from './rules/hostdev-source-present.js';
import { hostdevTeamingComplete } from './rules/hostdev-teaming-complete.js';
import { hostdevUnique } from './rules/hostdev-unique.js';
import { iommuCachingModeOn } from './rules/iommu-caching-mode-on.js';
import { iommuInterruptsRemapped } from './rules/iommu-interrupts-remapped.js';
import { iommuSupported } from './rules/iommu-supported.js';
import { kvmSingle } from './rules/kvm-single.js';
import { mdevHostdevComplete } from './rules/mdev-hostdev-complete.js';
import { memballoonOffBesideVfio } from './rules/memballoon-off-beside-vfio.js';
import { pciAddressReadable } from './rules/pci-address-readable.js';
import { pciRootValid } from './rules/pci-root-valid.js';
import { q35UsbModelPresent } from './rules/q35-usb-model-present.js';
import { q35WithoutIde } from './rules/q35-without-ide.js';
import { unusedSuppression } from './rules/unused-suppression.js';
import { usbEnabledForDevices } from './rules/usb-enabled-for-devices.js';
import { usbHostdevSourceReadable } from './rules/usb-hostdev-source-readable.js';
import { usbHostdevStable } from './rules/usb-hostdev-stable.js';
import { vcpuCountAddressable } from './rules/vcpu-count-addressable.js';
import { videoNoneBesideGpu } from './rules/video-none-beside-gpu.js';
import { xVgaNeeded } from './rules/x-vga-needed.js';
import { xmlWellFormed } from './rules/xml-well-formed.js';

/** Every rule, by the part of a domain that it is about. */
export const rules: readonly Rule[] = Object.freeze([
  xmlWellFormed,
  unusedSuppression,
  kvmSingle,
  // Devices of the host, and the PCI tree of the guest.
  pciAddressReadable,
  hostdevNumberHexadecimal,
  hostdevSourcePresent,
  hostdevGuestAddressType,
  hostdevManagedValue,
  hostdevManaged,
  hostdevUnique,
  hostdevDriverSupported,
  hostdevSchemaValid,
  hostdevBehindRootPort,
  hostdevFunctionsTogether,
  hostdevCardComplete,
  hostdevRomEnabled,
  hostdevRomShown,
  hostdevRomPathAbsolute,
  hostdevTeamingComplete,
  usbEnabledForDevices,
  usbHostdevSourceReadable,
  usbHostdevStable,
  mdevHostdevComplete,
  hostdevDisplayUsable,
  guestPciAddressUnique,
  guestFunctionZeroPresent,
  guestMultifunctionOn,
  guestPciSlotValid,
  guestPciBusValid,
  pciRootValid,
  controllerIndexUnique,
  q35WithoutIde,
  q35UsbModelPresent,
  bootOrderValid,
  acpiIndexUnique,
  iommuInterruptsRemapped,
  iommuSupported,
  iommuCachingModeOn,
  vcpuCountAddressable,
  memballoonOffBesideVfio,
  videoNoneBesideGpu,
  xVgaNeeded,
]);

/** The rule of a name, undefined where there is none. */
export function findRule(id: string): Rule | undefined {
  return rules.find((rule) => rule.id === id);
}
