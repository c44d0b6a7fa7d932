import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findFunction } from '../../src/host/model.js';
import { bindDevice, bindWith, unbindWith } from '../../src/host/node/bind-device.js';
import { dumpRom, dumpWith } from '../../src/host/node/dump-rom.js';
import { inspectHost } from '../../src/host/node/inspect.js';
import { withPlan } from '../helpers/apply-host.js';
import { FakeKernel } from '../helpers/fake-kernel.js';

const TARGET = '0000:01:00.0';

/** A machine whose kernel does as it is told; the target has the driver that its snapshot says. */
async function withKernel(
  use: (kernel: FakeKernel, root: string, driver: string | null) => Promise<void>,
  refused: string[] = [],
) {
  await withPlan(async (root) => {
    const snapshot = await inspectHost({ root });
    const native = Object.fromEntries(
      snapshot.pciDevices.flatMap(({ address, driver }) => (driver ? [[address, driver]] : [])),
    );
    mkdirSync(join(root, 'sys/bus/pci/drivers/vfio-pci'), { recursive: true });
    await use(new FakeKernel(root, native, refused), root, findFunction(snapshot, TARGET)?.driver ?? null);
  });
}
const options = { accepted: ['group-member-in-use', 'only-display'] };

describe('bindDevice', () => {
  it('writes what the kernel wants in its order, and unbindDevice gives back the driver', async () => {
    await withKernel(async (kernel, root, driver) => {
      expect(driver).not.toBeNull();
      const bound = await bindWith('01:00.0', options, kernel.access, kernel);
      expect(bound).toEqual([{ address: TARGET, before: driver, after: 'vfio-pci' }]);
      expect(kernel.writes).toEqual([
        `${TARGET}/driver_override="vfio-pci\\n"`,
        `${TARGET}/driver/unbind="${TARGET}"`,
        `drivers_probe="${TARGET}"`,
      ]);
      expect(await bindWith('01:00.0', options, kernel.access, kernel)).toEqual([
        { address: TARGET, before: 'vfio-pci', after: 'vfio-pci' },
      ]);
      const back = await unbindWith('01:00.0', {}, kernel.access, kernel);
      expect(back).toEqual([{ address: TARGET, before: 'vfio-pci', after: driver }]);
      expect(kernel.writes.slice(3)).toEqual([
        `${TARGET}/driver_override="\\n"`,
        `${TARGET}/driver/unbind="${TARGET}"`,
        `drivers_probe="${TARGET}"`,
      ]);
      expect(existsSync(join(root, `run/ptx/bindings/${TARGET}.json`))).toBe(false);
      expect(await unbindWith('01:00.0', {}, kernel.access, kernel)).toEqual([
        { address: TARGET, before: driver, after: driver },
      ]);
    });
  });

  it('keeps what the device had first: its driver, and a driver_override of somebody else', async () => {
    await withKernel(async (kernel, root, driver) => {
      const override = join(root, 'sys/bus/pci/devices', TARGET, 'driver_override');
      writeFileSync(override, `${driver}\n`);
      const twice = async (act: () => Promise<unknown>) => [await act(), await act()];
      const bind = () => bindWith('01:00.0', options, kernel.access, kernel);
      const unbind = () => unbindWith('01:00.0', {}, kernel.access, kernel);
      expect(await twice(bind)).toEqual([
        [{ address: TARGET, before: driver, after: 'vfio-pci' }],
        [{ address: TARGET, before: 'vfio-pci', after: 'vfio-pci' }],
      ]);
      expect(await twice(unbind)).toEqual([
        [{ address: TARGET, before: 'vfio-pci', after: driver }],
        [{ address: TARGET, before: driver, after: driver }],
      ]);
      expect(readFileSync(override, 'utf8')).toBe(`${driver}\n`);
      const count = kernel.writes.length;
      await twice(bind);
      await twice(unbind);
      expect(kernel.writes.length).toBe(2 * count);
      expect(await kernel.driver(TARGET)).toBe(driver);
    });
  });

  it('takes a device that pci-stub keeps from everybody, and gives it back', async () => {
    await withKernel(async (kernel, root) => {
      const link = join(root, 'sys/bus/pci/devices', TARGET, 'driver');
      rmSync(link);
      symlinkSync('../../../bus/pci/drivers/pci-stub', link);
      writeFileSync(join(root, 'sys/bus/pci/devices', TARGET, 'driver_override'), 'pci-stub\n');
      const [bound] = await bindWith('01:00.0', options, kernel.access, kernel);
      expect(bound).toEqual({ address: TARGET, before: 'pci-stub', after: 'vfio-pci' });
      const [back] = await unbindWith('01:00.0', {}, kernel.access, kernel);
      expect(back).toEqual({ address: TARGET, before: 'vfio-pci', after: 'pci-stub' });
    });
  });

  it('gives the device back where vfio-pci does not take it', async () => {
    await withKernel(
      async (kernel, root, driver) => {
        await expect(bindWith('01:00.0', options, kernel.access, kernel)).rejects.toMatchObject({
          code: 'BIND_FAILED',
          message: `${TARGET}: vfio-pci does not take it`,
        });
        expect(await kernel.driver(TARGET)).toBe(driver);
        // Nothing is left to give back, so a driver that has it keeps it.
        kernel.writes.length = 0;
        expect(existsSync(join(root, `run/ptx/bindings/${TARGET}.json`))).toBe(false);
        await unbindWith('01:00.0', {}, kernel.access, kernel);
        expect(kernel.writes).toEqual([]);
      },
      ['vfio-pci'],
    );
  });

  it('refuses to take a device from a guest', async () => {
    await withKernel(async (kernel) => {
      await bindWith('01:00.0', options, kernel.access, kernel);
      kernel.inUse = true;
      await expect(unbindWith('01:00.0', {}, kernel.access, kernel)).rejects.toMatchObject({
        code: 'BIND_FAILED',
        message: `${TARGET}: a guest has it`,
      });
      expect(await kernel.driver(TARGET)).toBe('vfio-pci');
    });
  });

  it('refuses what the host needs, and another host without chroot', async () => {
    await withKernel(async (kernel, root) => {
      const { essentials } = await inspectHost({ root });
      const [disk] = essentials.rootDisk.functions ?? [];
      await expect(bindWith(disk ?? '', {}, kernel.access, kernel)).rejects.toMatchObject({ code: 'PLAN_BLOCKED' });
      expect(kernel.writes).toEqual([]);
      await expect(bindDevice(TARGET, { root })).rejects.toMatchObject({ code: 'OPTION_INVALID', option: 'root' });
    });
  });
});

describe('dumpRom', () => {
  const ROM = Uint8Array.of(0x55, 0xaa, 1, 2, 3);

  it('wakes the device up, reads, and switches everything back', async () => {
    await withKernel(async (kernel, root) => {
      await bindWith('01:00.0', options, kernel.access, kernel);
      kernel.writes.length = 0;
      const folder = join(root, 'sys/bus/pci/devices', TARGET);
      mkdirSync(join(folder, 'power'));
      writeFileSync(join(folder, 'power/control'), 'auto\n');
      writeFileSync(join(folder, 'power_state'), 'D0\n');
      writeFileSync(join(folder, 'boot_vga'), '0\n');
      writeFileSync(join(folder, 'rom'), '');
      kernel.roms = { [TARGET]: ROM };
      expect(await dumpWith('01:00.0', {}, kernel.access, kernel)).toEqual(ROM);
      expect(kernel.writes).toEqual([
        `${TARGET}/power/control="on"`,
        `${TARGET}/rom="1"`,
        `${TARGET}/rom="0\\n"`,
        `${TARGET}/power/control="auto"`,
      ]);
      kernel.roms = {};
      await expect(dumpWith('01:00.0', {}, kernel.access, kernel)).rejects.toMatchObject({
        code: 'ROM_UNREADABLE',
        message: expect.stringContaining('no ROM with a valid header'),
      });
      expect(readFileSync(join(folder, 'rom'), 'utf8')).toBe('0');
      writeFileSync(join(folder, 'power_state'), 'D3cold\n');
      await expect(dumpWith('01:00.0', {}, kernel.access, kernel)).rejects.toMatchObject({
        message: expect.stringContaining('D3cold'),
      });
      kernel.inUse = true;
      await expect(dumpWith('01:00.0', {}, kernel.access, kernel)).rejects.toMatchObject({
        message: `${TARGET}: a guest has it`,
      });
    });
  });

  it('refuses a device that is in use, the boot display, and one without a ROM', async () => {
    await withKernel(async (kernel, root, driver) => {
      const folder = join(root, 'sys/bus/pci/devices', TARGET);
      writeFileSync(join(folder, 'rom'), '');
      writeFileSync(join(folder, 'boot_vga'), '0\n');
      await expect(dumpWith('01:00.0', {}, kernel.access, kernel)).rejects.toMatchObject({
        message: `${TARGET}: ${driver} has it`,
      });
      writeFileSync(join(folder, 'boot_vga'), '1\n');
      await expect(dumpWith('01:00.0', {}, kernel.access, kernel)).rejects.toMatchObject({
        message: expect.stringContaining('boot display'),
      });
      await expect(dumpWith('01:00.1', {}, kernel.access, kernel)).rejects.toMatchObject({
        message: '01:00.1: it has no expansion ROM',
      });
      await expect(dumpRom('01:00.0', { root })).rejects.toMatchObject({ code: 'OPTION_INVALID' });
      expect(kernel.writes).toEqual([]);
    });
  });
});
