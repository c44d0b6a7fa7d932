import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type HostSnapshot, hostSnapshotSchema } from '../../src/host/model.js';
import { findPassthroughSet } from '../../src/host/passthrough-set.js';
import { addPciHostdev, parseDomain, transformDomain } from '../../src/index.js';
import { parseHostFacts } from '../../src/steps.js';
import { inspectMachine, listHostGoldens, printSnapshot } from '../helpers/host-golden.js';
import { machineNames, readMachine } from '../helpers/host-tree.js';
import { expectSameText } from '../helpers/text.js';

it('finds machines', () => expect(machineNames.length).toBeGreaterThanOrEqual(7));

describe.each(machineNames)('%s', (name) => {
  const machine = readMachine(name);
  const { expect: expected } = machine;
  let snapshot: HostSnapshot;
  beforeAll(async () => {
    snapshot = await inspectMachine(name);
  });

  it('is described by the schema, and no field is left over', () => {
    expect(hostSnapshotSchema.parse(JSON.parse(JSON.stringify(snapshot)))).toEqual(snapshot);
  });

  it('is what its files say', () => {
    const known = (text: string) => (text === 'unknown' || text === 'none' ? null : text);
    expect(snapshot).toMatchObject({
      kernel: machine.kernel,
      cmdline: machine.cmdline,
      bootloader: known(machine.bootloader),
      initramfs: known(machine.initramfs),
      vfioPci: machine.vfioPci,
      distro: { id: machine.distro.ID, isProxmox: machine.distro.PVE !== undefined },
      cpu: { vendor: machine.cpu.vendor, virtualization: machine.cpu.flag },
      iommu: { state: 'enabled', units: machine.iommu },
    });
    const configuration = Object.entries(machine.files).filter(([path]) => path.startsWith('/etc/default/'));
    for (const [path, text] of configuration) {
      expect(snapshot.files).toContainEqual({ path, text, mode: '0644', uid: 0, gid: 0, linkTarget: null });
    }
  });

  it('has these devices', () => {
    expect(snapshot.pciDevices.map(({ address }) => address)).toEqual(machine.devices.map(({ bdf }) => bdf).sort());
    for (const device of machine.devices) {
      expect(snapshot.pciDevices.find(({ address }) => address === device.bdf)).toMatchObject({
        class: device.class,
        vendor: device.vendor,
        device: device.device,
        subsystem: device.subsystem,
        revision: device.revision,
        driver: device.driver,
        iommuGroup: device.group,
        parent: device.parent,
        isBridge: device.bus !== undefined,
        secondaryBus: device.bus?.[0] ?? null,
        bootVga: device.bootVga === undefined ? null : device.bootVga === 1,
        rom: device.romWindow === undefined ? null : { sizeBytes: device.romWindow },
        resetMethods: device.resetMethod?.split(' ') ?? null,
        modules: expect.arrayContaining([...device.modules]),
      });
    }
  });

  it('gives this set', () => {
    const { blockers, ...found } = findPassthroughSet(snapshot, { devices: [expected.target] });
    expect(found.verdict).toBe(expected.verdict ?? 'isolated');
    expect(blockers.map(({ address }) => address).sort()).toEqual([...(expected.blockers ?? [])].sort());
    if (expected.set !== undefined) expect(found.set).toEqual(expected.set);
    if (expected.ids !== undefined) expect(found.ids).toEqual(expected.ids);
    expect(found.companions).toEqual(
      expected.companionsOtherGroup ??
        found.set.filter(
          (address) =>
            groupOf(snapshot, address) !== groupOf(snapshot, expected.target) && expected.verdict !== 'blocked',
        ),
    );
    if (expected.excludedBridges !== undefined) expect(found.excludedBridges).toEqual(expected.excludedBridges);
    for (const [id, addresses] of Object.entries(expected.idsTwins ?? {})) {
      const twins = snapshot.pciDevices.filter(({ vendor, device }) => `${vendor}:${device}` === id);
      expect(twins.map(({ address }) => address)).toEqual(addresses);
    }
  });

  it('is what steps read with --host', () => {
    const host = parseHostFacts(JSON.stringify(snapshot));
    const domain = parseDomain("<domain type='kvm'><os><type machine='q35'>hvm</type></os></domain>");
    const card = expected.target.replace(/\.[0-7]$/, '');
    const { domain: result } = transformDomain(domain, addPciHostdev({ address: card }), { host });
    const functions = snapshot.pciDevices.filter(({ address }) => address.startsWith(`${card}.`));
    expect(result.xml.match(/<hostdev /g)).toHaveLength(functions.length);
    // The types agree as well.
    expect(transformDomain(domain, addPciHostdev({ address: card }), { host: snapshot }).domain.xml).toBe(result.xml);
  });

  it('gives its goldens', () => {
    const files = listHostGoldens(name);
    const missing = files.filter((file) => !existsSync(file));
    expect(missing, 'write them with "npm run golden:update -- golden/host/inspect golden/host/groups"').toEqual([]);
    for (const [file, text] of printSnapshot(name, snapshot)) expectSameText(text, readFileSync(file, 'utf8'), file);
  });

  it('fits a line of 100 characters', () => {
    const lines = printSnapshot(name, snapshot)
      .filter(([file]) => file.endsWith('.txt'))
      .flatMap(([, text]) => text.split('\n'));
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
  });
});

function groupOf({ pciDevices }: HostSnapshot, wanted: string): number | null | undefined {
  return pciDevices.find(({ address }) => address === wanted)?.iommuGroup;
}
