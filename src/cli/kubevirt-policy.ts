import { type DefinedDomain, defineDomain, type HookCall, type HookPolicy } from '../kubevirt/define-domain.js';
import { type Flag, hasFlag, type ParsedFlags } from './flags.js';
import type { Io } from './io.js';
import { namingFile, reportWarnings } from './report.js';
import { listRequestedSteps, STEP_LIST_FLAGS } from './requested-steps.js';
import { readSurroundings, SURROUNDINGS_FLAGS } from './surroundings.js';

/** Flags that lay down what a hook does. */
export const POLICY_FLAGS: readonly Flag[] = [...STEP_LIST_FLAGS, ...SURROUNDINGS_FLAGS];

/**
 * Read what the flags lay down, and the files that they name.
 *
 * @throws PtxError USAGE, OPTION_INVALID, FILE_UNREADABLE, FILE_MALFORMED
 */
export async function readPolicy(parsed: ParsedFlags, io: Io): Promise<HookPolicy> {
  const hasSteps = STEP_LIST_FLAGS.some(({ name }) => hasFlag(parsed, name));
  return {
    steps: hasSteps ? await listRequestedSteps(parsed, io) : undefined,
    options: await readSurroundings(parsed, io),
  };
}

/** Do what KubeVirt asks of a hook, with what is to be known on stderr. Refusals name the part that they are about. */
export async function answerHook(call: HookCall, policy: HookPolicy, io: Io): Promise<DefinedDomain> {
  const defined = await defineDomain(call, policy, (part, read) => namingFile(part, read));
  for (const name of defined.ignored) {
    io.writeStderr(`ptx: warning: annotation "${name}" does not count: the flags of the hook say it\n`);
  }
  reportWarnings(defined.result.warnings, io);
  return defined;
}
