import { listDevices } from '../domain/devices.js';
import type { DomainReader } from '../domain/domain-reader.js';
import { listQemuBlocks, listQemuChildren } from '../domain/qemu-namespace.js';
import { listQemuOptions } from '../domain/qemu-option.js';
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
  return listQemuOptions(domain).map(({ value, elements: [element] }) => {
    const first = element?.attribute('value') ?? '';
    const isOption = first.startsWith('-');
    const option = first.replace(/^--(?=.)/, '-');
    const text = value === undefined ? option : `${option} ${value}`;
    return {
      option: isOption ? first : null,
      value: isOption ? (value ?? null) : first,
      touches: TOUCHES.find(([, pattern]) => pattern.test(text))?.[0] ?? null,
      location: locationOf(domain, element),
    };
  });
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
