import { oneLine } from '../../domain/one-line.js';
import { HOOK_VERSIONS, type HookVersion, listHookMethods } from '../../kubevirt/methods.js';
import { countChanges } from '../change-list.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { flagArgument, type ParsedFlags, usageError } from '../flags.js';
import { serveMethods } from '../grpc-server.js';
import type { Io } from '../io.js';
import { answerHook, POLICY_FLAGS, readPolicy } from '../kubevirt-policy.js';

/** Where KubeVirt looks for the sockets of its hook sidecars. */
const SOCKET = '/var/run/kubevirt-hooks/libvirt-ptx.sock';

/** `ptx kubevirt-sidecar`: the same hook over gRPC, as a container beside the guest. */
export const kubevirtSidecarCommand: Command = {
  usage: '[--socket FILE] [--version VERSION]… [--steps FILE|--recipe NAME] [FLAGS]',
  description: [
    'Answer KubeVirt over gRPC on a UNIX socket until it is told to stop: OnDefineDomain of Callbacks, and MutateDomain of plugins. What it does for each domain is what "ptx kubevirt-hook" does; files are read once, at the start. It needs the package @grpc/grpc-js.',
    'Exit codes: 0 stopped, 2 usage or options, 3 failure.',
  ],
  examples: [
    'ptx kubevirt-sidecar --steps steps.yaml --devices devices.yaml',
    'ptx kubevirt-sidecar --socket /var/run/kubevirt-plugin/ptx/hook.sock',
  ],
  flags: [
    { name: 'socket', argument: 'FILE', summary: `The socket; ${SOCKET} where none is named` },
    {
      name: 'version',
      argument: HOOK_VERSIONS.join('|'),
      choices: HOOK_VERSIONS,
      summary: 'A version of Callbacks to announce; may be given several times. All where none is named',
    },
    ...POLICY_FLAGS,
  ],
  run,
};

async function run(parsed: ParsedFlags, io: Io): Promise<number> {
  const [operand] = parsed.operands;
  if (operand !== undefined) throw usageError(`Expected flags only, found "${operand}"`);
  const policy = await readPolicy(parsed, io);
  const versions = readVersions(parsed);
  await serveMethods(flagArgument(parsed, 'socket') ?? SOCKET, io, (shutdown) =>
    listHookMethods(versions, {
      shutdown,
      defineDomain: async (call) => {
        const { domain, vmi, result } = await answerHook(call, policy, io);
        const place = oneLine(`${vmi.name} on ${vmi.node ?? 'no node'}`);
        io.writeStderr(`ptx: ${place}: ${countChanges(result.changes)}\n`);
        return domain;
      },
    }),
  );
  return EXIT.ok;
}

function readVersions({ given }: ParsedFlags): readonly HookVersion[] {
  const named = given.filter(({ name }) => name === 'version').map(({ argument }) => argument);
  return named.length === 0 ? HOOK_VERSIONS : HOOK_VERSIONS.filter((version) => named.includes(version));
}
