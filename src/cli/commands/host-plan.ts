import { planHost } from '../../host/plan-host.js';
import type { HostRequestInput } from '../../host/request.js';
import { COLOR_FLAG } from '../color.js';
import type { Command } from '../command.js';
import { type Flag, flagArgument, hasFlag, type ParsedFlags, usageError } from '../flags.js';
import { ROOT_FLAG, readHost, SNAPSHOT_FLAG } from '../host-input.js';
import { listArguments, readHugepages } from '../host-request.js';
import type { Io } from '../io.js';
import { PLAN_FORMAT_FLAG, printPlan } from '../plan-output.js';

const FLAGS: readonly Flag[] = [
  {
    name: 'device',
    argument: 'ADDRESS',
    summary: 'What to pass through: 01:00.0, or 01:00 for all functions of a card; may be given again',
  },
  {
    name: 'bind',
    argument: 'HOW',
    choices: ['auto', 'ids', 'driver-override'],
    summary: 'How vfio-pci gets the devices: auto (the default), by their ids, or each by its address',
  },
  { name: 'no-companions', summary: 'Leave out other functions of the card that have IOMMU groups of their own' },
  { name: 'blacklist', summary: 'Keep drivers from loading that nothing else needs' },
  { name: 'disable-vga', summary: 'Keep legacy VGA away from guests, which then need UEFI' },
  { name: 'iommu-pt', summary: 'Leave devices of the host untranslated' },
  { name: 'acs-override', summary: 'Split IOMMU groups that the hardware does not isolate, on kernels with the patch' },
  { name: 'unsafe-interrupts', summary: 'Go without interrupt remapping: guests can then send the host any interrupt' },
  { name: 'sriov', argument: 'ADDRESS=N', summary: 'Make N virtual functions of a function; may be given again' },
  { name: 'hugepages', argument: 'SIZE=N', summary: 'Set aside N huge pages when the host starts: 1G=16, 2M=4096' },
  { name: 'isolate-cpus', argument: 'CPUS', summary: 'Keep the scheduler of the host off some CPUs: 2-7,10-15' },
  { name: 'rom', argument: 'PATH', summary: 'A ROM file that QEMU has to be able to read' },
  {
    name: 'i-know',
    argument: 'ITEM',
    summary: 'Go ahead in spite of a blocker, by its code or its address; may be given again',
  },
  ROOT_FLAG,
  SNAPSHOT_FLAG,
  PLAN_FORMAT_FLAG,
  COLOR_FLAG,
];

/** `ptx host plan`: what has to be done to a host. */
export const hostPlanCommand: Command = {
  usage: '--device ADDRESS… [--root DIR | --host FILE] [FLAGS]',
  description: [
    'Say what has to be done to a host so that devices can go to a guest: every file with its bytes, every command, and the reason for each line. Nothing is done. Devices of the same IOMMU group and of the same card go along.',
    'What would cut the host off is refused: its only display, the disk of its root file system, the network card of its default route.',
    'Exit codes: 0 a plan, which may be empty, 1 refused, 2 usage, 3 failure.',
  ],
  examples: [
    'ptx host plan --device 01:00',
    'ptx host plan --device 01:00.0 --host node1.json --format json >plan.json',
    'ptx host plan --device 08:00.0 --bind driver-override',
    'ptx host plan --device 01:00 --format shell >prepare.sh',
  ],
  flags: FLAGS,
  run,
};

async function run(parsed: ParsedFlags, io: Io): Promise<number> {
  const request = readRequest(parsed);
  const snapshot = await readHost({ ...parsed, operands: [] }, io);
  return printPlan(planHost(snapshot, request), parsed, io);
}

function readRequest(parsed: ParsedFlags): HostRequestInput {
  // "--device A B" reads as one would write it, so what stands alone is an address too.
  const devices = [...listArguments(parsed, 'device'), ...parsed.operands];
  const hugepages = flagArgument(parsed, 'hugepages');
  const isolatedCpus = flagArgument(parsed, 'isolate-cpus');
  const rom = flagArgument(parsed, 'rom');
  const request: HostRequestInput = {
    devices,
    companions: !hasFlag(parsed, 'no-companions'),
    accepted: listArguments(parsed, 'i-know'),
    bind: (flagArgument(parsed, 'bind') ?? 'auto') as 'auto',
    iommuPt: hasFlag(parsed, 'iommu-pt'),
    acsOverride: hasFlag(parsed, 'acs-override'),
    unsafeInterrupts: hasFlag(parsed, 'unsafe-interrupts'),
    disableVga: hasFlag(parsed, 'disable-vga'),
    blacklist: hasFlag(parsed, 'blacklist'),
    sriov: listArguments(parsed, 'sriov').map(readSriov),
    ...(hugepages === undefined ? {} : { hugepages: readHugepages(hugepages) }),
    ...(isolatedCpus === undefined ? {} : { isolatedCpus }),
    ...(rom === undefined ? {} : { rom }),
  };
  const isEmpty = devices.length + listArguments(parsed, 'sriov').length === 0;
  if (isEmpty && hugepages === undefined && isolatedCpus === undefined && rom === undefined) {
    throw usageError('Expected a --device, such as 01:00', '"ptx host groups" lists what the host has');
  }
  return request;
}

function readSriov(text: string) {
  const [, address, numVfs] = /^(.+)=([0-9]{1,5})$/.exec(text) ?? [];
  if (address === undefined) throw usageError(`Expected --sriov to be ADDRESS=N, found "${text}"`);
  return { address, numVfs: Number(numVfs) };
}
