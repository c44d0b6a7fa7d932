import { type ConfigFile, type HostSnapshot, listFolder } from '../model.js';

/** Where the entries of the Boot Loader Specification are. */
const FOLDERS = ['/boot/loader/entries', '/efi/loader/entries', '/boot/efi/loader/entries'] as const;

const OPTIONS = /^(options[ \t]+)(.*)$/m;

/** Entries that start a Linux kernel, and can be read. */
export function listLoaderEntries(snapshot: HostSnapshot): readonly (ConfigFile & { readonly text: string })[] {
  const entries = FOLDERS.flatMap((folder) => listFolder(snapshot, folder));
  return entries.flatMap((entry) =>
    entry.text !== null && /^(linux|efi)[ \t]/m.test(entry.text) ? [{ ...entry, text: entry.text }] : [],
  );
}

/** The arguments of an entry; lines of options add up. */
export function readOptions(text: string): string {
  return [...text.matchAll(/^options[ \t]+(.*)$/gm)].map(([, options = '']) => options.trim()).join(' ');
}

/** Change the first line of options of an entry, or add one. */
export function changeOptions(text: string, change: (options: string) => string): string {
  if (OPTIONS.test(text)) return text.replace(OPTIONS, (_, key: string, options: string) => `${key}${change(options)}`);
  return `${text}${text.endsWith('\n') ? '' : '\n'}options ${change('')}\n`;
}
