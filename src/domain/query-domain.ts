import { type QueryMatch, queryDocument } from '../xml/query.js';
import type { Domain } from './domain.js';
import { NAMESPACES } from './namespaces.js';

/**
 * Read out of a domain with XPath 1.0, such as `/domain/devices/hostdev/source/address/@bus`. The prefixes `qemu` and
 * `libosinfo` are known; pass others in `namespaces`.
 *
 * @throws PtxError OPTION_INVALID for an expression that cannot be evaluated
 */
export function queryDomain(
  domain: Domain,
  expression: string,
  namespaces: Readonly<Record<string, string>> = {},
): QueryMatch[] {
  return queryDocument(domain.document, expression, { ...NAMESPACES, ...namespaces });
}
