import type { Command } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { flagArgument, type ParsedFlags, usageError } from '../flags.js';
import type { Io } from '../io.js';
import { answerHook, POLICY_FLAGS, readPolicy } from '../kubevirt-policy.js';

/** `ptx kubevirt-hook`, or the same program under the name `onDefineDomain`: what KubeVirt's sidecar shim runs. */
export const kubevirtHookCommand: Command = {
  usage: '--vmi JSON --domain XML [--steps FILE|--recipe NAME] [FLAGS]',
  description: [
    'What KubeVirt calls onDefineDomain: apply steps to the domain of a VMI, and print the new domain and nothing else. The steps are those of the flags, or else of the annotation libvirt-ptx/steps of the VMI; the device map is that of --devices, or else of the annotation libvirt-ptx/devices. The host is the node of the VMI.',
    'Exit codes: 0 done, 2 usage or options, 3 failure. On failure nothing is printed, and KubeVirt does not start the guest.',
  ],
  examples: ['ptx kubevirt-hook --vmi "$(cat vmi.json)" --domain "$(cat domain.xml)"'],
  flags: [
    { name: 'vmi', argument: 'JSON', summary: 'The VirtualMachineInstance, as JSON' },
    { name: 'domain', argument: 'XML', summary: 'The domain that KubeVirt is about to define' },
    ...POLICY_FLAGS,
  ],
  run,
};

async function run(parsed: ParsedFlags, io: Io): Promise<number> {
  const [vmi, domain] = [flagArgument(parsed, 'vmi'), flagArgument(parsed, 'domain')];
  const [operand] = parsed.operands;
  if (operand !== undefined) throw usageError('Expected flags only', 'The domain is the argument of --domain');
  if (vmi === undefined || domain === undefined) throw usageError('Expected --vmi JSON and --domain XML');
  const defined = await answerHook({ vmi, domain }, await readPolicy(parsed, io), io);
  await io.writeStdout(defined.domain);
  return EXIT.ok;
}
