import type { Finding } from './finding.js';

/** What tells a finding from others wherever its line moves to. */
export function fingerprintOf({ ruleId, messageId, path }: Finding): string {
  return `${ruleId}:${messageId}:${path}`;
}
