import { type Domain, inspectDomain, type TransformOptions, transformDomain } from 'libvirt-ptx';
import { bindRecipe, bindStep, type StepList } from 'libvirt-ptx/steps';
import { diffLines } from './diff-lines.js';
import type { Transformed } from './protocol.js';
import { forStep } from './refusal.js';

/** Apply what was asked for, and look at the domain before and after. */
export function transform(domain: Domain, { recipe, steps }: StepList, options: TransformOptions): Transformed {
  const bound = [
    ...(recipe === undefined ? [] : forStep(-1, () => bindRecipe(recipe))),
    ...steps.map((step, index) => forStep(index, () => bindStep(step))),
  ];
  const { domain: result, changes, warnings } = transformDomain(domain, ...bound, options);
  const before = inspectDomain(domain).pci;
  return {
    xml: result.xml,
    changes,
    warnings,
    diff: diffLines(domain.xml, result.xml),
    before,
    after: result === domain ? before : inspectDomain(result).pci,
  };
}
