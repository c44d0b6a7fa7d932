import type { PciFunction } from './model.js';
import { isReserving } from './viability.js';

/** When in the start of the host something happened, in seconds; null where the log does not say. */
export interface BootTimes {
  /** vfio-pci said something of the device, or got its id. */
  readonly reservedAt: number | null;
  /** Another driver said something of the device. */
  readonly nativeAt: number | null;
}

interface Line {
  readonly at: number;
  readonly text: string;
}

/** `[    5.140900] vfio-pci 0000:01:00.0: …`, with or without a date or a level in front. */
const LINE = /\[\s*([0-9]+\.[0-9]+)\]\s(.*)$/;

/** The port drivers of buses speak of devices below them. */
const NO_DRIVERS = new Set(['pci', 'pcieport', 'iommu', 'vgaarb']);

/**
 * Read from a log of the kernel when vfio-pci and other drivers took a device.
 *
 * @see vfio_pci_fill_ids in drivers/vfio/pci/vfio_pci.c of Linux 6.12: `add [10de:1c03[ffffffff:ffffffff]] class …`
 */
export function readBootTimes(
  log: string | null,
  device: PciFunction | null,
): BootTimes & { readonly rootMountedAt: number | null } {
  const lines = (log ?? '').split('\n').flatMap((line): Line[] => {
    const [, at, text = ''] = LINE.exec(line) ?? [];
    return at === undefined ? [] : [{ at: Number(at), text }];
  });
  const first = (is: (text: string) => boolean) => lines.find(({ text }) => is(text))?.at ?? null;
  const driverOf = (text: string) => (device === null ? undefined : driverOfLine(text, device.address));
  return {
    reservedAt: first((text) => isReserving(driverOf(text) ?? null) || (device !== null && isIdAdded(text, device))),
    nativeAt: first((text) => {
      const driver = driverOf(text);
      return driver !== undefined && !NO_DRIVERS.has(driver) && !isReserving(driver);
    }),
    rootMountedAt: first((text) =>
      /^(EXT4-fs|XFS|BTRFS info|F2FS-fs).*(mounted filesystem|Mounting V|Ending clean mount|first mount)/.test(text),
    ),
  };
}

/** Messages of dev_info() and its like begin with the driver and the device. */
function driverOfLine(text: string, address: string): string | undefined {
  const [, driver, of] = /^(\S+) ([0-9a-f]{4,}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]):/.exec(text) ?? [];
  return of === address ? driver : undefined;
}

function isIdAdded(text: string, { vendor, device }: PciFunction): boolean {
  return text.startsWith(`vfio_pci: add [${vendor}:${device}[`);
}
