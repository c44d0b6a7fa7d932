/**
 * Read out of a domain with XPath. An entry of its own, as it loads a DOM and an XPath engine, which the main entry does
 * without. Pure as well.
 *
 * @packageDocumentation
 */
export { queryDomain } from './domain/query-domain.js';
export type { QueryMatch } from './xml/query.js';
