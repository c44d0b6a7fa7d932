// Files of the repository as TypeDoc reads documents: pages as they are, and other files as the code that they are.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, relative } from 'node:path';
import { MinimalSourceFile, normalizePath } from 'typedoc';

/** Languages by the end of a file name; what is not here is shown without colours. */
const LANGUAGES = {
  '.json': 'json',
  '.mjs': 'javascript',
  '.sh': 'bash',
  '.tf': 'hcl',
  '.ts': 'typescript',
  '.xml': 'xml',
  '.yaml': 'yaml',
  '.yml': 'yaml',
};

/** Where links lead: `](TARGET)` and `](TARGET#ANCHOR)` of files, not of the web. */
const LINK = /\]\((?!\w+:|#)([^)\s#]+)(#[^)\s]*)?\)/g;

/** The heading of a page, or the name of another file. */
export function readTitle(root, path) {
  if (!path.endsWith('.md')) return basename(path);
  const [, title] = /^# (.*)$/m.exec(readFileSync(join(root, path), 'utf8')) ?? [];
  if (title === undefined) throw new Error(`${path} has no heading`);
  return title.replaceAll('`', '');
}

/** The text of a file as a document of a group. */
export function readDocument(root, path, group) {
  const text = readFileSync(join(root, path), 'utf8');
  const body = path.endsWith('.md') ? leadToPages(text, join(root, dirname(path))) : formatCode(path, text);
  const head = group === undefined ? '' : `---\ngroup: ${group}\n---\n`;
  return new MinimalSourceFile(head + body, normalizePath(join(root, path)));
}

/** The files that a page links to, but for pages. */
export function listLinkedFiles(root, path) {
  const text = withoutFences(readFileSync(join(root, path), 'utf8'));
  const targets = [...text.matchAll(LINK)].map(([, target]) => relative(root, join(root, dirname(path), target)));
  return targets.filter((target) => !target.endsWith('.md') && statSync(join(root, target)).isFile());
}

/** GitHub shows the README.md of a folder that is linked to. */
function leadToPages(text, folder) {
  return text.replace(LINK, (link, target, anchor = '') => {
    const isFolder = existsSync(join(folder, target, 'README.md'));
    return isFolder ? `](${target.replace(/\/$/, '')}/README.md${anchor})` : link;
  });
}

function formatCode(path, text) {
  const language = LANGUAGES[extname(path)] ?? 'text';
  return `# ${basename(path)}\n\n\`${path}\`\n\n~~~~~~${language}\n${text.replace(/\n?$/, '\n')}~~~~~~\n`;
}

function withoutFences(text) {
  return text.replace(/^```[\s\S]*?^```$/gm, '');
}
