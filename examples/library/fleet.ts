/** Derive twenty domains from one template, each with a graphics card of its own. */
import { readFileSync } from 'node:fs';
import {
  addPciHostdev,
  hideKvm,
  parseDomain,
  serializeDomain,
  setCpuHostPassthrough,
  transformDomain,
} from 'libvirt-ptx';

const template = readFileSync(new URL('template.xml', import.meta.url), 'utf8');

/** The XML of each domain, by its name. */
export const fleet = new Map<string, string>();

// The cards sit at 0000:10:00 to 0000:23:00 on the host: graphics is function 0, sound function 1.
for (let bus = 0x10; bus <= 0x23; bus += 1) {
  const name = `render-${bus.toString(16)}`;
  const { domain, changes, warnings } = transformDomain(
    parseDomain(template.replace('@NAME@', name)),
    setCpuHostPassthrough({ migratable: 'off' }),
    hideKvm(),
    addPciHostdev({ address: `${bus.toString(16)}:00`, functions: '0-1', alias: 'ua-gpu' }),
  );
  fleet.set(name, serializeDomain(domain));
  console.log(`${domain.name}: ${changes.length} changes, ${warnings.length} warnings`);
}
