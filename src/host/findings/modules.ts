import { isKernelAtLeast } from '../kernel-version.js';
import type { HostSnapshot } from '../model.js';
import type { PlanFinding } from '../plan.js';
import type { PlanScope } from '../planning.js';

const LISTS = /^(\/etc\/modules|\/etc\/initramfs-tools\/modules|\/(etc|run|usr\/lib)\/modules-load\.d\/[^/]+\.conf)$/;

/**
 * Find mistakes in lists of modules.
 *
 * @see modules-load.d(5) of systemd 252: only whole lines are comments
 */
export function findModuleMistakes({ snapshot }: PlanScope): PlanFinding[] {
  const lines = listLines(snapshot);
  const isNew = isKernelAtLeast(snapshot.kernel, 6, 2) === true;
  const commented = lines.filter(({ path, text }) => /\S\s*#/.test(text) && !/initramfs-tools/.test(path));
  const obsolete = lines.filter(({ text }) => isNew && /^vfio[_-]virqfd\b/.test(text));
  return [
    ...commented.map(({ path, text }) => ({
      code: 'modules-inline-comment',
      message: `"${text}" in ${path}: a comment behind a name becomes part of the name`,
    })),
    ...obsolete.map(({ path }) => ({
      code: 'vfio_virqfd-obsolete',
      message: `${path} lists vfio_virqfd, which is no module since Linux 6.2: loading it fails at every start`,
    })),
  ];
}

function listLines({ files }: HostSnapshot): { path: string; text: string }[] {
  return files
    .filter(({ path }) => LISTS.test(path))
    .flatMap(({ path, text }) => (text ?? '').split(/\r?\n/).map((line) => ({ path, text: line.trim() })))
    .filter(({ text }) => text !== '' && !/^[#;]/.test(text));
}
