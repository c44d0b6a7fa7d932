import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { listLinks, PUBLISHED } from './helpers/published.js';

// The package itself is looked at by test/package, which needs the registry: what is wrong shows here first.
it('pages of the package lead only to what is in the package', () => {
  const folders = ['docs', 'examples', 'bench'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  );
  const pages = [...readdirSync('.'), ...folders].filter((file) => file.endsWith('.md') && PUBLISHED.test(file));
  const links = pages.flatMap((page) => listLinks(page).map((link) => ({ page, to: join(dirname(page), link) })));
  expect(links.length).toBeGreaterThan(700);
  const isPublished = (to: string) => existsSync(to) && (PUBLISHED.test(to) || PUBLISHED.test(`${to}/`));
  expect(links.filter(({ to }) => !isPublished(to))).toEqual([]);
});
