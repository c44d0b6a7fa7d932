import { formatCpuset, parseCpuset } from '../../domain/cpuset.js';
import type { BlockerCode } from '../blocker-codes.js';
import { readConfiguredCmdline } from '../bootloaders/registry.js';
import { findParameter } from '../kernel-arguments.js';
import type { PlanBlocker } from '../plan.js';
import type { Planner, PlanScope } from '../planning.js';

/**
 * Keep the scheduler, the tick and interrupts of the host off some CPUs, from its start to the next one.
 *
 * @see isolcpus=, nohz_full= and irqaffinity= in Documentation/admin-guide/kernel-parameters.txt of Linux 6.12
 */
export const cpuIsolationPlanner: Planner = {
  name: 'cpu-isolation',
  decide({ snapshot, request }) {
    const isolated = parseCpuset(request.isolatedCpus ?? '');
    if (isolated === undefined) return {};
    const online = parseCpuset(snapshot.cpuTopology.online ?? '') ?? snapshot.cpuTopology.cpus.map(({ id }) => id);
    const problem = judge(isolated, online);
    if (problem !== undefined) return { blockers: [problem] };
    const [cpus, rest] = [formatCpuset(isolated), formatCpuset(online.filter((cpu) => !isolated.includes(cpu)))];
    const reason = `CPUs ${cpus} are for guests, and the host does its own work on ${rest}`;
    const texts = [`isolcpus=${cpus}`, `nohz_full=${cpus}`, `irqaffinity=${rest}`];
    const configured = readConfiguredCmdline(snapshot);
    const blockers = texts.flatMap((text) => {
      const present = findParameter(configured, text.slice(0, text.indexOf('=')));
      if (present === undefined || present.text === text) return [];
      return [block('cpus-conflict', `The command line has "${present.text}" already`)];
    });
    return {
      blockers,
      configuration: { kernelArguments: texts.map((text) => ({ text, reason })) },
      findings: findSplitCores(snapshot, isolated),
    };
  },
};

function judge(isolated: readonly number[], online: readonly number[]): PlanBlocker | undefined {
  if (online.length === 0) {
    return block('cpus-unknown', 'Which CPUs the host has is not known, so neither is which ones it would keep', true);
  }
  const missing = isolated.filter((cpu) => !online.includes(cpu));
  if (missing.length > 0) return block('cpus-invalid', `The host has no CPU ${formatCpuset(missing)}`, true);
  if (isolated.includes(0)) return block('cpus-invalid', 'CPU 0 starts the host, and keeps its timers', true);
  return undefined;
}

function findSplitCores({ cpuTopology }: PlanScope['snapshot'], isolated: readonly number[]) {
  const split = cpuTopology.cpus.filter(({ id, siblings }) => {
    const threads = parseCpuset(siblings ?? '') ?? [];
    return isolated.includes(id) && threads.some((thread) => !isolated.includes(thread));
  });
  if (split.length === 0) return [];
  const message = `The host still runs on other threads of the cores of ${formatCpuset(split.map(({ id }) => id))}`;
  return [{ code: 'cores-split', message }];
}

function block(code: BlockerCode, message: string, isFinal = false): PlanBlocker {
  return { code, address: null, message, isFinal };
}
