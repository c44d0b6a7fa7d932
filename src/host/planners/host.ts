import type { Planner } from '../planning.js';

/** Refuse hosts that are none: a container shows the devices of the machine below it, and its own files. */
export const hostPlanner: Planner = {
  name: 'host',
  decide({ snapshot, set }) {
    const { container } = snapshot.environment;
    if (container === null) return {};
    const message = `This is a container (${container}), whose files do not configure the host: run it on the host itself`;
    return { blockers: [{ code: 'container', address: set[0]?.address ?? null, message, isFinal: true }] };
  },
};
