/**
 * Turn a libvirt domain into one that runs a passed-through device, and change nothing else. Pure: nothing here
 * touches a file, a clock or the environment.
 *
 * @packageDocumentation
 */

export { diffDomains } from './diff/diff-domains.js';
export type { DomainDifference, Place } from './diff/difference.js';
export { type Domain, parseDomain, serializeDomain } from './domain/domain.js';
export type { Warning } from './domain/domain-draft.js';
export type {
  HostCpu,
  HostEssentials,
  HostFacts,
  HostHugepages,
  HostIommuGroup,
  HostMemory,
  HostPciDevice,
} from './domain/host-facts.js';
export type { HypervisorCpuid } from './domain/hypervisor-cpuid.js';
export type { MachineFamily } from './domain/machine.js';
export type { DeviceMap, MappedDevice } from './domain/surroundings.js';
export type { Target } from './domain/target.js';
export { type ErrorCode, type ErrorDetails, type Location, PtxError } from './errors.js';
export { inspectDomain } from './inspect/inspect-domain.js';
export type {
  BalloonFacts,
  CacheFacts,
  ClockFacts,
  CpuFacts,
  CpuFeatureFacts,
  DomainFacts,
  DomainInspection,
  EmulatorPinFacts,
  EnlightenmentFacts,
  FirmwareFacts,
  GuestAddress,
  HidingFacts,
  HostDevice,
  HugepageFacts,
  HugepagesFacts,
  IommuFacts,
  IothreadPinFacts,
  LoaderFacts,
  Located,
  MachineFacts,
  MaxphysaddrFacts,
  MemoryFacts,
  Note,
  NoteCode,
  NumaCellFacts,
  NvramFacts,
  PassedThroughCard,
  PassedThroughDevice,
  PciBus,
  PciDevice,
  PciTopology,
  PinningFacts,
  QemuArgumentFacts,
  QemuFacts,
  QemuOverrideFacts,
  RomFacts,
  ShmemFacts,
  TimerFacts,
  TopologyFacts,
  TpmFacts,
  VcpuFacts,
  VcpuPinFacts,
} from './inspect/inspection.js';
export type { Guests } from './lint/about.js';
export type { RomFileFacts, Vendors } from './lint/context.js';
export type { Finding, Severity } from './lint/finding.js';
export { type FixResult, fixDomain } from './lint/fix.js';
export { fixFinding } from './lint/fix-finding.js';
export { type FleetFile, lintFleet } from './lint/fleet.js';
export { type FleetHost, type Placement, placeDomains } from './lint/placement.js';
export { rules } from './lint/registry.js';
export type { FileFindings } from './lint/report.js';
export type { Effect, Rule, RuleClass, RuleMessage } from './lint/rule.js';
export { lintDomain } from './lint/run.js';
export type { LintOptions, RuleConfig, RuleSetting } from './lint/settings.js';
export { addEvdevInput } from './transforms/add-evdev-input.js';
export { addMdevHostdev } from './transforms/add-mdev-hostdev.js';
export { addPciHostdev } from './transforms/add-pci-hostdev.js';
export { addShmem } from './transforms/add-shmem.js';
export { addTpm } from './transforms/add-tpm.js';
export { addUsbHostdev } from './transforms/add-usb-hostdev.js';
export { addViommu } from './transforms/add-viommu.js';
export { convertToQ35 } from './transforms/convert-to-q35.js';
export { disableHypervisorCpuid } from './transforms/disable-hypervisor-cpuid.js';
export { disableMemballoon } from './transforms/disable-memballoon.js';
export { enableHyperv } from './transforms/enable-hyperv.js';
export { hideKvm } from './transforms/hide-kvm.js';
export { modernizeQemuArguments } from './transforms/modernize-qemu-arguments.js';
export { overridePciIds } from './transforms/override-pci-ids.js';
export type { Recipe, RecipePart } from './transforms/recipe.js';
export { recipe, recipes } from './transforms/recipe-registry.js';
export { transforms } from './transforms/registry.js';
export { removeEmulatedVideo } from './transforms/remove-emulated-video.js';
export { removePciHostdev } from './transforms/remove-pci-hostdev.js';
export {
  type StepsAndOptions,
  type TransformResult,
  transformDomain,
  transformXml,
} from './transforms/run.js';
export { setClockWindows } from './transforms/set-clock-windows.js';
export { setCpuHostPassthrough } from './transforms/set-cpu-host-passthrough.js';
export { setFirmwareEfi } from './transforms/set-firmware-efi.js';
export { setHostdevRom } from './transforms/set-hostdev-rom.js';
export { setIoapicDriver } from './transforms/set-ioapic-driver.js';
export { setMmioWindow } from './transforms/set-mmio-window.js';
export { setPrimaryGpu } from './transforms/set-primary-gpu.js';
export { setSmbiosHost } from './transforms/set-smbios-host.js';
export { setVcpuPinning } from './transforms/set-vcpu-pinning.js';
export { stripRuntime } from './transforms/strip-runtime.js';
export type { TransformOptions } from './transforms/surroundings.js';
export {
  listOptions,
  type OptionDescription,
  type Step,
  type StepFactory,
  type Transform,
} from './transforms/transform.js';
export { useHugepages } from './transforms/use-hugepages.js';
export type { Change } from './xml/change.js';
