import type { HostSnapshot } from '../model.js';
import { MODPROBE_FOLDERS, type ModprobeLine, normalizeModule, readModprobe } from '../modprobe-config.js';
import { listRelatedModules } from '../native-drivers.js';
import type { PlanFinding } from '../plan.js';
import type { PlanScope } from '../planning.js';

/** Find what stands in modprobe.d and does not do what it looks like. */
export function findModprobeMistakes(scope: PlanScope): PlanFinding[] {
  const lines = readModprobe(scope.snapshot);
  return [
    ...findOddNames(scope.snapshot),
    ...findSplitIds(lines),
    ...findMalformedIds(lines),
    ...findInvertedSoftdeps(lines),
    ...findPartialBlacklist(scope, lines),
    ...findNeededBlacklisted(scope, lines),
    ...findInertOptions(scope, lines),
  ];
}

function findOddNames({ files }: HostSnapshot): PlanFinding[] {
  return files
    .filter(({ path }) => MODPROBE_FOLDERS.some((folder) => path.startsWith(`${folder}/`)) && /[^\x21-\x7e]/.test(path))
    .map(({ path }) => ({
      code: 'file-name-not-ascii',
      message: `The name of "${escapeName(path)}" has characters that look like others: whoever types it does not find it`,
    }));
}

function findSplitIds(lines: readonly ModprobeLine[]): PlanFinding[] {
  const paths = [...new Set(listIds(lines).map(({ path }) => path))];
  if (paths.length < 2) return [];
  const message = `Several files set the ids of vfio-pci (${paths.join(', ')}), and only those of the last one count`;
  return [{ code: 'ids-split-across-files', message }];
}

function findMalformedIds(lines: readonly ModprobeLine[]): PlanFinding[] {
  const isWrong = (id: string) => !/^[0-9a-f]{1,8}:[0-9a-f]{1,8}(:[0-9a-f]{1,8}){0,4}$/i.test(id);
  const wrong = listIds(lines).flatMap(({ ids, path }) => ids.filter(isWrong).map((id) => ({ id, path })));
  return wrong.map(({ id, path }) => ({
    code: 'ids-malformed',
    message: `"${id}" in ${path} is no id: vendor and device have a colon between them, and a comma comes between ids`,
  }));
}

function findInvertedSoftdeps(lines: readonly ModprobeLine[]): PlanFinding[] {
  return lines
    .filter(({ command, subject, words }) => {
      const names = words.map(normalizeModule);
      const post = names.indexOf('post:');
      const isAfter = post !== -1 && names.indexOf('vfio_pci', post) !== -1;
      return command === 'softdep' && ((subject === 'vfio_pci' && names[0] === 'pre:') || isAfter);
    })
    .map(({ path, subject, words }) => ({
      code: 'softdep-inverted',
      message: `"softdep ${subject} ${words.join(' ')}" in ${path} loads the native driver first; "softdep DRIVER pre: vfio-pci" is what binds early`,
    }));
}

function findPartialBlacklist({ snapshot, set }: PlanScope, lines: readonly ModprobeLine[]): PlanFinding[] {
  const listed = listBlacklisted(lines);
  return set.flatMap((device) => {
    const modules = listRelatedModules(snapshot, device);
    const missing = modules.filter((module) => !listed.has(module));
    if (missing.length === 0 || missing.length === modules.length) return [];
    const message = `Of the drivers for ${device.address} some are blacklisted, but not ${missing.join(', ')}: each of them takes the device`;
    return [{ code: 'blacklist-incomplete', message }];
  });
}

function findNeededBlacklisted({ kept }: PlanScope, lines: readonly ModprobeLine[]): PlanFinding[] {
  const listed = listBlacklisted(lines);
  return [...listed].flatMap((module) => {
    const user = kept.find((device) => device.driverModule === module);
    if (user === undefined) return [];
    const message = `"${module}" is blacklisted, and ${user.address} of the host needs it`;
    return [{ code: module === 'ahci' ? 'ahci-never-blacklist' : 'blacklist-needed', message }];
  });
}

function findInertOptions({ snapshot }: PlanScope, lines: readonly ModprobeLine[]): PlanFinding[] {
  const isSet = lines.some(({ command, subject }) => command === 'options' && subject === 'vfio_pci');
  if (snapshot.vfioPci !== 'builtin' || !isSet) return [];
  const message = 'vfio-pci is built into this kernel, which does not read its options in modprobe.d';
  return [{ code: 'modprobe-options-inert', message }];
}

function listIds(lines: readonly ModprobeLine[]) {
  return lines
    .filter(({ command, subject }) => command === 'options' && subject === 'vfio_pci')
    .flatMap(({ words, path }) =>
      words
        .filter((word) => word.startsWith('ids='))
        .map((word) => ({
          path,
          ids: word
            .slice(4)
            .split(',')
            .filter((id) => id !== ''),
        })),
    );
}

function listBlacklisted(lines: readonly ModprobeLine[]): Set<string> {
  return new Set(lines.filter(({ command }) => command === 'blacklist').map(({ subject }) => subject));
}

function escapeName(path: string): string {
  return path.replace(/[^\x21-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
