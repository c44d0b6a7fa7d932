import type { DomainReader } from '../domain/domain-reader.js';
import { listRomFiles } from '../domain/hostdev-rom.js';
import { PtxError } from '../errors.js';
import type { RomFileFacts } from '../lint/context.js';
import { readBytes } from './input.js';
import type { Io } from './io.js';

/** The ROM files that domains name, each read once, as far as they are there and can be read. */
export class RomFiles {
  readonly #io: Io;
  readonly #known = new Map<string, Promise<RomFileFacts | undefined>>();

  constructor(io: Io) {
    this.#io = io;
  }

  /** What is in the ROM files of a domain, by their path. */
  async read(domain: DomainReader): Promise<Map<string, RomFileFacts>> {
    const found = new Map<string, RomFileFacts>();
    for (const path of listRomFiles(domain)) {
      const known = this.#known.get(path) ?? inspect(path, this.#io);
      this.#known.set(path, known);
      const facts = await known;
      if (facts !== undefined) found.set(path, facts);
    }
    return found;
  }
}

async function inspect(path: string, io: Io): Promise<RomFileFacts | undefined> {
  if (!path.startsWith('/') || !(await io.isFile(path))) return undefined;
  const { inspectRom, MAX_ROM_BYTES } = await import('../host/rom.js');
  let bytes: Uint8Array;
  try {
    bytes = await readBytes(path, io, MAX_ROM_BYTES);
  } catch (error) {
    // What cannot be read here may be there for QEMU.
    if (error instanceof PtxError) return undefined;
    throw error;
  }
  try {
    const { images, uefiCapable } = inspectRom(bytes);
    const ids = images.flatMap(({ vendor, device, devices }) =>
      [device, ...devices].map((each) => `${vendor}:${each}`),
    );
    return { ids: [...new Set(ids)], uefiCapable };
  } catch (error) {
    if (error instanceof PtxError) return { ids: [], uefiCapable: false, fault: error.message };
    throw error;
  }
}
