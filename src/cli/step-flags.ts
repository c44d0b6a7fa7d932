import { listOptions, requiresMain, type Transform } from '../transforms/transform.js';
import type { Flag } from './flags.js';

/** The flag of a transform: only a main option that is required is taken from the next word. */
export function stepFlag(transform: Transform): Flag {
  const options = listOptions(transform.options);
  const flag = { name: transform.name, summary: transform.summary };
  if (options.length === 0) return flag;
  if (!requiresMain(transform)) return { ...flag, argument: 'OPTIONS', isArgumentOptional: true };
  return { ...flag, argument: `${transform.main?.toUpperCase()}${options.length > 1 ? '[,OPTIONS]' : ''}` };
}
