import { runCommand } from '../commands.js';
import { editFile } from '../file-edit.js';
import { evaluateShell, parseShell } from '../grub-default.js';
import { manualStep } from '../manual.js';
import { findFile, type HostSnapshot, listFolder } from '../model.js';
import { normalizeModule } from '../modprobe-config.js';
import type { Work } from '../planning.js';
import type { InitramfsContent, InitramfsWriter } from './writer.js';

const MAIN = '/etc/mkinitcpio.conf';
const FOLDER = '/etc/mkinitcpio.conf.d';

/**
 * mkinitcpio: modules are loaded in the order of MODULES, so those of VFIO come first in the assignment that counts. The
 * hook `modconf` takes modprobe.d along.
 *
 * @see mkinitcpio.conf(5) of mkinitcpio 39
 */
export const mkinitcpioWriter: InitramfsWriter = {
  names: ['mkinitcpio'],
  takesModprobe: (snapshot) => readArray(snapshot, 'HOOKS').includes('modconf'),
  write(snapshot, content) {
    const work = editArrays(snapshot, content);
    const isNew = (work.files ?? []).length > 0 || content.hasNewFiles;
    const reason = 'The initramfs binds devices before the root file system is there';
    return { ...work, commands: isNew ? [runCommand(['mkinitcpio', '-P'], reason)] : [] };
  },
};

function editArrays(snapshot: HostSnapshot, { modules, files: wantedFiles }: InitramfsContent): Work {
  const present = readArray(snapshot, 'MODULES').map(normalizeModule);
  const missing = modules.filter(({ text }) => !present.includes(text));
  const files = wantedFiles.filter((path) => !readArray(snapshot, 'FILES').includes(path));
  if (missing.length === 0 && files.length === 0) return {};
  const path = findOwner(snapshot, 'MODULES');
  const text = findFile(snapshot, path)?.text ?? null;
  const changed =
    text === null || text.includes('\r')
      ? undefined
      : prepend(
          text,
          'MODULES',
          missing.map((module) => module.text),
        );
  const content = changed === undefined ? undefined : prepend(changed, 'FILES', files);
  if (content === undefined) {
    const lines = [
      ...(missing.length > 0 ? [`MODULES=(${missing.map((module) => module.text).join(' ')} "\${MODULES[@]}")`] : []),
      ...(files.length > 0 ? [`FILES=(${files.join(' ')} "\${FILES[@]}")`] : []),
    ];
    const reason = `${path} does not have its arrays where they could be changed safely`;
    return {
      manual: [manualStep({ title: `Add these lines to the end of ${path}`, lines, reason })],
      findings: [{ code: 'initramfs-file-malformed', message: reason }],
    };
  }
  const lines = [
    ...missing,
    ...files.map((file) => ({ text: file, reason: 'It has to be there while the initramfs runs' })),
  ];
  return { files: editFile(snapshot, { path, content, lines, reason: 'What mkinitcpio puts into the initramfs' }) };
}

/** Put words first in an array; undefined where the text has no such array that is plainly written. */
function prepend(text: string, name: string, words: readonly string[]): string | undefined {
  if (words.length === 0) return text;
  const opening = [...text.matchAll(new RegExp(`^[ \\t]*${name}=\\(`, 'gm'))].at(-1);
  if (opening === undefined)
    return name === 'FILES' ? `${text}${text.endsWith('\n') ? '' : '\n'}FILES=(${words.join(' ')})\n` : undefined;
  const at = opening.index + opening[0].length;
  const rest = text.slice(at);
  const space = /^\s*\)/.test(rest) ? '' : ' ';
  return `${text.slice(0, at)}${words.join(' ')}${space}${rest.replace(/^[ \t]+/, '')}`;
}

/** The words of an array after all files. */
function readArray(snapshot: HostSnapshot, name: string): string[] {
  return listConfigs(snapshot).reduce<string[]>((words, { text }) => {
    const pattern = new RegExp(`^[ \\t]*${name}(\\+?)=\\(([^)]*)\\)`, 'gm');
    return [...(text ?? '').matchAll(pattern)].reduce<string[]>((before, [, appended, body = '']) => {
      const own = body
        .replace(/#[^\n]*/g, '')
        .split(/\s+/)
        .filter((word) => word !== '')
        .map(unquote);
      return appended === '+'
        ? before.concat(own)
        : own.flatMap((word) => (word === `\${${name}[@]}` ? before : [word]));
    }, words);
  }, []);
}

/** The last file that sets an array as a whole. */
function findOwner(snapshot: HostSnapshot, name: string): string {
  const setting = new RegExp(`^[ \\t]*${name}=`, 'm');
  return listConfigs(snapshot).findLast(({ text }) => setting.test(text ?? ''))?.path ?? MAIN;
}

function listConfigs(snapshot: HostSnapshot) {
  const main = findFile(snapshot, MAIN);
  return [...(main === undefined ? [] : [main]), ...listFolder(snapshot, FOLDER)];
}

function unquote(word: string): string {
  const [only] = parseShell(`x=${word}`).assignments;
  return word.includes('[@]') ? word.replaceAll('"', '') : (only && evaluateShell([only]).get('x')) || word;
}
