/** What the exit code of `ptx` says. */
export const EXIT = {
  /** Done, and nothing to report. */
  ok: 0,
  /** Changes are pending under `--check`, or something was not mapped under `--strict`. */
  pending: 1,
  /** Two domains differ. */
  different: 1,
  /** What is asked of a host would cut it off, or cannot be done. */
  blocked: 1,
  /** Something was found that is to be looked at. */
  findings: 1,
  /** The command line, or the options of a step, do not fit. */
  usage: 2,
  /** Unreadable or not well-formed input, a step's refusal, or the system. */
  failure: 3,
} as const;
