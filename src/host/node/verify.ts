import type { PassthroughRequest } from '../passthrough-set.js';
import { type HostVerification, verifyDevices } from '../verify.js';
import { type InspectHostOptions, inspectHost } from './inspect.js';
import { readKernelLog } from './kernel-log.js';

/**
 * Look at a host and say whether its devices are reserved for guests, and why not. It only reads.
 *
 * @throws PtxError OPTION_INVALID, TARGET_NOT_FOUND
 */
export async function verifyHost(
  request: PassthroughRequest,
  { root = '/' }: InspectHostOptions = {},
): Promise<HostVerification> {
  // What this kernel says is of no other host.
  return verifyDevices(await inspectHost({ root }), request, root === '/' ? readKernelLog() : null);
}
