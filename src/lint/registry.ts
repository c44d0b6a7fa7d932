import type { Rule } from './rule.js';
import { acpiIndexUnique } from './rules/acpi-index-unique.js';
import { attributeKnown } from './rules/attribute-known.js';
import { audioIdDefined } from './rules/audio-id-defined.js';
import { bootOrderValid } from './rules/boot-order-valid.js';
import { cdromEmpty } from './rules/cdrom-empty.js';
import { clockOffsetComplete } from './rules/clock-offset-complete.js';
import { controllerIndexUnique } from './rules/controller-index-unique.js';
import { cpuArgumentAbsent } from './rules/cpu-argument-absent.js';
import { cpuCacheValid } from './rules/cpu-cache-valid.js';
import { cpuFeaturesValid } from './rules/cpu-features-valid.js';
import { cpuHostPassthrough } from './rules/cpu-host-passthrough.js';
import { cpuInvtscShown } from './rules/cpu-invtsc-shown.js';
import { cpuMaxphysaddrValid } from './rules/cpu-maxphysaddr-valid.js';
import { cpuMigratableFits } from './rules/cpu-migratable-fits.js';
import { cpuModelValid } from './rules/cpu-model-valid.js';
import { cpuTopoextFits } from './rules/cpu-topoext-fits.js';
import { cpuTopologyValid } from './rules/cpu-topology-valid.js';
import { cpusetReadable } from './rules/cpuset-readable.js';
import { cputuneInRange } from './rules/cputune-in-range.js';
import { currentMemoryFull } from './rules/current-memory-full.js';
import { devicePartsPresent } from './rules/device-parts-present.js';
import { deviceSettingLive } from './rules/device-setting-live.js';
import { diskAuthComplete } from './rules/disk-auth-complete.js';
import { diskBusVirtio } from './rules/disk-bus-virtio.js';
import { diskLunBlock } from './rules/disk-lun-block.js';
import { diskNativeIoUncached } from './rules/disk-native-io-uncached.js';
import { diskSourcePresent } from './rules/disk-source-present.js';
import { diskSourceStable } from './rules/disk-source-stable.js';
import { diskTargetUnique } from './rules/disk-target-unique.js';
import { domainConfined } from './rules/domain-confined.js';
import { domainNameValid } from './rules/domain-name-valid.js';
import { domainOfQemu } from './rules/domain-of-qemu.js';
import { domainTypeKnown } from './rules/domain-type-known.js';
import { domainTypeKvm } from './rules/domain-type-kvm.js';
import { elementKnown } from './rules/element-known.js';
import { emulatorPathAbsolute } from './rules/emulator-path-absolute.js';
import { emulatorpinPresent } from './rules/emulatorpin-present.js';
import { enrolledKeysSecureBoot } from './rules/enrolled-keys-secure-boot.js';
import { evdevPathStable } from './rules/evdev-path-stable.js';
import { evdevSourcePresent } from './rules/evdev-source-present.js';
import { featureArchitecture } from './rules/feature-architecture.js';
import { featureStatePresent } from './rules/feature-state-present.js';
import { firmwareFeatureSelected } from './rules/firmware-feature-selected.js';
import { firmwareSelectionSingle } from './rules/firmware-selection-single.js';
import { fleetHostdevUnshared } from './rules/fleet-hostdev-unshared.js';
import { fleetMacUnique } from './rules/fleet-mac-unique.js';
import { fleetNameUnique } from './rules/fleet-name-unique.js';
import { fleetPinsApart } from './rules/fleet-pins-apart.js';
import { fleetUuidUnique } from './rules/fleet-uuid-unique.js';
import { foreignElementInMetadata } from './rules/foreign-element-in-metadata.js';
import { fwCfgNameAllowed } from './rules/fw-cfg-name-allowed.js';
import { gpuHypervisorHidden } from './rules/gpu-hypervisor-hidden.js';
import { graphicsListenGuarded } from './rules/graphics-listen-guarded.js';
import { graphicsListenNetwork } from './rules/graphics-listen-network.js';
import { guestFunctionZeroPresent } from './rules/guest-function-zero-present.js';
import { guestMultifunctionOn } from './rules/guest-multifunction-on.js';
import { guestPciAddressUnique } from './rules/guest-pci-address-unique.js';
import { guestPciBusValid } from './rules/guest-pci-bus-valid.js';
import { guestPciSlotValid } from './rules/guest-pci-slot-valid.js';
import { hardLimitSufficient } from './rules/hard-limit-sufficient.js';
import { hidingMethodsSeparate } from './rules/hiding-methods-separate.js';
import { hostPassthroughOnKvm } from './rules/host-passthrough-on-kvm.js';
import { hostPathOutsideHome } from './rules/host-path-outside-home.js';
import { hostdevBehindRootPort } from './rules/hostdev-behind-root-port.js';
import { hostdevCardComplete } from './rules/hostdev-card-complete.js';
import { hostdevDisplayUsable } from './rules/hostdev-display-usable.js';
import { hostdevDriverReleasable } from './rules/hostdev-driver-releasable.js';
import { hostdevDriverSupported } from './rules/hostdev-driver-supported.js';
import { hostdevFunctionsTogether } from './rules/hostdev-functions-together.js';
import { hostdevGuestAddressType } from './rules/hostdev-guest-address-type.js';
import { hostdevIommuGroupComplete } from './rules/hostdev-iommu-group-complete.js';
import { hostdevKindMatches } from './rules/hostdev-kind-matches.js';
import { hostdevManaged } from './rules/hostdev-managed.js';
import { hostdevManagedValue } from './rules/hostdev-managed-value.js';
import { hostdevNotEssential } from './rules/hostdev-not-essential.js';
import { hostdevNumberHexadecimal } from './rules/hostdev-number-hexadecimal.js';
import { hostdevOnHost } from './rules/hostdev-on-host.js';
import { hostdevRomEnabled } from './rules/hostdev-rom-enabled.js';
import { hostdevRomFits } from './rules/hostdev-rom-fits.js';
import { hostdevRomPathAbsolute } from './rules/hostdev-rom-path-absolute.js';
import { hostdevRomShown } from './rules/hostdev-rom-shown.js';
import { hostdevSchemaValid } from './rules/hostdev-schema-valid.js';
import { hostdevSourcePresent } from './rules/hostdev-source-present.js';
import { hostdevTeamingComplete } from './rules/hostdev-teaming-complete.js';
import { hostdevUnique } from './rules/hostdev-unique.js';
import { hostdevWithAcpi } from './rules/hostdev-with-acpi.js';
import { hugepagesMemorySource } from './rules/hugepages-memory-source.js';
import { hugepagesOnHost } from './rules/hugepages-on-host.js';
import { hugepagesSizeSingle } from './rules/hugepages-size-single.js';
import { hypervPassthroughEmpty } from './rules/hyperv-passthrough-empty.js';
import { hypervPrerequisitesPresent } from './rules/hyperv-prerequisites-present.js';
import { hypervSpinlocksRetriesValid } from './rules/hyperv-spinlocks-retries-valid.js';
import { hypervVendorIdOwn } from './rules/hyperv-vendor-id-own.js';
import { hypervVendorIdShown } from './rules/hyperv-vendor-id-shown.js';
import { hypervVendorIdValid } from './rules/hyperv-vendor-id-valid.js';
import { hypervclockBesideHyperv } from './rules/hypervclock-beside-hyperv.js';
import { interfaceMemoryShared } from './rules/interface-memory-shared.js';
import { interfaceModelVirtio } from './rules/interface-model-virtio.js';
import { iommuCachingModeOn } from './rules/iommu-caching-mode-on.js';
import { iommuInterruptsRemapped } from './rules/iommu-interrupts-remapped.js';
import { iommuSupported } from './rules/iommu-supported.js';
import { iothreadBusVirtio } from './rules/iothread-bus-virtio.js';
import { iothreadDefined } from './rules/iothread-defined.js';
import { iothreadUsed } from './rules/iothread-used.js';
import { kvmDirtyRingSizeValid } from './rules/kvm-dirty-ring-size-valid.js';
import { kvmSignatureHidden } from './rules/kvm-signature-hidden.js';
import { kvmSingle } from './rules/kvm-single.js';
import { lifecycleActionSupported } from './rules/lifecycle-action-supported.js';
import { loaderPathPresent } from './rules/loader-path-present.js';
import { loaderUefiPflash } from './rules/loader-uefi-pflash.js';
import { lockedMemoryLimited } from './rules/locked-memory-limited.js';
import { macAddressUnique } from './rules/mac-address-unique.js';
import { macValid } from './rules/mac-valid.js';
import { machineVersionAvailable } from './rules/machine-version-available.js';
import { machineVersionLasting } from './rules/machine-version-lasting.js';
import { mdevHostdevComplete } from './rules/mdev-hostdev-complete.js';
import { memballoonOffBesideVfio } from './rules/memballoon-off-beside-vfio.js';
import { memnodeCellPresent } from './rules/memnode-cell-present.js';
import { memoryAmountPlausible } from './rules/memory-amount-plausible.js';
import { memoryHotplugNuma } from './rules/memory-hotplug-numa.js';
import { memoryNumaSum } from './rules/memory-numa-sum.js';
import { memoryOnHost } from './rules/memory-on-host.js';
import { memoryPresent } from './rules/memory-present.js';
import { memoryUnitBinary } from './rules/memory-unit-binary.js';
import { metadataChildNamespaced } from './rules/metadata-child-namespaced.js';
import { msrsEffective } from './rules/msrs-effective.js';
import { numatuneValid } from './rules/numatune-valid.js';
import { numberInRange } from './rules/number-in-range.js';
import { nvramSizeMatching } from './rules/nvram-size-matching.js';
import { nvramSupported } from './rules/nvram-supported.js';
import { openglSingle } from './rules/opengl-single.js';
import { osTypeKnown } from './rules/os-type-known.js';
import { overrideDeviceThere } from './rules/override-device-there.js';
import { overridePropertyValid } from './rules/override-property-valid.js';
import { passthroughUefi } from './rules/passthrough-uefi.js';
import { pciAddressReadable } from './rules/pci-address-readable.js';
import { pciRootValid } from './rules/pci-root-valid.js';
import { pinSetsDisjoint } from './rules/pin-sets-disjoint.js';
import { pinSingle } from './rules/pin-single.js';
import { pinsMatchCores } from './rules/pins-match-cores.js';
import { pinsNearDevice } from './rules/pins-near-device.js';
import { pinsOnHost } from './rules/pins-on-host.js';
import { q35UsbModelPresent } from './rules/q35-usb-model-present.js';
import { q35WithoutIde } from './rules/q35-without-ide.js';
import { qemuArgumentComplete } from './rules/qemu-argument-complete.js';
import { qemuArgumentNative } from './rules/qemu-argument-native.js';
import { qemuNamespaceBound } from './rules/qemu-namespace-bound.js';
import { runtimeStateAbsent } from './rules/runtime-state-absent.js';
import { sataAddressValid } from './rules/sata-address-valid.js';
import { schedulerValid } from './rules/scheduler-valid.js';
import { secretAbsent } from './rules/secret-absent.js';
import { secureBootChosen } from './rules/secure-boot-chosen.js';
import { secureBootSupported } from './rules/secure-boot-supported.js';
import { settingPartsPresent } from './rules/setting-parts-present.js';
import { sharedMemoryVhostUser } from './rules/shared-memory-vhost-user.js';
import { shmemModelPresent } from './rules/shmem-model-present.js';
import { shmemNameValid } from './rules/shmem-name-valid.js';
import { shmemSizeValid } from './rules/shmem-size-valid.js';
import { singletonSingle } from './rules/singleton-single.js';
import { smbiosSysinfoPresent } from './rules/smbios-sysinfo-present.js';
import { spiceGraphicsPresent } from './rules/spice-graphics-present.js';
import { suspendToMemDisabled } from './rules/suspend-to-mem-disabled.js';
import { timerSingle } from './rules/timer-single.js';
import { timerTscModeAbsent } from './rules/timer-tsc-mode-absent.js';
import { timerValid } from './rules/timer-valid.js';
import { tpmSupported } from './rules/tpm-supported.js';
import { tsegValid } from './rules/tseg-valid.js';
import { uefiWithAcpi } from './rules/uefi-with-acpi.js';
import { unusedSuppression } from './rules/unused-suppression.js';
import { usbEnabledForDevices } from './rules/usb-enabled-for-devices.js';
import { usbHostdevSourceReadable } from './rules/usb-hostdev-source-readable.js';
import { usbHostdevStable } from './rules/usb-hostdev-stable.js';
import { usbPortReadable } from './rules/usb-port-readable.js';
import { userAliasValid } from './rules/user-alias-valid.js';
import { uuidValid } from './rules/uuid-valid.js';
import { valueKnown } from './rules/value-known.js';
import { vcpuCountAddressable } from './rules/vcpu-count-addressable.js';
import { vcpuCountValid } from './rules/vcpu-count-valid.js';
import { vcpupinComplete } from './rules/vcpupin-complete.js';
import { vcpupinInRange } from './rules/vcpupin-in-range.js';
import { vfioArgumentAbsent } from './rules/vfio-argument-absent.js';
import { videoNoneAlone } from './rules/video-none-alone.js';
import { videoNoneBesideGpu } from './rules/video-none-beside-gpu.js';
import { windowsClockLocaltime } from './rules/windows-clock-localtime.js';
import { windowsCpuSockets } from './rules/windows-cpu-sockets.js';
import { xVgaNeeded } from './rules/x-vga-needed.js';
import { xmlWellFormed } from './rules/xml-well-formed.js';

/** Every rule, by the part of a domain that it is about. */
export const rules: readonly Rule[] = Object.freeze([
  xmlWellFormed,
  unusedSuppression,
  kvmSingle,
  elementKnown,
  attributeKnown,
  valueKnown,
  numberInRange,
  foreignElementInMetadata,
  metadataChildNamespaced,
  singletonSingle,
  qemuNamespaceBound,
  qemuArgumentComplete,
  qemuArgumentNative,
  cpuArgumentAbsent,
  deviceSettingLive,
  vfioArgumentAbsent,
  overrideDeviceThere,
  overridePropertyValid,
  runtimeStateAbsent,
  userAliasValid,
  secretAbsent,
  graphicsListenGuarded,
  domainConfined,
  domainTypeKnown,
  domainOfQemu,
  domainNameValid,
  osTypeKnown,
  uuidValid,
  macValid,
  featureStatePresent,
  featureArchitecture,
  hypervPrerequisitesPresent,
  hypervSpinlocksRetriesValid,
  hypervVendorIdValid,
  hypervVendorIdShown,
  hypervVendorIdOwn,
  hypervPassthroughEmpty,
  hypervclockBesideHyperv,
  hidingMethodsSeparate,
  kvmSignatureHidden,
  gpuHypervisorHidden,
  kvmDirtyRingSizeValid,
  msrsEffective,
  uefiWithAcpi,
  hostdevWithAcpi,
  cpuMigratableFits,
  cpuModelValid,
  cpuFeaturesValid,
  cpuTopologyValid,
  cpuCacheValid,
  cpuMaxphysaddrValid,
  cpuTopoextFits,
  cpuInvtscShown,
  cpuHostPassthrough,
  hostPassthroughOnKvm,
  clockOffsetComplete,
  timerValid,
  timerSingle,
  timerTscModeAbsent,
  windowsClockLocaltime,
  windowsCpuSockets,
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
  usbPortReadable,
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
  firmwareSelectionSingle,
  firmwareFeatureSelected,
  loaderPathPresent,
  loaderUefiPflash,
  nvramSizeMatching,
  nvramSupported,
  secureBootSupported,
  secureBootChosen,
  enrolledKeysSecureBoot,
  passthroughUefi,
  smbiosSysinfoPresent,
  fwCfgNameAllowed,
  machineVersionAvailable,
  machineVersionLasting,
  domainTypeKvm,
  emulatorPathAbsolute,
  lifecycleActionSupported,
  suspendToMemDisabled,
  tsegValid,
  memoryPresent,
  memoryAmountPlausible,
  memoryUnitBinary,
  memoryNumaSum,
  memoryHotplugNuma,
  memnodeCellPresent,
  numatuneValid,
  currentMemoryFull,
  hugepagesMemorySource,
  hugepagesSizeSingle,
  sharedMemoryVhostUser,
  interfaceMemoryShared,
  hardLimitSufficient,
  lockedMemoryLimited,
  vcpuCountValid,
  cpusetReadable,
  vcpupinInRange,
  vcpupinComplete,
  pinSingle,
  pinSetsDisjoint,
  emulatorpinPresent,
  schedulerValid,
  cputuneInRange,
  iothreadDefined,
  iothreadBusVirtio,
  iothreadUsed,
  shmemSizeValid,
  shmemModelPresent,
  shmemNameValid,
  evdevSourcePresent,
  evdevPathStable,
  videoNoneAlone,
  spiceGraphicsPresent,
  openglSingle,
  graphicsListenNetwork,
  audioIdDefined,
  tpmSupported,
  devicePartsPresent,
  settingPartsPresent,
  diskTargetUnique,
  diskSourcePresent,
  diskSourceStable,
  diskNativeIoUncached,
  diskLunBlock,
  diskAuthComplete,
  sataAddressValid,
  diskBusVirtio,
  cdromEmpty,
  interfaceModelVirtio,
  macAddressUnique,
  hostPathOutsideHome,
  hostdevOnHost,
  hostdevKindMatches,
  hostdevIommuGroupComplete,
  hostdevDriverReleasable,
  hostdevNotEssential,
  hostdevRomFits,
  memoryOnHost,
  hugepagesOnHost,
  pinsOnHost,
  pinsMatchCores,
  pinsNearDevice,
  fleetUuidUnique,
  fleetNameUnique,
  fleetMacUnique,
  fleetHostdevUnshared,
  fleetPinsApart,
]);

/** The rule of a name, undefined where there is none. */
export function findRule(name: string): Rule | undefined {
  return rules.find((rule) => rule.name === name);
}
