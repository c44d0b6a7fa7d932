import type { Rule } from './rule.js';
import { attributeKnown } from './rules/attribute-known.js';
import { elementKnown } from './rules/element-known.js';
import { kvmSingle } from './rules/kvm-single.js';
import { unusedSuppression } from './rules/unused-suppression.js';
import { xmlWellFormed } from './rules/xml-well-formed.js';

/** Every rule, by the part of a domain that it is about. */
export const rules: readonly Rule[] = Object.freeze([xmlWellFormed, unusedSuppression, kvmSingle, elementKnown, attributeKnown]);

/** The rule of a name, undefined where there is none. */
export function findRule(id: string): Rule | undefined {
  return rules.find((rule) => rule.id === id);
}
