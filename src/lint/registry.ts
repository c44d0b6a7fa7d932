import type { Rule } from './rule.js';
import { audioIdDefined } from './rules/audio-id-defined.js';
import { cdromEmpty } from './rules/cdrom-empty.js';
import { cpusetReadable } from './rules/cpuset-readable.js';
import { cputuneInRange } from './rules/cputune-in-range.js';
import { currentMemoryFull } from './rules/current-memory-full.js';
import { diskBusVirtio } from './rules/disk-bus-virtio.js';
import { diskNativeIoUncached } from './rules/disk-native-io-uncached.js';
import { diskSourcePresent } from './rules/disk-source-present.js';
import { diskSourceStable } from './rules/disk-source-stable.js';
import { diskTargetUnique } from './rules/disk-target-unique.js';
import { domainTypeKvm } from './rules/domain-type-kvm.js';
import { emulatorPathAbsolute } from './rules/emulator-path-absolute.js';
import { emulatorpinPresent } from './rules/emulatorpin-present.js';
import { enrolledKeysSecureBoot } from './rules/enrolled-keys-secure-boot.js';
import { evdevPathStable } from './rules/evdev-path-stable.js';
import { evdevSourcePresent } from './rules/evdev-source-present.js';
import { firmwareFeatureSelected } from './rules/firmware-feature-selected.js';
import { firmwareSelectionSingle } from './rules/firmware-selection-single.js';
import { fwCfgNameAllowed } from './rules/fw-cfg-name-allowed.js';
import { hardLimitSufficient } from './rules/hard-limit-sufficient.js';
import { hostPathOutsideHome } from './rules/host-path-outside-home.js';
import { hugepagesMemorySource } from './rules/hugepages-memory-source.js';
import { hugepagesSizeSingle } from './rules/hugepages-size-single.js';
import { interfaceMemoryShared } from './rules/interface-memory-shared.js';
import { interfaceModelVirtio } from './rules/interface-model-virtio.js';
import { iothreadBusVirtio } from './rules/iothread-bus-virtio.js';
import { iothreadDefined } from './rules/iothread-defined.js';
import { iothreadUsed } from './rules/iothread-used.js';
import { kvmSingle } from './rules/kvm-single.js';
import { lifecycleActionSupported } from './rules/lifecycle-action-supported.js';
import { loaderPathPresent } from './rules/loader-path-present.js';
import { loaderUefiPflash } from './rules/loader-uefi-pflash.js';
import { lockedMemoryLimited } from './rules/locked-memory-limited.js';
import { macAddressUnicast } from './rules/mac-address-unicast.js';
import { macAddressUnique } from './rules/mac-address-unique.js';
import { machineVersionAvailable } from './rules/machine-version-available.js';
import { machineVersionLasting } from './rules/machine-version-lasting.js';
import { memnodeCellPresent } from './rules/memnode-cell-present.js';
import { memoryHotplugNuma } from './rules/memory-hotplug-numa.js';
import { memoryNumaSum } from './rules/memory-numa-sum.js';
import { memoryPresent } from './rules/memory-present.js';
import { memoryUnitBinary } from './rules/memory-unit-binary.js';
import { nvramSizeMatching } from './rules/nvram-size-matching.js';
import { nvramSupported } from './rules/nvram-supported.js';
import { passthroughUefi } from './rules/passthrough-uefi.js';
import { pinSetsDisjoint } from './rules/pin-sets-disjoint.js';
import { pinSingle } from './rules/pin-single.js';
import { sataAddressValid } from './rules/sata-address-valid.js';
import { schedulerValid } from './rules/scheduler-valid.js';
import { secureBootChosen } from './rules/secure-boot-chosen.js';
import { secureBootSupported } from './rules/secure-boot-supported.js';
import { sharedMemoryVhostUser } from './rules/shared-memory-vhost-user.js';
import { shmemModelPresent } from './rules/shmem-model-present.js';
import { shmemNameValid } from './rules/shmem-name-valid.js';
import { shmemSizeValid } from './rules/shmem-size-valid.js';
import { smbiosSysinfoPresent } from './rules/smbios-sysinfo-present.js';
import { spiceGraphicsPresent } from './rules/spice-graphics-present.js';
import { suspendToMemDisabled } from './rules/suspend-to-mem-disabled.js';
import { tpmSupported } from './rules/tpm-supported.js';
import { tsegMachineQ35 } from './rules/tseg-machine-q35.js';
import { unusedSuppression } from './rules/unused-suppression.js';
import { vcpuCountValid } from './rules/vcpu-count-valid.js';
import { vcpupinComplete } from './rules/vcpupin-complete.js';
import { vcpupinInRange } from './rules/vcpupin-in-range.js';
import { videoNoneAlone } from './rules/video-none-alone.js';
import { xmlWellFormed } from './rules/xml-well-formed.js';

/** Every rule, by the part of a domain that it is about. */
export const rules: readonly Rule[] = Object.freeze([
  xmlWellFormed,
  unusedSuppression,
  kvmSingle,
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
  tsegMachineQ35,
  memoryPresent,
  memoryUnitBinary,
  memoryNumaSum,
  memoryHotplugNuma,
  memnodeCellPresent,
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
  audioIdDefined,
  tpmSupported,
  diskTargetUnique,
  diskSourcePresent,
  diskSourceStable,
  diskNativeIoUncached,
  sataAddressValid,
  diskBusVirtio,
  cdromEmpty,
  interfaceModelVirtio,
  macAddressUnicast,
  macAddressUnique,
  hostPathOutsideHome,
]);

/** The rule of a name, undefined where there is none. */
export function findRule(id: string): Rule | undefined {
  return rules.find((rule) => rule.id === id);
}
