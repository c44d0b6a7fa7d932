import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The part of `node:module` that Node has from 22.1 on. */
interface CompileCache {
  enableCompileCache?(folder: string): unknown;
}

/**
 * Have Node keep what it compiles below `~/.cache`, so that the next start is faster. Only where that is the user's own
 * and nobody else can write to it, and not in the folder of temporary files that Node would take: who can write to a
 * cache of code can have its reader run it, and `sudo` may leave root with the home of another.
 *
 * @see https://nodejs.org/docs/latest-v22.x/api/module.html#moduleenablecompilecachecachedir (Node 22.1)
 */
export function useCompileCache(): void {
  // Older Nodes would only load modules that they have no use for.
  if (Number.parseInt(process.versions.node, 10) < 22 || process.getBuiltinModule === undefined) return;
  const { enableCompileCache } = process.getBuiltinModule('node:module') as CompileCache;
  const folder = process.env.XDG_CACHE_HOME || join(process.getBuiltinModule('node:os').homedir(), '.cache');
  if (isOwn(folder)) enableCompileCache?.(join(folder, 'libvirt-ptx'));
}

/** True for a folder, or one that would be made in a folder, to which the user alone can write. */
function isOwn(folder: string): boolean {
  const stats = statSync(folder, { throwIfNoEntry: false }) ?? statSync(dirname(folder), { throwIfNoEntry: false });
  return stats !== undefined && stats.uid === (process.getuid?.() ?? stats.uid) && (stats.mode & 0o022) === 0;
}
