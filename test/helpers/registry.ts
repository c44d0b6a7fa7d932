import { type Transform, transforms } from '../../src/index.js';

/** The registry entry of this name. */
export function requireTransform(name: string): Transform {
  const transform = transforms.find((entry) => entry.name === name);
  if (transform === undefined) throw new Error(`Unknown transform "${name}"`);
  return transform;
}

/** `hide-kvm` is exported as `hideKvm`. */
export function camelCase(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
