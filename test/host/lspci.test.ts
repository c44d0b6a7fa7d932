import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { PciFunction } from '../../src/host/model.js';
import { inspectHost } from '../../src/host/node/inspect.js';
import { machineNames, readMachine, withTree } from '../helpers/host-tree.js';
import { isSkipped, listMissing } from '../helpers/hypervisor.js';

const LSPCI = '/usr/bin/lspci';

describe.skipIf(isSkipped('comparison with lspci', listMissing([LSPCI])))('lspci says the same of', () => {
  it.each(machineNames)('%s', async (name) => {
    await withTree(readMachine(name), async (root) => {
      const options = [
        '-A',
        'linux-sysfs',
        '-O',
        `sysfs.path=${root}/sys/bus/pci`,
        // Names come from the tree alone, not from what udev of this machine knows.
        '-O',
        'hwdb.disable=1',
        '-i',
        `${root}/usr/share/misc/pci.ids`,
      ];
      const printed = execFileSync(LSPCI, [...options, '-D', '-nn', '-vmm', '-k'], { encoding: 'utf8' });
      const { pciDevices } = await inspectHost({ root });
      expect(readRecords(printed)).toEqual(pciDevices.map(recordOf));
    });
  });
});

/** What a record of "lspci -vmm" holds, without what this machine's own modules would add. */
function readRecords(text: string): Record<string, string>[] {
  return text
    .trim()
    .split('\n\n')
    .map((record) =>
      Object.fromEntries(
        record
          .split('\n')
          .map((line) => line.split(':\t') as [string, string])
          .filter(([key]) => !['Module', 'ProgIf', 'SVendor', 'SDevice'].includes(key)),
      ),
    );
}

function recordOf(device: PciFunction): Record<string, string> {
  const { address, className, class: code, names, revision, driver, iommuGroup } = device;
  return {
    Slot: address,
    Class: `${className} [${code?.slice(0, 4)}]`,
    Vendor: `${names.vendor ?? 'Vendor'} [${device.vendor}]`,
    Device: `${names.device ?? 'Device'} [${device.device}]`,
    ...(revision === '00' ? {} : { Rev: revision ?? '' }),
    ...(driver === null ? {} : { Driver: driver }),
    ...(iommuGroup === null ? {} : { IOMMUGroup: String(iommuGroup) }),
  };
}
