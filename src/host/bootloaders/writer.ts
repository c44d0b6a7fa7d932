import type { Bootloader, HostSnapshot } from '../model.js';
import type { Wanted, Work } from '../planning.js';

/** How kernel arguments get to a kernel that a boot loader starts. */
export interface BootloaderWriter {
  readonly names: readonly Bootloader[];
  /** The arguments that the next start has; undefined where the files do not tell. */
  readConfigured(snapshot: HostSnapshot): string | undefined;
  /** Bring arguments about that are missing. */
  addArguments(snapshot: HostSnapshot, missing: readonly Wanted[]): Work;
  /** What a command of this writer leaves in the snapshot, where that is no file that the plan writes. */
  simulate?(snapshot: HostSnapshot, argv: readonly string[]): HostSnapshot;
}
