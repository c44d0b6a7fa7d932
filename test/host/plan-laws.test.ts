import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isBoundEarly } from '../../src/host/early-binding.js';
import { planHost } from '../../src/host/plan-host.js';
import { sha256 } from '../../src/host/sha256.js';
import { simulate, simulateActions } from '../../src/host/simulate.js';
import { isReserving } from '../../src/host/viability.js';
import { hostPlans } from '../arbitraries/host.js';
import { RUNS_PER_HOST_LAW, seedLaws } from '../helpers/law-runs.js';

seedLaws();

it('plans nothing on a host where all was done', () => {
  fc.assert(
    fc.property(hostPlans, ({ snapshot, request }) => {
      const plan = planHost(snapshot, request);
      const after = simulate(snapshot, plan);
      expect(planHost(after, request).actions).toEqual([]);
      if (plan.actions.some(({ kind }) => kind === 'manual')) return;
      expect(planHost(simulateActions(snapshot, plan), request).actions).toEqual([]);
    }),
    { numRuns: RUNS_PER_HOST_LAW },
  );
});

it('gives vfio-pci what goes to the guest, and no device that stays', () => {
  fc.assert(
    fc.property(hostPlans, ({ snapshot, request }) => {
      const plan = planHost(snapshot, request);
      if (plan.verdict === 'blocked') return;
      const after = simulate(snapshot, plan);
      for (const device of after.pciDevices) {
        const was = snapshot.pciDevices.find(({ address }) => address === device.address);
        // What was given out before the plan is not its doing.
        const isOld = was !== undefined && (isReserving(was.driver) || isBoundEarly(snapshot, was));
        const isGiven = isReserving(device.driver) && !isOld;
        const isAsked = plan.passthroughSet.includes(device.address);
        expect(isReserving(device.driver) || !isAsked, `${device.address} is not given`).toBe(true);
        expect(!isGiven || isAsked, `${device.address} is given`).toBe(true);
      }
    }),
    { numRuns: RUNS_PER_HOST_LAW },
  );
});

it('keeps every argument and every line that was there', () => {
  fc.assert(
    fc.property(hostPlans, ({ snapshot, request }) => {
      for (const action of planHost(snapshot, request).actions) {
        if (action.kind !== 'write-file' || action.undo.kind !== 'write-file') continue;
        const words = (text: string) => text.split(/[\s"'()=,]+/).filter((word) => word !== '');
        const after = new Set(words(action.content));
        expect(words(action.undo.content).filter((word) => !after.has(word))).toEqual([]);
        expect(action.precondition).toEqual({ kind: 'unchanged', sha256: sha256(action.undo.content) });
      }
    }),
    { numRuns: RUNS_PER_HOST_LAW },
  );
});

it('is pure, and says the same of the same', () => {
  fc.assert(
    fc.property(hostPlans, ({ snapshot, request }) => {
      const before = JSON.stringify(snapshot);
      expect(planHost(snapshot, request)).toEqual(planHost(JSON.parse(before), request));
      expect(JSON.stringify(snapshot)).toBe(before);
    }),
    { numRuns: RUNS_PER_HOST_LAW },
  );
});

it('digests as node does', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      expect(sha256(text)).toBe(createHash('sha256').update(text).digest('hex'));
    }),
  );
});
