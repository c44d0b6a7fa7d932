import type { HostSnapshot } from '../model.js';
import { RECORDS, type Unfinished, unfinishedSchema } from '../unfinished.js';
import type { HostFiles } from './host-files.js';

/** A record holds its plan, with every file. */
const RECORD_LIMIT = 16 * 1024 * 1024;

/** Where something is unfinished no other plan is done, so it is among the last. */
const MOST_RECORDS = 100;

/** Find what ptx began on the host, and neither ended nor took back. */
export async function readUnfinished(files: HostFiles): Promise<HostSnapshot['unfinished']> {
  const names = (await files.list(RECORDS)).filter((name) => /^[^.].*\.json$/.test(name));
  for (const name of names.slice(-MOST_RECORDS).reverse()) {
    const path = `${RECORDS}/${name}`;
    const text = await files.readText(path, { limit: RECORD_LIMIT });
    const found = text === undefined ? undefined : parseUnfinished(text, name.slice(0, -'.json'.length));
    if (found === null) files.note(path, 'no record');
    else if (found !== undefined) return found;
  }
  return null;
}

/** Undefined for the record of what was ended, null for what is no record. */
function parseUnfinished(text: string, id: string): Unfinished | undefined | null {
  try {
    return unfinishedSchema.safeParse({ ...JSON.parse(text), id }).data;
  } catch {
    return null;
  }
}
