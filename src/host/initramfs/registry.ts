import type { HostSnapshot } from '../model.js';
import type { Work } from '../planning.js';
import { dracutWriter } from './dracut.js';
import { initramfsToolsWriter } from './initramfs-tools.js';
import { leaveInitramfs, manualInitramfsWriter } from './manual.js';
import { mkinitcpioWriter } from './mkinitcpio.js';
import { ostreeInitramfsWriter } from './ostree.js';
import type { InitramfsContent, InitramfsWriter } from './writer.js';

/** Every tool that the snapshot knows, each in one of these. */
const initramfsWriters: readonly InitramfsWriter[] = [
  initramfsToolsWriter,
  dracutWriter,
  mkinitcpioWriter,
  ostreeInitramfsWriter,
  manualInitramfsWriter,
];

/** The writer for the tool of a host; undefined where there is none, or where several are. */
export function findInitramfsWriter({ initramfs }: HostSnapshot): InitramfsWriter | undefined {
  return initramfsWriters.find(({ names }) => names.some((name) => name === initramfs));
}

/** Bring the content of the initramfs about; a host without one needs nothing. */
export function writeInitramfs(snapshot: HostSnapshot, content: InitramfsContent): Work {
  const writer = findInitramfsWriter(snapshot);
  if (writer !== undefined) return writer.write(snapshot, content);
  return snapshot.initramfsTools.length > 1 ? leaveInitramfs(snapshot, content) : {};
}
