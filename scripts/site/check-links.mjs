// Usage: node scripts/site/check-links.mjs FOLDER [--external]
//
// Fails where a page of the site in that folder, its search or its navigation leads to nothing, or a page loads what is not
// of the site.
// Addresses of the web are read and not visited; --external prints them.
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { inflateSync } from 'node:zlib';

const [SITE, ...flags] = process.argv.slice(2);
const LINK = /<(\w+)\b[^>]*?\s(?:href|src)="([^"]*)"/g;
const ANCHOR = /\sid="([^"]*)"/g;
/** Elements that load where they point to as the page is shown. */
const LOADING = ['script', 'link', 'img', 'iframe', 'source'];

const files = new Set(
  readdirSync(SITE, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => posix.relative(SITE, join(parentPath, name))),
);
const pages = new Map([...files].filter((file) => /\.(html|svg)$/.test(file)).map((file) => [file, readPage(file)]));
const external = new Set();
const problems = [];

for (const [page, { links }] of pages) for (const link of links) checkLink(page, link);
for (const url of [...listSearchTargets(), ...listNavigationTargets()]) checkLink('index.html', { element: 'a', url });

if (flags.includes('--external')) for (const url of [...external].sort()) console.log(url);
for (const problem of problems) console.error(problem);
console.log(`${pages.size} pages, ${external.size} addresses elsewhere, ${problems.length} dead links`);
process.exitCode = problems.length === 0 ? 0 : 1;

function readPage(file) {
  const html = readFileSync(join(SITE, file), 'utf8');
  return {
    links: [...html.matchAll(LINK)].map(([, element, url]) => ({ element, url: url.replaceAll('&amp;', '&') })),
    anchors: new Set([...html.matchAll(ANCHOR)].map(([, id]) => id)),
  };
}

function checkLink(page, { element, url }) {
  if (url.startsWith('data:')) return;
  if (/^[a-z]+:/i.test(url)) checkExternal(page, element, url);
  else checkInternal(page, url);
}

function checkExternal(page, element, url) {
  external.add(url);
  if (!URL.canParse(url) || !/^https?:\/\/[\w-]+\.[\w.-]+/.test(url))
    problems.push(`${page}: ${url} is no address of the web`);
  if (LOADING.includes(element)) problems.push(`${page}: ${url} is loaded from elsewhere`);
}

function checkInternal(page, url) {
  const [path, anchor = ''] = url.split('#').map(decodeURIComponent);
  const target = path === '' ? page : posix.join(posix.dirname(page), path.replace(/\?.*$/, ''));
  if (!files.has(target)) problems.push(`${page}: ${url} leads nowhere`);
  else if (anchor !== '' && !pages.get(target)?.anchors.has(anchor)) problems.push(`${page}: ${url} has no anchor`);
}

/** What the search leads to. */
function listSearchTargets() {
  return readData('search').rows.map(({ url }) => url);
}

/** What the navigation leads to. */
function listNavigationTargets() {
  const list = ({ path, children = [] }) => [...(path === undefined ? [] : [path]), ...children.flatMap(list)];
  return readData('navigation').flatMap(list);
}

/** TypeDoc keeps them as a script with compressed text, so that they load without a server. */
function readData(name) {
  const [, base64] = /"([^"]+)"/.exec(readFileSync(join(SITE, `assets/${name}.js`), 'utf8'));
  return JSON.parse(inflateSync(Buffer.from(base64, 'base64')).toString());
}
