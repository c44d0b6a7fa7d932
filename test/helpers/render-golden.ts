import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PtxError } from '../../src/errors.js';
import type { HostPlan } from '../../src/host/plan.js';
import { parseHostPlan } from '../../src/host/plan-file.js';
import { renderPlan } from '../../src/host/render/registry.js';
import { GOLDEN_ROOT } from './golden.js';

/** Formats that a machine reads, and what a file of each is called. */
const ENDINGS: Readonly<Record<string, string>> = {
  shell: 'sh',
  ansible: 'yaml',
  'cloud-init': 'yaml',
  machineconfig: 'yaml',
  nixos: 'nix',
};

/** Cases of golden/host/plan that stand for the ways in which a host gets its kernel arguments and its initramfs. */
export const RENDERED_PLANS = [
  'debian12-grub-gpu',
  'proxmox8-zfs-gpu',
  'fedora-bls-gpu',
  'silverblue-gpu',
  'nixos-gpu',
  'arch-mkinitcpio-gpu',
] as const;

/** A folder `golden/host/render/FORMAT/PLAN`. */
export interface RenderCase {
  readonly folder: string;
  readonly format: string;
  readonly plan: string;
}

/** Every plan in every format. */
export const renderCases: readonly RenderCase[] = Object.keys(ENDINGS).flatMap((format) =>
  RENDERED_PLANS.map((plan) => ({ folder: join(GOLDEN_ROOT, 'host/render', format, plan), format, plan })),
);

/** The plan of a case of golden/host/plan. */
export function readGoldenPlan(name: string): HostPlan {
  return parseHostPlan(readFileSync(join(GOLDEN_ROOT, 'host/plan', name, 'expected.json'), 'utf8'));
}

/** What the sources make of a plan today: the name of a file, and its text. */
export function renderCase({ format, plan }: RenderCase): readonly [file: string, text: string] {
  try {
    return [`expected.${ENDINGS[format]}`, renderPlan(readGoldenPlan(plan), format)];
  } catch (error) {
    if (!(error instanceof PtxError)) throw error;
    const { code, message, hint } = error;
    return ['refusal.json', `${JSON.stringify({ code, message, hint }, null, 2)}\n`];
  }
}

/** Write what comes of the cases in some folders. */
export function updateRenderGoldens(paths: readonly string[]): void {
  const isWanted = ({ folder }: RenderCase) => paths.some((path) => `${folder}/`.startsWith(`${resolve(path)}/`));
  for (const golden of renderCases.filter(isWanted)) {
    rmSync(golden.folder, { recursive: true, force: true });
    mkdirSync(golden.folder, { recursive: true });
    const [file, text] = renderCase(golden);
    writeFileSync(join(golden.folder, file), text);
    console.log(`updated host/render/${golden.format}/${golden.plan}`);
  }
}
