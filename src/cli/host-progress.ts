import { oneLine } from '../domain/one-line.js';
import { titleAction, titleUndo } from '../host/action-title.js';
import type { HostProgress } from '../host/node/progress.js';
import type { Io } from './io.js';

/** Tell on stderr what is being done to a host, and let through what its programs print. */
export function reportProgress(io: Io): (progress: HostProgress) => void {
  return (progress) => {
    if (progress.kind === 'output') return io.writeStderr(progress.text);
    const { number, of, action, does } = progress;
    const title = does === 'undo' ? titleUndo(action) : titleAction(action);
    if (title !== undefined)
      io.writeStderr(`[${number}/${of}] ${oneLine(title)}${does === 'skip' ? ' (is so already)' : ''}\n`);
  };
}
