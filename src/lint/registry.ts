import type { Rule } from './rule.js';
import { kvmSingle } from './rules/kvm-single.js';
import { unusedSuppression } from './rules/unused-suppression.js';
import { xmlWellFormed } from './rules/xml-well-formed.js';

/** Every rule, by the part of a domain that it is about. */
export const rules: readonly Rule[] = Object.freeze([xmlWellFormed, unusedSuppression, kvmSingle]);

/** The rule of a name, undefined where there is none. */
export function findRule(name: string): Rule | undefined {
  return rules.find((rule) => rule.name === name);
}
