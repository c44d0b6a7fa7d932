import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** What ptx keeps for itself. */
const OWN = 'var/lib/ptx';

/** Every name below a folder with its mode and its bytes, but for what ptx keeps for itself: two trees are equal if these are. */
export function readTree(root: string, folder = ''): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(join(root, folder)).sort()) {
    const path = folder === '' ? name : `${folder}/${name}`;
    if (path === OWN || OWN.startsWith(`${path}/`)) {
      if (path !== OWN) Object.assign(found, readTree(root, path));
      continue;
    }
    const facts = lstatSync(join(root, path));
    const mode = (facts.mode & 0o7777).toString(8);
    if (facts.isSymbolicLink()) found[path] = `-> ${readlinkSync(join(root, path))}`;
    else if (facts.isDirectory()) Object.assign(found, { [path]: `folder ${mode}` }, readTree(root, path));
    else found[path] = `${mode} ${facts.size < 1_000_000 ? readFileSync(join(root, path), 'base64') : facts.size}`;
  }
  return found;
}
