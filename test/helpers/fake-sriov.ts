import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { vi } from 'vitest';
import { HostWriter } from '../../src/host/node/host-writer.js';
import { SRIOV_CARD } from './apply-host.js';

/** What a kernel did with the attributes of a card that makes virtual functions. */
export interface FakeSriov {
  /** Every write, in order. */
  readonly writes: readonly string[];
  /** The virtual functions that are there, and the driver of each, null where it has none. */
  listFunctions(): Readonly<Record<string, string | null>>;
}

const FOLDER = `/sys/bus/pci/devices/${SRIOV_CARD.bdf}`;

/**
 * Do what the kernel does when attributes of that card are written, over a tree of plain files: the number of virtual
 * functions changes only through 0, and new ones get a driver unless that was switched off before. `vi.restoreAllMocks`
 * ends it.
 *
 * @see sriov_numvfs_store and sriov_drivers_autoprobe_store in drivers/pci/iov.c, pci_device_can_probe in
 * drivers/pci/pci-driver.c of Linux 6.12
 */
export function fakeSriov(root: string): FakeSriov {
  const writes: string[] = [];
  const place = (name: string) => join(root, FOLDER, name);
  const read = (name: string) => readFileSync(place(name), 'utf8').trim();
  const list = () => readdirSync(place('.')).filter((name) => name.startsWith('virtfn'));
  const makeFunction = (index: number) => {
    mkdirSync(place(`virtfn${index}`));
    if (read('sriov_drivers_autoprobe') === '1') symlinkSync('/drivers/igbvf', place(`virtfn${index}/driver`));
  };
  const setNumber = (value: string) => {
    if (Number(value) > Number(read('sriov_totalvfs'))) throw fail('ERANGE', 'numerical result out of range');
    if (value === read('sriov_numvfs')) return;
    if (value !== '0' && read('sriov_numvfs') !== '0') throw fail('EBUSY', 'resource busy or locked');
    for (const name of list()) rmSync(place(name), { recursive: true });
    for (let index = 0; index < Number(value); index += 1) makeFunction(index);
  };
  vi.spyOn(HostWriter.prototype, 'writeAttribute').mockImplementation(async (path, value) => {
    if (dirname(path) !== FOLDER) throw new Error(`A write to "${path}"`);
    writes.push(`${path.slice(FOLDER.length + 1)} ${value}`);
    if (path.endsWith('/sriov_numvfs')) setNumber(value);
    writeFileSync(join(root, path), `${value}\n`);
  });
  for (let index = 0; index < Number(read('sriov_numvfs')); index += 1) makeFunction(index);
  const driverOf = (name: string) => (readdirSync(place(name)).includes('driver') ? 'igbvf' : null);
  return { writes, listFunctions: () => Object.fromEntries(list().map((name) => [name, driverOf(name)])) };
}

function fail(code: string, words: string): Error {
  return Object.assign(new Error(`${code}: ${words}, write`), { code });
}
