import type { BlockerCode } from '../blocker-codes.js';
import { readConfiguredCmdline } from '../bootloaders/registry.js';
import { parseCmdline } from '../cmdline.js';
import { listMemoryBlockers } from '../hugepages-memory.js';
import { listFolder } from '../model.js';
import type { PlanBlocker } from '../plan.js';
import type { Decision, Planner, PlanScope } from '../planning.js';

const FILE = '/etc/sysctl.d/90-ptx.conf';
const KEY = 'vm.nr_hugepages';
const GIB_KIB = 1024 * 1024;

/**
 * Set huge pages aside: pages of the default size by sysctl, others on the kernel command line, because memory is still
 * in one piece only when the host starts.
 *
 * @see Documentation/admin-guide/mm/hugetlbpage.rst of Linux 6.12
 */
export const hugepagesPlanner: Planner = {
  name: 'hugepages',
  decide(scope) {
    const { hugepages } = scope.request;
    if (hugepages === undefined) return {};
    const blockers = listBlockers(scope, hugepages);
    const isDefault = hugepages.sizeKiB === (scope.snapshot.memory.defaultHugepageKiB ?? 2048);
    const decision = isDefault ? bySysctl(scope, hugepages.count) : byArgument(scope, hugepages);
    return { ...decision, blockers: [...blockers, ...(decision.blockers ?? [])] };
  },
};

type Hugepages = NonNullable<PlanScope['request']['hugepages']>;

function listBlockers({ snapshot }: PlanScope, hugepages: Hugepages): PlanBlocker[] {
  const { sizeKiB } = hugepages;
  const isUnknown = sizeKiB !== 2048 && !(sizeKiB === GIB_KIB && snapshot.cpu.flags.includes('pdpe1gb'));
  return [
    ...listMemoryBlockers(snapshot, hugepages),
    ...(isUnknown ? [block('hugepages-size', `The processor has no pages of ${sizeKiB} KiB`, true)] : []),
  ];
}

function bySysctl({ snapshot }: PlanScope, count: number): Decision {
  const other = listFolder(snapshot, '/etc/sysctl.d').find(
    ({ path, text }) => path !== FILE && /^\s*vm\.nr_hugepages\s*=/m.test(text ?? ''),
  );
  const reason = 'Pages are taken from the memory of the host when it starts';
  return {
    blockers: other === undefined ? [] : [block('hugepages-conflict', `${other.path} sets ${KEY} too`)],
    configuration: { fileLines: [{ path: FILE, key: KEY, text: `${KEY} = ${count}`, reason }] },
  };
}

function byArgument({ snapshot }: PlanScope, { sizeKiB, count }: Hugepages): Decision {
  const size = sizeKiB % GIB_KIB === 0 ? `${sizeKiB / GIB_KIB}G` : `${sizeKiB / 1024}M`;
  const parameters = parseCmdline(readConfiguredCmdline(snapshot) ?? '');
  const other = parameters.find(({ name, value }, at) => {
    const before = parameters[at - 1];
    return name === 'hugepages' && value !== `${count}` && before?.name === 'hugepagesz' && before.value === size;
  });
  const reason = 'Pages of this size are to be had only while the host starts';
  return {
    blockers: other === undefined ? [] : [block('hugepages-conflict', `The command line has "${other.text}" already`)],
    configuration: { kernelArguments: [{ text: `hugepagesz=${size} hugepages=${count}`, reason }] },
  };
}

function block(code: BlockerCode, message: string, isFinal = false): PlanBlocker {
  return { code, address: null, message, isFinal };
}
