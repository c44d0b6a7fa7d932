import { defineRule } from '../rule.js';

/**
 * Comments that ask for silence are needed. The engine reports what they keep silent, so that there is nothing to check
 * here.
 */
export const unusedSuppression = defineRule({
  name: 'unused-suppression',
  summary: 'Every comment that keeps a rule silent is needed',
  about: [],
  why: 'A comment that is no longer needed would keep the next fault silent that somebody makes there.',
  class: 'unsafe',
  severity: 'warning',
  source: 'https://unpkg.com/libvirt-ptx/docs/lint.md',
  checked: 'ptx itself',
  messages: {
    unused: {
      text: 'Nothing here would be reported by rule "{rule}"',
      cure: 'Take the name, or the comment, out',
      effect: 'runs',
    },
    unusedForAll: {
      text: 'No rule has anything to report here',
      cure: 'Take the comment out',
      effect: 'runs',
    },
    unknown: {
      text: 'There is no rule "{rule}"',
      cure: '{likely}',
      effect: 'runs',
    },
  },
  check() {},
});
