import { afterAll, beforeAll, expect, it } from 'vitest';
import type { HostRecord } from '../../src/host/record.js';
import { type Evidence, recordEvidence } from '../helpers/evidence.js';
import { CARD, DISPLAY, SRIOV, TWIN, VARIANTS } from './hardware.js';
import { apply, inspect, plan, readConfiguration, readDrivers, rollback, verify } from './observed-host.js';
import { DISK, TOOLS_DISK } from './parts.js';
import { VirtualHost } from './virtual-host.js';

const CARD_AND_TWIN = ['0000:01:00.0', '0000:01:00.1', '0000:03:00.0'] as const;
const TWIN_ID = '1234:1111';
const NVME = '0000:02:00.0';

const [intel] = VARIANTS;
let host: VirtualHost;
let functionsRecord: HostRecord;
let cardRecord: HostRecord;
let before: string;
const rows: Evidence[] = [];
const observe = (claim: string, observed: string) =>
  rows.push({ claim, host: `Debian 12, ${intel?.title}`, qemu: '7.2', accelerator: 'TCG', observed });

beforeAll(async () => {
  const qemuArguments = [...(intel?.qemuArguments ?? []), ...DISPLAY, ...CARD, ...SRIOV, ...TWIN];
  host = await VirtualHost.start({ name: 'twin', disk: DISK, tools: TOOLS_DISK, qemuArguments });
  before = await readConfiguration(host);
});
afterAll(() => host?.stop());

/** The driver of each virtual function. */
async function listFunctions(): Promise<readonly (string | null)[]> {
  const functions = (await inspect(host)).pciDevices.filter(({ physicalFunction }) => physicalFunction === NVME);
  expect(new Set(functions.map(({ iommuGroup }) => iommuGroup)).size).toBe(functions.length);
  return functions.map(({ driver }) => driver);
}

it('makes virtual functions, and others in their place, without drivers of the host', async () => {
  expect(await listFunctions()).toEqual([]);
  await plan(host, `--sriov ${NVME}=2`);
  functionsRecord = await apply(host);
  expect(await listFunctions()).toEqual([null, null]);
  const next = await plan(host, `--sriov ${NVME}=3`);
  const numbers = next.actions.flatMap((action) => (action.kind === 'write-sysfs' ? [action.value] : []));
  expect(numbers).toEqual(['0', '3']);
  const second = await apply(host);
  expect(await listFunctions()).toEqual([null, null, null]);
  await rollback(host, second);
  expect(await listFunctions()).toEqual([null, null]);
  observe(
    'The kernel makes virtual functions of an NVMe controller, and others in their place',
    '2, then 3 by way of 0, each in a group of its own and without a driver; after the rollback 2',
  );
});

it('reserves one of two cards with the same ids, by its address', async () => {
  const made = await plan(host, '--device 01:00');
  expect(made).toMatchObject({ verdict: 'isolated', blockers: [] });
  const { kernelArguments, modprobe, udevRules } = made.configuration;
  expect([...kernelArguments, ...modprobe].filter(({ text }) => text.includes(TWIN_ID))).toEqual([]);
  expect(udevRules.length).toBeGreaterThan(0);
  for (const { text } of udevRules) expect(text).toContain(`KERNEL=="${CARD_AND_TWIN[0]}"`);
  cardRecord = await apply(host);
  await host.restart();
  const { status, isReady, devices, rootMountedAt } = await verify(host);
  expect({ status, isReady }).toEqual({ status: 0, isReady: true });
  // vfio-pci says nothing where it takes a device by its address; another driver would.
  expect(devices.map(({ nativeAt }) => nativeAt)).toEqual([null, null]);
  const [, loadedAt] = /\[ *([0-9.]+)\] VFIO - User Level/.exec(await host.read('dmesg')) ?? [];
  expect(Number(loadedAt)).toBeLessThan(rootMountedAt ?? 0);
  expect(Object.values(await readDrivers(host, CARD_AND_TWIN))).toEqual(['vfio-pci', 'vfio-pci', 'bochs-drm']);
  observe(
    'Of two cards with the same graphics one is reserved, its graphics by driver_override',
    'VFIO is loaded before the root file system is mounted, and no other driver ever had the card; bochs-drm has the twin',
  );
});

it('has its virtual functions again after a start, without drivers', async () => {
  expect(await listFunctions()).toEqual([null, null]);
  observe('After a start udev has made the virtual functions', '2, without a driver');
});

it('gets its bytes back', async () => {
  expect((await rollback(host, cardRecord)).state).toBe('rolled-back');
  expect((await rollback(host, functionsRecord)).state).toBe('rolled-back');
  expect(await listFunctions()).toEqual([]);
  expect(await readConfiguration(host)).toBe(before);
  observe('After both rollbacks nothing is left', 'no virtual function; all files of /etc are the same bytes');
  recordEvidence('host-vm-twin', rows);
});
