import { defineRule } from '../rule.js';

/**
 * A file that is linted is a well-formed domain. Whoever reads the file reports it, as there is no domain to look at
 * otherwise; libvirt refuses such a file as well.
 */
export const xmlWellFormed = defineRule({
  name: 'xml-well-formed',
  summary: 'The file is well-formed XML and holds a domain',
  about: [],
  why: 'libvirt reads no document that is not well-formed, and defines nothing but a <domain>.',
  class: 'breaks',
  severity: 'error',
  source: 'https://www.w3.org/TR/2008/REC-xml-20081126/',
  checked: 'libvirt 9.0.0 refuses the same documents (virXMLParse)',
  messages: {
    unreadable: { text: '{reason}', cure: '{cure}', effect: 'refused' },
  },
  check() {},
});
