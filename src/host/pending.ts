import { readConfiguredCmdline } from './bootloaders/registry.js';
import { parseCmdline } from './cmdline.js';
import { isBoundEarly } from './early-binding.js';
import { hasArgument } from './kernel-arguments.js';
import type { PlanScope } from './planning.js';
import { isReserving } from './viability.js';

/** True where the files say more than the running kernel does: a device is still with its native driver, or an argument is missing. */
export function isPending({ snapshot, set }: PlanScope): boolean {
  const isBound = set.every((device) => isReserving(device.driver) || !isBoundEarly(snapshot, device));
  const running = new Set(parseCmdline(snapshot.cmdline ?? '').map(({ text }) => text));
  const configured = parseCmdline(readConfiguredCmdline(snapshot) ?? '');
  return !isBound || configured.some(({ text }) => !running.has(text) && !hasArgument(snapshot.cmdline, text));
}
