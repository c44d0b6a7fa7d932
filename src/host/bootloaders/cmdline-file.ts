import type { WriteFile } from '../action.js';
import { editFile } from '../file-edit.js';
import { addArguments } from '../kernel-arguments.js';
import { findFile, type HostSnapshot } from '../model.js';
import type { Wanted } from '../planning.js';

/** Where kernel-install and proxmox-boot-tool take the command line from. */
export const CMDLINE_FILE = '/etc/kernel/cmdline';

/** The command line of that file as one line, undefined where there is none. */
export function readCmdlineFile(snapshot: HostSnapshot): string | undefined {
  return findFile(snapshot, CMDLINE_FILE)
    ?.text?.replace(/\s*\n\s*/g, ' ')
    .trim();
}

/** Add arguments to the one line of that file. */
export function editCmdlineFile(snapshot: HostSnapshot, text: string, missing: readonly Wanted[]): WriteFile[] {
  const content = addArguments(
    text,
    missing.map((argument) => argument.text),
  );
  return editFile(snapshot, {
    path: CMDLINE_FILE,
    content,
    lines: missing,
    reason: 'The command line of every kernel that is installed from now on',
  });
}
