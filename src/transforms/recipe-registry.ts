import { nearest } from '../domain/nearest.js';
import { PtxError } from '../errors.js';
import type { Recipe } from './recipe.js';
import { computeGpu } from './recipes/compute-gpu.js';
import { linuxGpu } from './recipes/linux-gpu.js';
import { nic } from './recipes/nic.js';
import { storageController } from './recipes/storage-controller.js';
import { vgpu } from './recipes/vgpu.js';
import { windowsGpu } from './recipes/windows-gpu.js';
import { windowsGpuStealth } from './recipes/windows-gpu-stealth.js';
import type { Step } from './transform.js';

/** Every recipe, in the order of the catalogue. */
export const recipes: readonly Recipe[] = Object.freeze([
  windowsGpu,
  windowsGpuStealth,
  linuxGpu,
  computeGpu,
  vgpu,
  nic,
  storageController,
]);

/** The recipe of this name, undefined where there is none. */
export function findRecipe(name: string): Recipe | undefined {
  return recipes.find((recipe) => recipe.name === name);
}

/**
 * The recipe of this name.
 *
 * @throws PtxError OPTION_INVALID for a name that is none
 */
export function requireRecipe(name: string): Recipe {
  const found = findRecipe(name);
  if (found !== undefined) return found;
  const names = recipes.map((each) => each.name);
  const suggestion = nearest(name, names);
  const hint = suggestion === undefined ? `There are ${names.join(', ')}` : `Did you mean "${suggestion}"?`;
  throw new PtxError('OPTION_INVALID', `Unknown recipe "${name}"`, { hint });
}

/**
 * Make the steps of a recipe.
 *
 * @throws PtxError OPTION_INVALID for a name that is none, and for options that do not fit
 */
export function recipe(name: string, options?: unknown): Step[] {
  return requireRecipe(name).steps(options);
}
