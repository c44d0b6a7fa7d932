import { oneLine } from './one-line.js';

/** Copy data so that no text in it could steer a terminal or, unless it is escaped otherwise, break a line. */
export function cleanStrings<Value>(value: Value, clean: (text: string) => string = oneLine): Value {
  return copy(value, clean) as Value;
}

function copy(value: unknown, clean: (text: string) => string): unknown {
  if (typeof value === 'string') return clean(value);
  if (Array.isArray(value)) return value.map((each) => copy(each, clean));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, copy(member, clean)]));
}
