import type { Result } from '../helpers/documents.js';

/** What libvirt does not take for a reason that says nothing against ptx. */
const EXCEPTIONS: readonly { readonly golden?: string; readonly error: RegExp; readonly why: string }[] = [
  { error: /^Cannot check QEMU binary .*-(?:aarch64|s390x):/, why: 'QEMU is installed for x86 alone' },
  { error: /^internal error: Advice from numad is needed/, why: 'numad is not asked' },
  { error: /^Failed to connect socket to '.*virtnetworkd-sock'/, why: 'no network of libvirt is asked' },
  { error: /^libvirt does not convert <interface/, why: "libvirt does not convert `<interface type='hostdev'>`" },
  {
    golden: 'golden/transforms/set-firmware-efi/explicit-stateless-to-auto',
    error: /^operation failed: Unable to find .*'efi'/,
    why: 'no stateless firmware is installed',
  },
  {
    golden: 'golden/transforms/use-hugepages/no-such-page-on-x86',
    error: /^internal error: Unable to find any usable hugetlbfs mount for 64 KiB/,
    why: 'no x86 machine has such pages',
  },
];

/** What libvirt says of results that it does not take, or of their inputs. */
export interface Refusals {
  /** In words for a reader; empty where it takes all. */
  readonly reasons: string;
  /** The results that it should take, with its words. */
  readonly unexplained: readonly string[];
}

/**
 * Look for the reasons of what libvirt does not take.
 *
 * @param errors libvirt's words, by the path of the document
 */
export function explainRefusals(results: readonly Result[], errors: ReadonlyMap<string, string>): Refusals {
  const names = new Map<string, string[]>();
  const unexplained: string[] = [];
  for (const result of results) {
    const error = errors.get(result.expected);
    const before = errors.get(result.input);
    if (error === undefined && before === undefined) continue;
    const why = error === undefined ? 'the input is refused' : explainRefusal(result, error, before);
    if (why === undefined) unexplained.push(`${result.expected}: ${error}`);
    else names.set(why, [...(names.get(why) ?? []), result.name]);
  }
  return { reasons: [...names].map(([why, list]) => `; ${why}: ${list.join(', ')}`).join(''), unexplained };
}

function explainRefusal({ expected, name }: Result, error: string, before: string | undefined): string | undefined {
  const known = EXCEPTIONS.find(({ golden = '', error: words }) => expected.startsWith(golden) && words.test(error));
  if (known !== undefined) return known.why;
  // What is wrong in what ptx leaves alone stays wrong in the same words; some of it may be gone.
  return /^(?:noop|odd)-/.test(name) && before?.startsWith(error) ? 'as broken as the input' : undefined;
}
