import type { ManualStep } from './action.js';

/** Leave a step to the reader of the plan. */
export function manualStep(step: {
  readonly title: string;
  readonly lines: readonly string[];
  readonly kernelArguments?: readonly string[];
  readonly reason: string;
}): ManualStep {
  const { title, lines, kernelArguments = [], reason } = step;
  return {
    kind: 'manual',
    title,
    lines: [...lines],
    kernelArguments: [...kernelArguments],
    reason,
    precondition: null,
    undo: null,
  };
}
