/**
 * The machine that this runs on, read for `libvirt-ptx/host` and changed as its plans say. The only entry that touches files.
 *
 * @packageDocumentation
 */
export { type ApplyOptions, applyPlan } from './host/node/apply-plan.js';
export { type BindOptions, type BoundDevice, bindDevice, unbindDevice } from './host/node/bind-device.js';
export { type DumpRomOptions, dumpRom } from './host/node/dump-rom.js';
export type { HostTarget } from './host/node/host-access.js';
export { type InspectHostOptions, inspectHost } from './host/node/inspect.js';
export type { HostProgress, OnProgress } from './host/node/progress.js';
export { type RollbackOptions, rollbackRecord } from './host/node/rollback-record.js';
export { verifyHost } from './host/node/verify.js';
