import type { DomainReader } from '../domain/domain-reader.js';
import { readDecimal } from '../domain/number.js';
import type { Location } from '../errors.js';
import type { XmlElement } from '../xml/node.js';

/** Where an element begins, null where there is none. */
export function locationOf(domain: DomainReader, element: XmlElement | undefined): Location | null {
  return (element === undefined ? undefined : domain.locationOf(element)) ?? null;
}

/** Value of an attribute, null where the element or the attribute is absent. */
export function attributeOf(element: XmlElement | undefined, name: string): string | null {
  return element?.attribute(name) ?? null;
}

/** Text of an element, null where it is absent or empty. */
export function textOf(element: XmlElement | undefined): string | null {
  return element?.text || null;
}

/** A decimal number in an attribute, null for anything else. */
export function numberOf(element: XmlElement | undefined, name: string): number | null {
  return readDecimal(element?.attribute(name)) ?? null;
}

/** A `yes` or `no`, null for anything else. */
export function yesNoOf(element: XmlElement | undefined, name: string): boolean | null {
  return switchOf(element?.attribute(name), 'yes', 'no');
}

/** An `on` or `off`, null for anything else. */
export function onOffOf(element: XmlElement | undefined, name: string): boolean | null {
  return switchOf(element?.attribute(name), 'on', 'off');
}

function switchOf(value: string | undefined, on: string, off: string): boolean | null {
  return value === on ? true : value === off ? false : null;
}
