/**
 * The host that a device comes from, as plain data, and what follows from it. Pure: `libvirt-ptx/host/node` reads the
 * data of the machine that it runs on.
 *
 * @packageDocumentation
 */

export type { HostAction, ManualStep, RunCommand, WriteFile, WriteSysfs } from './host/action.js';
export { BLOCKER_CODES, type BlockerCode } from './host/blocker-codes.js';
export type { Blocker } from './host/blockers.js';
export { type DiagnosedMessage, diagnoseLog, type LogDiagnosis } from './host/diagnose.js';
export { diagnoses } from './host/diagnoses.js';
export type { Diagnosis, DiagnosisSource } from './host/diagnosis.js';
export { type GroupListing, listGroups } from './host/groups.js';
export {
  type Bootloader,
  type ConfigFile,
  findFile,
  findFunction,
  HOST_SCHEMA_VERSION,
  type HostNote,
  type HostSnapshot,
  hostJsonSchema,
  type InitramfsTool,
  type IommuGroup,
  listFolder,
  type PciFunction,
} from './host/model.js';
export {
  findPassthroughSet,
  type PassthroughRequest,
  type PassthroughSet,
  type Verdict,
} from './host/passthrough-set.js';
export {
  type HostConfiguration,
  type HostPlan,
  PLAN_SCHEMA_VERSION,
  type PlanBlocker,
  type PlanFinding,
  planJsonSchema,
} from './host/plan.js';
export { parseHostPlan } from './host/plan-file.js';
export { planHost } from './host/plan-host.js';
export { type HostRecord, parseHostRecord, type RecordStep } from './host/record.js';
export { renderPlan } from './host/render/registry.js';
export type { PlanPaint, PlanStyle } from './host/render/renderer.js';
export type { HostRequest, HostRequestInput } from './host/request.js';
export { inspectRom, type RomInspection, trimRom } from './host/rom.js';
export { matchRomDevice, type RomDeviceMatch } from './host/rom-device.js';
export type { RomEfi } from './host/rom-efi.js';
export type { RomImage } from './host/rom-image.js';
export type { RomNote, RomNoteCode } from './host/rom-notes.js';
export { simulate } from './host/simulate.js';
export { parseHostSnapshot } from './host/snapshot-file.js';
export { type HostVerification, type VerifiedDevice, type VerifyProblem, verifyDevices } from './host/verify.js';
