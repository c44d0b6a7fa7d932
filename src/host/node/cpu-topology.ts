import type { HostSnapshot } from '../model.js';
import type { HostFiles } from './host-files.js';
import { orNull, readCpuList, readInteger, readSwitch } from './parse.js';

type Topology = HostSnapshot['cpuTopology'];

const CPUS = '/sys/devices/system/cpu';

/** Read which CPUs there are and which belong together. */
export async function readCpuTopology(files: HostFiles): Promise<Topology> {
  const list = async (path: string) => readCpuList(await files.readLine(path));
  const ids = (await files.list(CPUS)).flatMap((name) => readInteger(/^cpu([0-9]+)$/.exec(name)?.[1]) ?? []);
  return {
    online: await list(`${CPUS}/online`),
    present: await list(`${CPUS}/present`),
    isolated: await list(`${CPUS}/isolated`),
    nohzFull: await list(`${CPUS}/nohz_full`),
    isSmtActive: readSwitch(await files.readLine(`${CPUS}/smt/active`)),
    performanceCpus: await list('/sys/devices/cpu_core/cpus'),
    efficiencyCpus: await list('/sys/devices/cpu_atom/cpus'),
    cpus: await Promise.all(ids.sort((a, b) => a - b).map((id) => readOne(files, id))),
  };
}

async function readOne(files: HostFiles, id: number): Promise<Topology['cpus'][number]> {
  const line = (name: string) => files.readLine(`${CPUS}/cpu${id}/${name}`);
  const node = (await files.list(`${CPUS}/cpu${id}`)).map((name) => /^node([0-9]+)$/.exec(name)?.[1]).find(Boolean);
  return {
    id,
    core: readInteger(await line('topology/core_id')),
    die: readInteger(await line('topology/die_id')),
    package: readInteger(await line('topology/physical_package_id')),
    node: readInteger(node),
    siblings: readCpuList(await line('topology/thread_siblings_list')),
    l3: readCpuList(await line('cache/index3/shared_cpu_list')),
    governor: orNull(await line('cpufreq/scaling_governor')),
    governors: ((await line('cpufreq/scaling_available_governors')) ?? '').split(/\s+/).filter(Boolean),
  };
}
