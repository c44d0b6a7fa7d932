import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { HostSnapshot, PciFunction } from '../../src/host/model.js';
import { planHost } from '../../src/host/plan-host.js';
import { simulate } from '../../src/host/simulate.js';
import { verifyDevices } from '../../src/host/verify.js';
import { runPtx } from '../cli/memory-io.js';
import { readPlanHost } from '../helpers/plan-golden.js';

const TARGET = '0000:01:00.0';
const host = await readPlanHost({ machine: 'ubuntu1804-e3-gtx1060', request: { devices: [TARGET] } });
const plan = planHost(host, { devices: [TARGET] });
const started = simulate(host, plan);
/** After a start that went well: VFIO shows the groups. */
const ready: HostSnapshot = {
  ...started,
  vfio: { ...started.vfio, groupNodes: started.iommuGroups.map(({ id }) => id) },
};

const change = (snapshot: HostSnapshot, part: Partial<PciFunction>): HostSnapshot => ({
  ...snapshot,
  pciDevices: snapshot.pciDevices.map((device) =>
    plan.passthroughSet.includes(device.address) ? { ...device, ...part } : device,
  ),
});
const codes = (snapshot: HostSnapshot) =>
  verifyDevices(snapshot, { devices: [TARGET] }, null).devices.map(({ problems }) => problems.map(({ code }) => code));

describe('verifyDevices', () => {
  it('finds all in place after a start', () => {
    const { isReady, devices } = verifyDevices(ready, { devices: [TARGET] }, null);
    expect(isReady).toBe(true);
    expect(devices.map(({ address }) => address)).toEqual(plan.passthroughSet);
    expect(devices.every(({ isReserved, driver }) => isReserved && driver === 'vfio-pci')).toBe(true);
  });

  const loaded = (isLoaded: boolean): HostSnapshot => ({
    ...change(ready, { driver: 'nouveau', driverModule: 'nouveau' }),
    kernelFacts: {
      ...ready.kernelFacts,
      modules: ready.kernelFacts.modules.map((module) =>
        module.name === 'vfio_pci' ? { ...module, isLoaded } : module,
      ),
    },
  });

  it.each<[string, HostSnapshot]>([
    ['iommu-off', { ...host, iommu: { ...host.iommu, state: 'disabled' } }],
    [
      'host-is-guest',
      { ...host, iommu: { ...host.iommu, state: 'absent' }, environment: { ...host.environment, isGuest: true } },
    ],
    ['vfio-pci-absent', { ...host, vfioPci: 'absent' }],
    ['not-configured', host],
    ['not-started', { ...loaded(false), cmdline: 'quiet' }],
    ['override-kept', change(ready, { driver: null, driverOverride: 'none' })],
    ['vfio-pci-not-loaded', loaded(false)],
    ['native-driver-first', loaded(true)],
    ['not-taken', change(ready, { driver: null })],
    ['no-group-node', started],
    ['no-group', change(ready, { iommuGroup: null })],
  ])('tells %s', (code, snapshot) => {
    expect(codes(snapshot).flat()).toEqual(plan.passthroughSet.map(() => code));
  });

  const holdGroup = (snapshot: HostSnapshot): HostSnapshot => {
    const { iommuGroup } = snapshot.pciDevices.find(({ address }) => address === TARGET) as PciFunction;
    const other = { address: '0000:00:01.1', driver: 'shpchp' };
    const iommuGroups = snapshot.iommuGroups.map((group) =>
      group.id === iommuGroup ? { ...group, viability: { isViable: false, holders: [other] } } : group,
    );
    return { ...snapshot, iommuGroups };
  };

  it('tells a driver of the same group that stands in the way', () => {
    expect(codes(holdGroup(ready))[0]).toEqual(['group-not-viable']);
  });

  describe('a virtual function that no file gives to vfio-pci', () => {
    const left = change(host, { physicalFunction: '0000:00:01.0' });
    const look = (snapshot: HostSnapshot) => verifyDevices(snapshot, { devices: [TARGET] }, null);

    it('is ready: libvirt binds it when its guest starts, whatever driver it has', () => {
      for (const driver of [null, 'igbvf']) {
        const { isReady, devices } = look(change(left, { driver }));
        expect(isReady).toBe(true);
        expect(devices[0]).toMatchObject({ isReserved: false, isManaged: true, driver, problems: [] });
      }
      // There is nothing to do for it, so nothing can be missing.
      expect(planHost(left, { devices: [TARGET] }).actions).toEqual([]);
    });

    it.each<[string, HostSnapshot]>([
      ['iommu-off', { ...left, iommu: { ...left.iommu, state: 'disabled' } }],
      ['vfio-pci-absent', { ...left, vfioPci: 'absent' }],
      ['group-not-viable', holdGroup(left)],
      [
        'default-route',
        { ...left, essentials: { ...left.essentials, defaultRoute: { interfaces: ['ens1'], functions: [TARGET] } } },
      ],
    ])('is not ready all the same: %s', (code, snapshot) => {
      expect(look(snapshot).isReady).toBe(false);
      expect(codes(snapshot)[0]).toEqual([code]);
    });

    it('is not where a file does give it to vfio-pci', () => {
      const configured = change(started, { physicalFunction: '0000:00:01.0', driver: null });
      expect(look(configured)).toMatchObject({ isReady: false, devices: [{ isManaged: false }, {}] });
    });
  });

  it('reads from the log when vfio-pci took a device, and whether another driver was there before', () => {
    const log = [
      '[    3.100000] pci 0000:01:00.0: vgaarb: setting as boot VGA device',
      '[    4.200000] nouveau 0000:01:00.0: NVIDIA GP106 (136000a1)',
      '[    5.812345] vfio_pci: add [10de:1c03[ffffffff:ffffffff]] class 0x000000/00000000',
      '[    7.200000] EXT4-fs (nvme0n1p2): mounted filesystem with ordered data mode. Quota mode: none.',
      '[    8.000000] vfio-pci 0000:01:00.1: enabling device (0000 -> 0002)',
    ].join('\n');
    const { devices, rootMountedAt } = verifyDevices(ready, { devices: [TARGET] }, log);
    expect(rootMountedAt).toBe(7.2);
    expect(devices.map(({ reservedAt, nativeAt }) => ({ reservedAt, nativeAt }))).toEqual([
      { reservedAt: 5.812345, nativeAt: 4.2 },
      { reservedAt: 8, nativeAt: null },
    ]);
  });
});

describe('ptx host verify', () => {
  const run = (snapshot: HostSnapshot, ...words: string[]) =>
    runPtx(['host', 'verify', '--device', '01:00', '--host', 'host.json', ...words], {
      files: {
        'host.json': JSON.stringify(snapshot),
        // Kernels print what devices call themselves, in whatever encoding.
        'dmesg.txt': Buffer.from(
          '[    5.812345] vfio_pci: add [10de:1c03[ffffffff:ffffffff]] class 0\n[    6.1] usb 1-1: Product: caf\xe9\n[    7.2] XFS (sda1): Mounting V5 Filesystem\n',
          'latin1',
        ),
        'dmesg.gz': gzipSync('[    7.2] XFS (sda1): Mounting V5 Filesystem\n'),
      },
    });

  it('exits 0 where all is in place', async () => {
    const { code, stdout } = await run(ready, '--log', 'dmesg.txt');
    expect(code).toBe(0);
    expect(stdout).toContain('0000:01:00.0 vfio-pci (since 5.8 s, before the root file system was there)\n');
    expect(stdout).toContain('\nReady: all of it is reserved for guests.\n');
  });

  it('exits 1 where something is missing, with the next step', async () => {
    const { code, stdout } = await run(host);
    expect(code).toBe(1);
    expect(stdout).toContain('Next: "ptx host plan --device 0000:01:00.0", and apply the plan\n');
    const json = await run(host, '--format', 'json');
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({
      isReady: false,
      devices: [{ address: TARGET, isReserved: false }, {}],
    });
  });

  it('takes no packed log for one without messages', async () => {
    const { code, stderr } = await run(ready, '--log', 'dmesg.gz');
    expect([code, stderr]).toEqual([3, expect.stringContaining('dmesg.gz: FILE_MALFORMED: The log is gzip, not text')]);
  });

  it('refuses what is not on the host', async () => {
    const { code, stderr } = await runPtx(['host', 'verify', '--device', '77:00', '--host', 'h'], {
      files: { h: JSON.stringify(host) },
    });
    expect({ code, stderr }).toMatchObject({ code: 3, stderr: expect.stringContaining('TARGET_NOT_FOUND') });
  });
});
