import type { HostSnapshot, InitramfsTool } from '../model.js';
import type { Wanted, Work } from '../planning.js';

/** What the initramfs shall hold. */
export interface InitramfsContent {
  /** Modules to load before udev starts, in order, with underscores. */
  readonly modules: readonly Wanted[];
  /** Modules of the native drivers, before which they have to come. */
  readonly natives: readonly string[];
  /** Files that have to be in there too, by path. */
  readonly files: readonly string[];
  /** True where a file changed that a new image takes along. */
  readonly hasNewFiles: boolean;
}

/** How modules get into an initramfs. */
export interface InitramfsWriter {
  readonly names: readonly InitramfsTool[];
  /** True where images have what modprobe.d says. */
  takesModprobe(snapshot: HostSnapshot): boolean;
  /** Bring the content about, and make the images anew where something changed. */
  write(snapshot: HostSnapshot, content: InitramfsContent): Work;
}
