import { rules } from '../../src/lint/registry.js';

/** A `ptx.config.yaml` that turns on one rule alone, so that new rules change nothing of what is tested. */
export function onlyRule(name: string, severity: string): string {
  return JSON.stringify({
    rules: Object.fromEntries(rules.map((rule) => [rule.name, rule.name === name ? severity : 'off'])),
  });
}
