import { runCommand } from '../commands.js';
import { appendLines, editFile, OWNED_HEADER } from '../file-edit.js';
import { manualStep } from '../manual.js';
import { findFile, type HostSnapshot } from '../model.js';
import { normalizeModule } from '../modprobe-config.js';
import type { Wanted, Work } from '../planning.js';
import type { InitramfsContent, InitramfsWriter } from './writer.js';

const LIST = '/etc/initramfs-tools/modules';
const HOOK = '/etc/initramfs-tools/hooks/ptx-vfio';

/**
 * initramfs-tools: modules that /etc/initramfs-tools/modules lists are loaded in their order; modprobe.d is taken along as
 * it is, and rules of udev only by a hook.
 *
 * @see initramfs-tools(7) and update-initramfs(8) of initramfs-tools 0.142
 */
export const initramfsToolsWriter: InitramfsWriter = {
  names: ['initramfs-tools'],
  takesModprobe: () => true,
  write(snapshot, content) {
    const list = editList(snapshot, content);
    const files = [...(list.files ?? []), ...editHook(snapshot, content.files)];
    const isNew = files.length > 0 || content.hasNewFiles;
    const reason = 'The initramfs binds devices before the root file system is there';
    return { ...list, files, commands: isNew ? [runCommand(['update-initramfs', '-u', '-k', 'all'], reason)] : [] };
  },
};

function editList(snapshot: HostSnapshot, { modules, natives }: InitramfsContent): Work {
  const file = findFile(snapshot, LIST);
  const text = file?.text ?? '';
  const present = text.split(/\r?\n/).map((line) => normalizeModule(line.trim().split(/\s+/)[0] ?? ''));
  const missing = modules.filter((module) => !present.includes(module.text));
  if (missing.length === 0) return {};
  if (text.includes('\r') || file?.text === null) {
    const reason = `${LIST} has line ends of DOS, or is no text; it stays as it is`;
    const lines = missing.map((module) => module.text);
    return {
      manual: [manualStep({ title: `Add these lines to ${LIST}`, lines, reason })],
      findings: [{ code: 'initramfs-file-malformed', message: reason }],
    };
  }
  const first = text
    .split('\n')
    .findIndex((line) => natives.includes(normalizeModule(line.trim().split(/\s+/)[0] ?? '')));
  return {
    files: editFile(snapshot, {
      path: LIST,
      content: first === -1 ? appendLines(text, missing) : insertLines(text, first, missing),
      lines: missing,
      reason: 'Modules of the initramfs, loaded in this order before udev starts',
    }),
  };
}

/** A native driver that is listed has to come later. */
function insertLines(text: string, at: number, lines: readonly Wanted[]): string {
  const all = text.split('\n');
  return [...all.slice(0, at), ...lines.map((line) => line.text), ...all.slice(at)].join('\n');
}

function editHook(snapshot: HostSnapshot, rules: readonly string[]) {
  if (rules.length === 0) return [];
  const copies = rules.map((path) => `cp -p ${path} "$DESTDIR/lib/udev/rules.d/"`);
  return editFile(snapshot, {
    path: HOOK,
    content: [
      '#!/bin/sh',
      OWNED_HEADER,
      'if [ "$1" = prereqs ]; then echo udev; exit 0; fi',
      'mkdir -p "$DESTDIR/lib/udev/rules.d"',
      ...copies,
      '',
    ].join('\n'),
    mode: '0755',
    lines: copies.map((text) => ({ text, reason: 'Only a hook takes rules of udev into the initramfs' })),
    reason: 'Devices are given out while the initramfs runs',
  });
}
