import { listDevices } from '../domain/devices.js';
import type { DomainReader } from '../domain/domain-reader.js';
import { listQemuArguments } from '../domain/qemu-arguments.js';
import { listQemuBlocks, listQemuChildren } from '../domain/qemu-namespace.js';
import type { QemuArgumentFacts, QemuFacts, QemuOverrideFacts } from './inspection.js';
import { attributeOf, locationOf } from './read.js';

/** What of passthrough an option with its value touches; the first that fits counts. */
const TOUCHES: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['cpu', /^-cpu\b/],
  ['mmio', /X-PciMmio64Mb|pci-hole64/],
  ['shmem', /ivshmem|kvmfr|looking-glass/],
  ['hostdev', /vfio|^-set\b.*\bdevice\.|x-vga|x-pci-|x-igd-|intel-iommu|pcie-root-port/],
  ['input', /input-linux|virtio-input-host/],
  ['firmware', /^-(bios|pflash)\b|^-drive\b.*if=pflash|opt\/ovmf\//],
  ['machine', /^-(machine|M)\b|^-accel\b/],
  ['smbios', /^-smbios\b/],
];

/** What goes to QEMU behind libvirt's back. */
export function inspectQemu(domain: DomainReader): QemuFacts {
  return { arguments: readArguments(domain), overrides: readOverrides(domain) };
}

function readArguments(domain: DomainReader): QemuArgumentFacts[] {
  const found: QemuArgumentFacts[] = [];
  let isOptionLast = false;
  for (const element of listQemuArguments(domain)) {
    const value = element.attribute('value') ?? '';
    const last = found.at(-1);
    if (value.startsWith('-')) found.push(describe(value, null, locationOf(domain, element)));
    else if (isOptionLast && last !== undefined) found[found.length - 1] = describe(last.option, value, last.location);
    else found.push(describe(null, value, locationOf(domain, element)));
    isOptionLast = value.startsWith('-');
  }
  return found;
}

function describe(
  option: string | null,
  value: string | null,
  location: QemuArgumentFacts['location'],
): QemuArgumentFacts {
  const text = [option, value].filter((part) => part !== null).join(' ');
  const touches = TOUCHES.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
  return { option, value, touches, location };
}

function readOverrides(domain: DomainReader): QemuOverrideFacts[] {
  const aliases = new Map(listDevices(domain).map((device) => [device.child('alias')?.attribute('name'), device.name]));
  return listQemuBlocks(domain, 'override')
    .flatMap((block) => listQemuChildren(block, 'device'))
    .flatMap((device) => {
      const alias = device.attribute('alias');
      const element = alias === undefined ? null : (aliases.get(alias) ?? null);
      return listQemuChildren(device, 'frontend')
        .flatMap((frontend) => listQemuChildren(frontend, 'property'))
        .map((property) => ({
          alias: alias ?? null,
          element,
          property: attributeOf(property, 'name'),
          type: attributeOf(property, 'type'),
          value: attributeOf(property, 'value'),
          location: locationOf(domain, property),
        }));
    });
}
