/**
 * The machine that this runs on, read for `libvirt-ptx/host`. The only entry that touches files.
 *
 * @packageDocumentation
 */
export { type InspectHostOptions, inspectHost } from './host/node/inspect.js';
