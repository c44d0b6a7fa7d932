import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The part of `node:module` that Node has from 22.1 on. */
interface CompileCache {
  enableCompileCache?(folder: string): unknown;
}

/**
 * Have Node keep what it compiles below `~/.cache`, so that the next start is faster.
 *
 * @see https://nodejs.org/docs/latest-v22.x/api/module.html#moduleenablecompilecachecachedir (Node 22.1)
 */
export function useCompileCache(): void {
  // Older Nodes would only load modules that they have no use for.
  if (Number.parseInt(process.versions.node, 10) < 22 || process.getBuiltinModule === undefined) return;
  const folder = findCacheFolder();
  if (folder === undefined) return;
  (process.getBuiltinModule('node:module') as CompileCache).enableCompileCache?.(folder);
}

/**
 * Find the folder of the cache, in that of the user. Undefined unless that is the user's own and nobody else can write to
 * it: who can write to a cache of code can have its reader run it, and `sudo` may leave root with the home of another. So
 * it is never the folder of temporary files that Node would take.
 *
 * @see https://specifications.freedesktop.org/basedir-spec 0.8: XDG_CACHE_HOME, absolute or not at all
 */
export function findCacheFolder({ XDG_CACHE_HOME: cache = '' } = process.env): string | undefined {
  try {
    const folder = cache.startsWith('/') ? cache : join(process.getBuiltinModule('node:os').homedir(), '.cache');
    return isOwn(folder) ? join(folder, 'libvirt-ptx') : undefined;
  } catch {
    // No home, a loop of links, a folder that may not be looked into: a start needs no cache.
    return undefined;
  }
}

/** True for a folder, or one that would be made in a folder, to which the user alone can write. */
function isOwn(folder: string): boolean {
  const stats = statSync(folder, { throwIfNoEntry: false }) ?? statSync(dirname(folder), { throwIfNoEntry: false });
  return stats !== undefined && stats.uid === (process.getuid?.() ?? stats.uid) && (stats.mode & 0o022) === 0;
}
