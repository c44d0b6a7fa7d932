import fc from 'fast-check';

/**
 * The same documents in every run, so that one who changes nothing sees nothing change. PTX_LAW_SEED=random, or any
 * number, looks elsewhere; PTX_LAW_RUNS=10 looks at ten times as many.
 */
const SEED = process.env.PTX_LAW_SEED ?? '20261120';
const SCALE = Number(process.env.PTX_LAW_RUNS ?? 1);

export const RUNS_PER_TRANSFORM = 800 * SCALE;
export const RUNS_PER_PAIR = 100 * SCALE;
export const RUNS_PER_HOST_LAW = 400 * SCALE;
export const TIMEOUT_MS = 60_000 * Math.max(1, SCALE);

/** Have fast-check make the documents of this run. */
export function seedLaws(): void {
  if (SEED !== 'random') fc.configureGlobal({ seed: Number(SEED) });
}
