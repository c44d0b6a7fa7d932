// Prints a domain with <kvm><hidden state='on'/></kvm> among its features.
import { readFileSync } from 'node:fs';
import { DOMParser, XMLSerializer } from '@xmldom/xmldom';

const document = new DOMParser().parseFromString(readFileSync(process.argv[2], 'utf8'), 'text/xml');
const kvm = document.createElement('kvm');
kvm.appendChild(document.createElement('hidden')).setAttribute('state', 'on');
document.getElementsByTagName('features')[0].appendChild(kvm);
process.stdout.write(new XMLSerializer().serializeToString(document));
