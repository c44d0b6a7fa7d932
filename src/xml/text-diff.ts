import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';

/**
 * Write the difference of two texts as a unified diff that `patch -p1` and `git apply` take; empty where they are
 * equal.
 */
export function formatUnifiedDiff(name: string, before: string, after: string): string {
  if (before === after) return '';
  const label = name.replace(/^\/+/, '');
  // GNU patch takes a name to end at its first space unless a tab follows it; the tab comes with a header.
  const header = label.includes(' ') ? ' ' : '';
  return createTwoFilesPatch(`a/${label}`, `b/${label}`, before, after, header, header, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  });
}
