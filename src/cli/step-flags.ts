import { listOptions, requiresMain, type Transform } from '../transforms/transform.js';
import type { Flag } from './flags.js';

/**
 * The flag of a transform: only a main option that is required is taken from the next word. What the schema says is
 * asked for when it is needed, since asking every schema would take a third of the time of a start.
 */
export function stepFlag(transform: Transform): Flag {
  const { name, summary, main, options } = transform;
  return {
    name,
    summary,
    get argument() {
      const count = listOptions(options).length;
      if (!requiresMain(transform)) return count === 0 ? undefined : 'OPTIONS';
      return `${main?.toUpperCase()}${count > 1 ? '[,OPTIONS]' : ''}`;
    },
    get isArgumentOptional() {
      return !requiresMain(transform);
    },
  };
}
