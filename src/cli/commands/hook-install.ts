import { oneLine } from '../../domain/one-line.js';
import { parseHookRequest } from '../../host/hook/hook-request.js';
import { hookPath } from '../../host/hook/hook-script.js';
import { planHook } from '../../host/hook/plan-hook.js';
import { renderPlan } from '../../host/render/registry.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { type Flag, flagArgument, hasFlag, type ParsedFlags, requireOneOperand, usageError } from '../flags.js';
import { ROOT_FLAG, readHost } from '../host-input.js';
import { reportProgress } from '../host-progress.js';
import { listArguments, readHugepages } from '../host-request.js';
import type { Io } from '../io.js';
import { stoppable } from '../signals.js';

const FLAGS: readonly Flag[] = [
  {
    name: 'device',
    argument: 'ADDRESS',
    summary: 'Give it to vfio-pci while the domain runs: 01:00.0, or 01:00 for a whole card; may be given again',
  },
  { name: 'no-companions', summary: 'Leave out other functions of the card that have IOMMU groups of their own' },
  { name: 'isolate-cpus', argument: 'CPUS', summary: 'Let guests alone run on some CPUs, and nowhere else: 2-7,10-15' },
  { name: 'governor', argument: 'NAME', summary: 'Frequency governor of the isolated CPUs, or of all' },
  { name: 'hugepages', argument: 'SIZE=N', summary: 'Add N huge pages while the domain runs: 1G=16, 2M=4096' },
  { name: 'i-know', argument: 'ITEM', summary: 'Go ahead in spite of a blocker, by its code or its address' },
  { name: 'print', summary: 'Print the script, and write nothing' },
  ROOT_FLAG,
];

/** `ptx hook install`: write the hook of a domain. */
export const hookInstallCommand: Command = {
  usage: 'DOMAIN [--device ADDRESS]… [--isolate-cpus CPUS] [--governor NAME] [--hugepages SIZE=N] [FLAGS]',
  description: [
    'Write a script to /etc/libvirt/hooks/qemu.d that libvirt calls when DOMAIN starts and when it has stopped. It prepares the host, keeps what was there, and gives it back; where it cannot, the domain does not start. The script needs neither ptx nor Node.',
    'What is written stands in a record, and "ptx hook remove" takes it away. The same command again changes nothing; with other flags it writes the script anew.',
    'Exit codes: 0 done, 1 refused, 2 usage, 3 failure.',
  ],
  examples: [
    'ptx hook install win10 --isolate-cpus 2-7 --governor performance --print',
    'ptx hook install win10 --device 01:00 --hugepages 1G=16',
  ],
  flags: FLAGS,
  run,
};

async function run(parsed: ParsedFlags, io: Io): Promise<number> {
  const domain = requireOneOperand(parsed, 'DOMAIN');
  const [hugepages, isolatedCpus] = [flagArgument(parsed, 'hugepages'), flagArgument(parsed, 'isolate-cpus')];
  const governor = flagArgument(parsed, 'governor');
  const request = parseHookRequest({
    domain,
    devices: listArguments(parsed, 'device'),
    companions: !hasFlag(parsed, 'no-companions'),
    accepted: listArguments(parsed, 'i-know'),
    ...(hugepages === undefined ? {} : { hugepages: readHugepages(hugepages) }),
    ...(isolatedCpus === undefined ? {} : { isolatedCpus }),
    ...(governor === undefined ? {} : { governor }),
  });
  if (request.devices.length === 0 && [hugepages, isolatedCpus, governor].every((each) => each === undefined)) {
    throw usageError('Expected --device, --isolate-cpus, --governor or --hugepages');
  }
  const { plan, script } = planHook(await readHost({ ...parsed, operands: [] }, io), request);
  if (plan.verdict === 'blocked') {
    io.writeStderr(renderPlan(plan, 'text'));
    return EXIT.blocked;
  }
  for (const { message } of plan.findings) io.writeStderr(`note: ${oneLine(message)}\n`);
  if (hasFlag(parsed, 'print')) {
    await io.writeStdout(script);
    return EXIT.ok;
  }
  const { applyPlan } = await import('../../host/node/apply-plan.js');
  const root = flagArgument(parsed, ROOT_FLAG.name);
  const record = await stoppable(io, (signal) => applyPlan(plan, { root, signal, onProgress: reportProgress(io) }));
  await io.writeStdout(
    record === null
      ? 'Nothing to do: the hook is there.\n'
      : `Wrote ${hookPath(domain)}\nlibvirt looks for hooks when it starts: where it had none, systemctl reload libvirtd, or virtqemud\n`,
  );
  return EXIT.ok;
}
