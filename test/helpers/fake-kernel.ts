import { readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HostAccess } from '../../src/host/node/host-access.js';
import { Sysfs } from '../../src/host/node/sysfs.js';
import { fakePrograms } from './apply-host.js';

/**
 * What the kernel does when an attribute is written, over a tree of plain files. It shows which attributes are written, in
 * which order and what follows; it does not show that a real driver lets go of a device, nor how long that takes.
 *
 * @see driver_override_store, unbind_store, drivers_probe_store and pci_write_rom in drivers/base and drivers/pci of Linux 6.12
 */
export class FakeKernel extends Sysfs {
  readonly access: HostAccess;
  /** Every write, in order: the end of the path, and the value. */
  readonly writes: string[] = [];
  /** Bytes behind each `rom`, by address; reading another one is an input/output error. */
  roms: Readonly<Record<string, Uint8Array>> = {};
  inUse = false;
  readonly #root: string;
  readonly #native: Readonly<Record<string, string>>;
  readonly #refused: readonly string[];

  /** `native` are the drivers that devices get by themselves, `refused` those that take nothing. */
  constructor(root: string, native: Readonly<Record<string, string>>, refused: readonly string[] = []) {
    const access = new HostAccess({ root, chroot: true }, fakePrograms().run);
    super(access);
    this.access = access;
    this.#root = root;
    this.#native = native;
    this.#refused = refused;
  }

  override async isGroupInUse(): Promise<boolean> {
    return this.inUse;
  }

  override async write(path: string, value: string): Promise<void> {
    this.writes.push(`${path.replace(/^\/sys\/bus\/pci\/(devices\/)?/, '')}=${JSON.stringify(value)}`);
    if (path.endsWith('/unbind')) return rmSync(this.#driverLink(value));
    if (path.endsWith('/drivers_probe')) return this.#probe(value);
    if (path.endsWith('/rom')) return writeFileSync(join(this.#root, path), value === '0\n' ? '0' : '1');
    writeFileSync(join(this.#root, path), value === '\n' && path.endsWith('driver_override') ? '(null)\n' : value);
  }

  override async readBytes(path: string): Promise<Uint8Array> {
    const [, address = ''] = /devices\/([^/]+)\/rom$/.exec(path) ?? [];
    const rom = this.roms[address];
    if (rom !== undefined && readFileSync(join(this.#root, path), 'utf8') === '1') return rom;
    throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' });
  }

  #driverLink(address: string): string {
    return join(this.#root, 'sys/bus/pci/devices', address, 'driver');
  }

  #probe(address: string): void {
    const override = readFileSync(join(this.#root, 'sys/bus/pci/devices', address, 'driver_override'), 'utf8').trim();
    const driver = override === '(null)' ? this.#native[address] : override;
    if (driver === undefined || this.#refused.includes(driver) || this.#isBound(address)) return;
    symlinkSync(`../../../bus/pci/drivers/${driver}`, this.#driverLink(address));
  }

  #isBound(address: string): boolean {
    try {
      return readlinkSync(this.#driverLink(address)) !== '';
    } catch {
      return false;
    }
  }
}
