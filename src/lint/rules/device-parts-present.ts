import type { XmlElement } from '../../xml/node.js';
import { defineRule } from '../rule.js';

/** What libvirt wants of a device: an attribute, or a child. */
interface Needed {
  readonly device: string;
  /** The types of the device that need it; default: all. */
  readonly types?: readonly string[];
  /** The child that needs it; default: the device itself. Where the child is missing nothing is asked of it. */
  readonly within?: string;
  /** `@name` or `<name>`. */
  readonly part: `@${string}` | `<${string}>`;
}

const NEEDED: readonly Needed[] = [
  ...['graphics', 'input', 'hub', 'redirdev', 'hostdev', 'audio'].map((device) => ({ device, part: '@type' as const })),
  ...['sound', 'watchdog', 'iommu', 'memballoon', 'memory', 'rng'].map((device) => ({
    device,
    part: '@model' as const,
  })),
  { device: 'smartcard', part: '@mode' },
  { device: 'rng', part: '<backend>' },
  { device: 'rng', within: 'backend', part: '@model' },
  { device: 'shmem', part: '@name' },
  { device: 'memory', part: '<target>' },
  { device: 'memory', within: 'target', part: '<size>' },
  { device: 'channel', part: '<target>' },
  { device: 'channel', within: 'target', part: '@type' },
  { device: 'filesystem', types: ['mount'], part: '<source>' },
  { device: 'filesystem', part: '<target>' },
  { device: 'interface', types: ['network', 'bridge', 'direct', 'internal', 'vhostuser'], part: '<source>' },
  { device: 'interface', types: ['network'], within: 'source', part: '@network' },
  { device: 'disk', types: ['network', 'nvme', 'volume'], part: '<source>' },
  { device: 'disk', types: ['network'], within: 'source', part: '@protocol' },
];

/** Drives that may be empty. */
const REMOVABLE = /^(cdrom|floppy)$/;

/** A device has the parts without which libvirt does not know what it is. */
export const devicePartsPresent = defineRule({
  name: 'device-parts-present',
  summary: 'Devices have the attributes and children that libvirt needs of them',
  about: [...new Set(NEEDED.map(({ device }) => device))],
  why: 'libvirt refuses a domain with a device of which it cannot tell what it is: <graphics/> without a type, a network card of a network that has no name. Snippets and templates leave such things open.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#devices',
  checked: 'each of them tried with libvirt 9.0.0 and 11.3',
  messages: {
    attribute: {
      text: '<{name}> has no attribute "{part}"; libvirt refuses the domain',
      cure: 'Add it, or take the device out',
      effect: 'refused',
    },
    child: {
      text: '<{name}> has no {part}; libvirt refuses the domain',
      cure: 'Add it, or take the device out',
      effect: 'refused',
    },
  },
  check({ devices, report }) {
    for (const { device: name, types, within, part } of NEEDED) {
      for (const device of devices(name)) {
        if (types?.includes(typeOf(device)) === false || REMOVABLE.test(device.attribute('device') ?? '')) continue;
        const at = within === undefined ? device : device.child(within);
        if (at === undefined || has(at, part)) continue;
        const isAttribute = part.startsWith('@');
        const data = { name: at.name, part: isAttribute ? part.slice(1) : part };
        report({ message: isAttribute ? 'attribute' : 'child', at, part: 'tag', data });
      }
    }
  },
});

/** The type that libvirt takes where none is said. */
function typeOf(device: XmlElement): string {
  return device.attribute('type') ?? (device.name === 'filesystem' ? 'mount' : '');
}

function has(element: XmlElement, part: Needed['part']): boolean {
  if (part.startsWith('@')) return element.attribute(part.slice(1)) !== undefined;
  return element.child(part.slice(1, -1)) !== undefined;
}
