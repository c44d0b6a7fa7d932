/** A word that may stand where the user types. */
export interface Candidate {
  readonly text: string;
  readonly summary: string;
}

/** What only the shell can list: names of files, of folders, of libvirt's domains. */
export type Listing = 'files' | 'folders' | 'domains';

/** What may stand in place of the word that is being typed. */
export interface Completion {
  readonly candidates: readonly Candidate[];
  readonly listing?: Listing;
  /** What stands before the listed name in the same word, such as `--output=`. */
  readonly prefix?: string;
  /** Whose domains are to be listed, where it is not the connection that virsh chooses. */
  readonly connection?: string;
}

/** Candidates out of entries of a registry. */
export function candidatesOf(entries: readonly { name: string; summary: string }[]): Candidate[] {
  return entries.map(({ name, summary }) => ({ text: name, summary }));
}

/** Put text before every candidate, and before what the shell lists. */
export function prefixed(prefix: string, { candidates, ...rest }: Completion): Completion {
  return {
    ...rest,
    candidates: candidates.map(({ text, summary }) => ({ text: prefix + text, summary })),
    prefix: prefix + (rest.prefix ?? ''),
  };
}
