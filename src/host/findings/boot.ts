import { parseShell } from '../grub-default.js';
import { findFile } from '../model.js';
import { isPending } from '../pending.js';
import type { PlanFinding } from '../plan.js';
import type { PlanScope } from '../planning.js';

const DEFAULTS = '/etc/default/grub';

/** Find mistakes in the configuration of boot loaders. */
export function findBootMistakes(scope: PlanScope): PlanFinding[] {
  return [...findGrubMistakes(scope), ...findAmbiguities(scope), ...findPending(scope)];
}

function findGrubMistakes({ snapshot }: PlanScope): PlanFinding[] {
  const text = findFile(snapshot, DEFAULTS)?.text ?? '';
  const { assignments } = parseShell(text);
  const lost = assignments.filter(({ name, isAppended, parts }, index) => {
    const isBuilt = isAppended || parts.some((part) => part.kind === 'variable' && part.text === name);
    return !isBuilt && assignments.findIndex((other) => other.name === name) < index && name.startsWith('GRUB_CMDLINE');
  });
  const isDash = [snapshot.distro.id, ...snapshot.distro.idLike].some((id) => id === 'debian' || id === 'ubuntu');
  const appended = assignments.filter(({ isAppended }) => isAppended && isDash);
  return [
    ...[...new Set(lost.map(({ name }) => name))].map((name) => ({
      code: 'grub-duplicate-assignment',
      message: `${DEFAULTS} sets ${name} more than once: the last one wins, and what came before is lost`,
    })),
    ...appended.map(({ name }) => ({
      code: 'grub-append-operator',
      message: `${DEFAULTS} has "${name}+=", at which update-grub fails: the shell that reads it does not know "+="`,
    })),
  ];
}

function findAmbiguities({ snapshot }: PlanScope): PlanFinding[] {
  const several = (what: string, names: readonly string[]) =>
    `Several ${what} are there, and which counts cannot be told: ${names.join(', ')}`;
  const loaders = snapshot.bootloaders.map(({ name }) => name);
  const tools = snapshot.initramfsTools.map(({ name }) => name);
  return [
    ...(snapshot.bootloader === null && loaders.length > 1
      ? [{ code: 'bootloader-ambiguous', message: several('boot loaders', loaders) }]
      : []),
    ...(snapshot.initramfs === null && tools.length > 1
      ? [{ code: 'initramfs-ambiguous', message: several('tools that make an initramfs', tools) }]
      : []),
  ];
}

function findPending(scope: PlanScope): PlanFinding[] {
  if (!isPending(scope)) return [];
  const message =
    'The host is configured for more than runs: it was not started since, or the boot loader was not refreshed';
  return [{ code: 'reboot-pending', message }];
}
