import { readFileSync } from 'node:fs';

/** Everything that is published stands in one of these. */
export const PUBLISHED =
  /^(?:dist|docs|examples|man|schema|templates)\/|^bench\/\w+\.md$|^(?:package\.json|README\.md|LICENSE|(?:CHANGELOG|CONTRIBUTING|SECURITY)\.md)$/;

/** The files that a page of Markdown leads to, code left out. */
export function listLinks(page: string): string[] {
  const text = readFileSync(page, 'utf8').replace(/^ *```[\s\S]*?^ *```$/gm, '');
  return [...text.matchAll(/\]\((?!\w+:|#)([^)\s#]+)/g)].map(([, link = '']) => link);
}
