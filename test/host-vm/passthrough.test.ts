import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HostPlan } from '../../src/host/plan.js';
import type { HostRecord } from '../../src/host/record.js';
import { type Evidence, recordEvidence } from '../helpers/evidence.js';
import { CARD, DISPLAY, SHARED, VARIANTS } from './hardware.js';
import { runInnerGuest } from './inner-guest.js';
import { apply, inspect, plan, readConfiguration, readDrivers, rollback, verify } from './observed-host.js';
import { DISK, TOOLS_DISK } from './parts.js';
import { VirtualHost } from './virtual-host.js';

const GRAPHICS = '0000:01:00.0';
const SOUND = '0000:01:00.1';
const NATIVE = { [GRAPHICS]: 'bochs-drm', [SOUND]: 'snd_hda_intel' };
const RESERVED = { [GRAPHICS]: 'vfio-pci', [SOUND]: 'vfio-pci' };
const IDS = ['1234:1111', '8086:293e'];
const BUS = 4;

const rows: Evidence[] = [];

describe.each(VARIANTS)('a host with $title', ({ name, title, qemuArguments }) => {
  let host: VirtualHost;
  let made: HostPlan;
  let record: HostRecord;
  let before: string;
  const observe = (claim: string, observed: string, more: Partial<Evidence> = {}) =>
    rows.push({ claim, host: `Debian 12, ${title}`, libvirt: '-', qemu: '7.2', accelerator: 'TCG', ...more, observed });

  beforeAll(async () => {
    const hardware = [...qemuArguments, ...DISPLAY, ...CARD, ...SHARED];
    host = await VirtualHost.start({ name, disk: DISK, tools: TOOLS_DISK, qemuArguments: hardware });
    before = await readConfiguration(host);
  });
  afterAll(() => host?.stop());

  it('shows its groups, and which drivers have the card', async () => {
    const { iommu, iommuGroups } = await inspect(host);
    expect(iommu.state).toBe('enabled');
    const groupOf = (address: string) => iommuGroups.find(({ members }) => members.includes(address))?.members;
    expect(groupOf(GRAPHICS)).toEqual([GRAPHICS, SOUND]);
    expect(groupOf('0000:03:02.0')).toEqual(['0000:02:00.0', '0000:03:01.0', '0000:03:02.0']);
    expect(await readDrivers(host, [GRAPHICS, SOUND])).toEqual(NATIVE);
    expect(await verify(host)).toMatchObject({ status: 1, isReady: false });
    observe(
      'The functions of a card are one group',
      'graphics and sound alone in it, with bochs-drm and snd_hda_intel',
    );
  });

  it('keeps a group that it uses itself', async () => {
    const refused = await plan(host, '--device 03:02.0');
    expect(refused).toMatchObject({ verdict: 'blocked', actions: [] });
    expect(refused.blockers).toEqual([
      expect.objectContaining({ code: 'group-member-in-use', address: '0000:03:01.0' }),
    ]);
    const end = await host.ptx('host apply plan.json');
    expect(end).toMatchObject({ status: 3, stdout: '' });
    expect(end.stderr).toContain('0000:03:01.0');
    observe(
      'A group behind a PCI bridge whose network card the host uses is refused',
      'blocked by group-member-in-use',
    );
  });

  it('does a plan, after which a new one is empty', async () => {
    made = await plan(host, '--device 01:00 --iommu-pt');
    expect(made).toMatchObject({ verdict: 'isolated', passthroughSet: [GRAPHICS, SOUND], ids: IDS, blockers: [] });
    record = await apply(host);
    expect(record.state).toBe('applied');
    expect(await readDrivers(host, [GRAPHICS, SOUND])).toEqual(NATIVE);
    expect((await plan(host, '--device 01:00 --iommu-pt')).actions).toEqual([]);
  });

  it('starts by its own GRUB with vfio-pci on both functions before the root file system', async () => {
    await host.restart();
    const cmdline = (await host.read('cat /proc/cmdline')).trim().split(' ');
    const wanted = made.configuration.kernelArguments.map(({ text }) => text);
    expect(wanted).toContain('iommu=pt');
    expect(cmdline).toEqual(expect.arrayContaining(wanted));
    const { status, isReady, devices, rootMountedAt } = await verify(host);
    expect({ status, isReady, rootMountedAt }).toMatchObject({
      status: 0,
      isReady: true,
      rootMountedAt: expect.any(Number),
    });
    expect(devices.map(({ address, driver }) => [address, driver])).toEqual(Object.entries(RESERVED));
    for (const { reservedAt } of devices) expect(reservedAt ?? Infinity).toBeLessThan(rootMountedAt ?? 0);
    observe(
      'After the start by its own GRUB both functions are reserved',
      `the command line has ${wanted.join(' ')}; vfio-pci has both before the root file system is mounted`,
    );
  });

  it('gives the card to a guest of libvirt, in the slot that was asked for', async () => {
    const guest = await runInnerGuest(host, `--add-pci-hostdev 01:00,functions=0-1,guest.bus=${BUS}`);
    const bridge = guest.buses.get(BUS);
    expect(bridge).toBeDefined();
    const found = [...guest.devices].filter(([, id]) => IDS.includes(id));
    expect(found).toEqual([
      [`${bridge}/00.0`, IDS[0]],
      [`${bridge}/00.1`, IDS[1]],
    ]);
    expect(await readDrivers(host, [GRAPHICS, SOUND])).toEqual(RESERVED);
    observe(
      'A guest of its libvirt, made by ptx transform, receives the card',
      `the guest finds ${IDS.join(' and ')} as functions 0 and 1 of slot 0 behind root port ${BUS}`,
      { libvirt: '9.0' },
    );
  });

  it('gets its bytes back, and after a start its drivers', async () => {
    expect((await rollback(host, record)).state).toBe('rolled-back');
    expect(await readConfiguration(host)).toBe(before);
    await host.restart();
    const cmdline = await host.read('cat /proc/cmdline');
    expect(cmdline).not.toMatch(/iommu|vfio/);
    expect(await readDrivers(host, [GRAPHICS, SOUND])).toEqual(NATIVE);
    expect(await readConfiguration(host)).toBe(before);
    observe(
      'After a rollback and a start its drivers have the card',
      'all files of /etc are the same bytes; bochs-drm and snd_hda_intel',
    );
    if (rows.length === 5 * VARIANTS.length) recordEvidence('host-vm', rows);
  });
});
