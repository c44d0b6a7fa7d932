// The hand-written pages of the site, in the order of its navigation.
import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * The groups of the navigation; TypeDoc's own group of modules stands among them.
 *
 * "FOLDER/" is every page of a folder and below that no other entry names: README.md first, the others under it. In a list
 * of entries the first is a page, and the others stand under it.
 */
export const GROUPS = [
  ['Start here', ['README.md', 'docs/README.md', 'docs/comparison.md', 'docs/playground.md', 'examples/']],
  ['Guides', ['docs/guides/']],
  [
    'Reference',
    [
      'docs/cli.md',
      'docs/transforms/',
      'docs/recipes/',
      'docs/rules/',
      'docs/errors.md',
      'docs/steps-files.md',
      'docs/device-maps.md',
      'docs/edit.md',
      'docs/lint.md',
      'docs/fleet.md',
      'docs/inspect.md',
      'docs/diff.md',
      'docs/import.md',
      'docs/kubevirt.md',
      'docs/infrastructure-as-code.md',
    ],
  ],
  [
    'Host',
    [
      'docs/host.md',
      'docs/host-plan.md',
      'docs/host-render.md',
      'docs/host-apply.md',
      'docs/hook.md',
      'docs/rom.md',
      'docs/diagnose.md',
    ],
  ],
  [
    'Project',
    [
      'CHANGELOG.md',
      'SECURITY.md',
      'CONTRIBUTING.md',
      ['docs/architecture.md', 'src/'],
      'docs/decisions/',
      'docs/adding-a-transform.md',
      'docs/adding-a-rule.md',
      'docs/evidence.md',
      'docs/kill-points.md',
      'bench/',
      'playground/',
      'templates/',
      'docs/',
    ],
  ],
];

/** Folders with pages. */
const FOLDERS = ['bench', 'docs', 'examples', 'playground', 'src', 'templates'];

/**
 * List the pages of a repository in the order of the navigation.
 *
 * @returns trees of `{ path, group, children }`
 * @throws Error where a page is in no group
 */
export function listPages(root) {
  const left = new Set(findPages(root));
  const named = new Set(GROUPS.flatMap(([, entries]) => entries.flat()));
  const take = (entry) => {
    const fits = (path) => (entry.endsWith('/') ? path.startsWith(entry) && !named.has(path) : path === entry);
    const found = [...left].filter(fits).sort();
    for (const path of found) left.delete(path);
    return nest(found);
  };
  const trees = GROUPS.flatMap(([group, entries]) =>
    entries.flatMap((entry) => {
      const [page, ...below] = [entry].flat();
      const [head, ...others] = take(page);
      if (head === undefined) return [];
      return [{ ...head, children: [...head.children, ...below.flatMap(take)] }, ...others].map((tree) => ({
        ...tree,
        group,
      }));
    }),
  );
  if (left.size > 0) throw new Error(`No group of scripts/site/pages.mjs has ${[...left].join(', ')}`);
  return trees;
}

function findPages(root) {
  const below = FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  );
  return [...readdirSync(root), ...below].filter((name) => name.endsWith('.md') && !name.includes('node_modules'));
}

/** Put the pages of a folder below its README.md, and that below the one of the folder above. */
function nest(paths) {
  const pages = paths.map((path) => ({ path, children: [] }));
  const heads = new Map(
    pages.filter(({ path }) => basename(path) === 'README.md').map((page) => [dirname(page.path), page]),
  );
  return pages.filter((page) => {
    const head = findHead(heads, page.path);
    head?.children.push(page);
    return head === undefined;
  });
}

function findHead(heads, path) {
  let folder = basename(path) === 'README.md' ? dirname(dirname(path)) : dirname(path);
  while (folder !== '.' && !heads.has(folder)) folder = dirname(folder);
  return folder === '.' ? undefined : heads.get(folder);
}
