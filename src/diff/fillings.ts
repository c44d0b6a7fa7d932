import { FILLINGS } from './filling-table.js';
import type { Meaning } from './meaning.js';
import { isOneOf, PatternTable, TEXT } from './pattern.js';

const fillings = new PatternTable(FILLINGS.map((filling) => [filling.at, filling] as const));

/** True where an element may be absent. */
export function isFilledIn(element: Meaning): boolean {
  if (element.isImplied === true) return true;
  for (const { values, when } of fillings.all(element)) {
    if (when?.(element) === false) continue;
    if (values === '*') return true;
    if (isOneOf(element.text.meaning, values.split('|')) && areContentsFilledIn(element)) return true;
  }
  return false;
}

function areContentsFilledIn(element: Meaning): boolean {
  return (
    [...element.attributes.keys()].every((name) => isFilledInAttribute(element, name)) &&
    element.children.every(isFilledIn)
  );
}

/** True where an attribute that is there may be absent. */
export function isFilledInAttribute(element: Meaning, name: string): boolean {
  const value = element.attributes.get(name)?.meaning ?? '';
  for (const { values, when } of fillings.all(element, name)) {
    if (when?.(element) !== false && isOneOf(value, values.split('|'))) return true;
  }
  return false;
}

/** True where the text of an element may be absent. */
export function isFilledInText(element: Meaning): boolean {
  for (const { values, when } of [...fillings.all(element), ...fillings.all(element, TEXT)]) {
    if (when?.(element) !== false && isOneOf(element.text.meaning, values.split('|'))) return true;
  }
  return false;
}
