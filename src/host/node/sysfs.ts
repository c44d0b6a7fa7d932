import { open } from 'node:fs/promises';
import type { HostAccess } from './host-access.js';
import { HostFiles } from './host-files.js';

/** The attributes of PCI devices as the kernel shows them now: nothing is remembered between two calls. */
export class Sysfs {
  readonly #access: HostAccess;

  constructor(access: HostAccess) {
    this.#access = access;
  }

  /** Read an attribute, undefined where there is none. */
  read(path: string): Promise<string | undefined> {
    return new HostFiles(this.#access.root).readLine(path);
  }

  /** Write an attribute. */
  write(path: string, value: string): Promise<void> {
    return this.#access.writer.writeAttribute(path, value);
  }

  /** Read all bytes of an attribute. Errors of the kernel are handed on. */
  async readBytes(path: string): Promise<Uint8Array> {
    const handle = await open(await this.#access.writer.place(path), 'r');
    try {
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  }

  /** The driver that has a device, null where none has. */
  async driver(address: string): Promise<string | null> {
    return (await new HostFiles(this.#access.root).linkName(`${deviceFolder(address)}/driver`)) ?? null;
  }

  exists(path: string): Promise<boolean> {
    return new HostFiles(this.#access.root).exists(path);
  }

  /** True where a guest has the group of a device open: the kernel lets nobody else open it. */
  async isGroupInUse(group: number | null): Promise<boolean> {
    const node = `/dev/vfio/${group}`;
    if (group === null || !(await this.exists(node))) return false;
    try {
      await (await open(await this.#access.writer.place(node), 'r+')).close();
      return false;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EBUSY';
    }
  }
}

/** Where the attributes of a device are. */
export function deviceFolder(address: string): string {
  return `/sys/bus/pci/devices/${address}`;
}
