import nodeModule from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The part of `node:module` that Node has from 22.1 on. */
interface CompileCache {
  enableCompileCache?(folder: string): unknown;
}

/**
 * Have Node keep what it compiles below `~/.cache`, so that the next start is faster. Not for root, and not in the
 * folder of temporary files that Node would take: who could write there could have root run it.
 *
 * @see https://nodejs.org/docs/latest-v22.x/api/module.html#moduleenablecompilecachecachedir (Node 22.1)
 */
export function useCompileCache(): void {
  if (process.getuid?.() === 0) return;
  const folder = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  (nodeModule as CompileCache).enableCompileCache?.(join(folder, 'libvirt-ptx'));
}
