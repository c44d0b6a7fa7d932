// The modules of the API stand in a group of their own, by the names that they are imported by.
import { readFileSync } from 'node:fs';
import { basename, join, posix } from 'node:path';
import { Models } from 'typedoc';

/** Name the modules of a project as the entries of its package, and put them in the group "API". */
export function nameModules(project, root) {
  const { name, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const entries = new Map(
    Object.entries(exports)
      .filter(([, { types }]) => types !== undefined)
      .map(([entry, { types }]) => [basename(types, '.d.ts'), posix.join(name, entry)]),
  );
  for (const module of project.children) {
    module.name = entries.get(module.name);
    module.comment.blockTags.push(new Models.CommentTag('@group', [{ kind: 'text', text: 'API' }]));
  }
}
