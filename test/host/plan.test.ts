import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PtxError } from '../../src/errors.js';
import { findFunction, type HostSnapshot } from '../../src/host/model.js';
import { type HostPlan, hostPlanSchema } from '../../src/host/plan.js';
import { parseHostPlan } from '../../src/host/plan-file.js';
import { planHost } from '../../src/host/plan-host.js';
import { planRenderers, renderPlan } from '../../src/host/render/registry.js';
import { simulate, simulateActions } from '../../src/host/simulate.js';
import { isReserving } from '../../src/host/viability.js';
import { machineNames } from '../helpers/host-tree.js';
import { listPlanCases, PLAN_OUTPUTS, printPlan, readPlanHost } from '../helpers/plan-golden.js';
import { expectSameText } from '../helpers/text.js';

const cases = listPlanCases();

/** What a format makes of a plan, or the code of its refusal. */
function attempt(plan: HostPlan, format: string): string {
  try {
    return renderPlan(plan, format);
  } catch (error) {
    if (error instanceof PtxError) return error.code;
    throw error;
  }
}

it('has a case for every machine', () => {
  const machines = new Set(cases.map(({ input }) => input.machine));
  expect(machineNames.filter((name) => !machines.has(name))).toEqual([]);
});

const hosts = new Map(await Promise.all(cases.map(async ({ id, input }) => [id, await readPlanHost(input)] as const)));

describe.each(cases.map((golden) => [golden.id, golden] as const))('%s', (id, { folder, files, input }) => {
  const host = hosts.get(id) as HostSnapshot;
  const plan = planHost(host, input.request);
  it('holds the request, and what comes of it', () => {
    expect(files, `${folder}: write it with "npm run golden:update -- ${folder}"`).toEqual([
      ...PLAN_OUTPUTS,
      'request.json',
    ]);
  });

  it('gives the plan', () => {
    const outputs = printPlan(plan);
    for (const file of PLAN_OUTPUTS) expectSameText(outputs[file], readFileSync(join(folder, file), 'utf8'), file);
  });

  it('fits a line of 100 characters, but for what is to be written or run', () => {
    const lines = printPlan(plan)['expected.txt'].split('\n');
    expect(lines.filter((line) => line.length > 100 && !/^( {3}(\+ )?\S|[0-9]+\. Run:)/.test(line))).toEqual([]);
  });

  it('is a plan by its schema', () => {
    expect(hostPlanSchema.parse(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
  });

  it('is the same in every format once it was printed and read', () => {
    const read = parseHostPlan(renderPlan(plan, 'json'));
    for (const { name } of planRenderers) expect(attempt(read, name), name).toEqual(attempt(plan, name));
  });

  it('has no actions where it is blocked, and none once they were done', () => {
    if (plan.verdict === 'blocked') {
      expect(plan.blockers).not.toEqual([]);
      expect(plan).toMatchObject({ actions: [], requiresReboot: false });
      return;
    }
    expect(planHost(simulate(host, plan), plan.request).actions).toEqual([]);
    const isByHand = plan.actions.some(({ kind }) => kind === 'manual');
    if (!isByHand) expect(planHost(simulateActions(host, plan), plan.request).actions).toEqual([]);
  });

  it('needs a start of the host where that changes anything', () => {
    if (plan.requiresReboot) return;
    const { pciDevices, iommuGroups, cmdline } = simulateActions(host, plan);
    expect(simulate(host, plan)).toMatchObject({ pciDevices, iommuGroups, cmdline });
  });

  it('gives vfio-pci the set and nothing else', () => {
    if (plan.verdict === 'blocked') return;
    const after = simulate(host, plan);
    const given = after.pciDevices.filter(({ driver }) => isReserving(driver)).map(({ address }) => address);
    const before = host.pciDevices.filter(({ driver }) => isReserving(driver)).map(({ address }) => address);
    // libvirt gives it a virtual function once the guest starts.
    const early = plan.passthroughSet.filter((address) => findFunction(host, address)?.physicalFunction === null);
    expect(given).toEqual([...new Set([...before, ...early])].sort());
    for (const address of plan.passthroughSet) expect(findFunction(after, address)?.isBridge).toBe(false);
  });
});
