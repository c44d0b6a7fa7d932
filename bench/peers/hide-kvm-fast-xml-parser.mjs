// Prints a domain with <kvm><hidden state='on'/></kvm> among its features.
import { readFileSync } from 'node:fs';
import { XMLBuilder, XMLParser } from 'fast-xml-parser';

// With these a tree keeps the order of its nodes, its attributes, its comments and the space between.
const options = { preserveOrder: true, ignoreAttributes: false, trimValues: false, commentPropName: '#comment' };
const document = new XMLParser(options).parse(readFileSync(process.argv[2], 'utf8'));
const { domain } = document.find((node) => node.domain);
const { features } = domain.find((node) => node.features);
features.push({ kvm: [{ hidden: [], ':@': { '@_state': 'on' } }] });
process.stdout.write(new XMLBuilder(options).build(document));
