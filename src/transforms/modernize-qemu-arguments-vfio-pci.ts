import { addDevice, listHostPciUses } from '../domain/devices.js';
import { isSamePciAddress, parsePciAddress, pciAddressAttributes } from '../domain/pci-address.js';
import { ensureQemuProperty } from '../domain/qemu-override.js';
import { markup } from '../xml/fragment.js';
import { freeAlias, overrideObstacle, readHostdevSettings } from './modernize-qemu-arguments-hostdev.js';
import { type Judge, mentionOf, REASON, readKind } from './modernize-qemu-arguments-judge.js';
import { PLACE_PROPERTIES, readPlace } from './modernize-qemu-arguments-place.js';

const OWN = new Set(['driver', 'host', 'id', ...PLACE_PROPERTIES]);

/**
 * `-device vfio-pci,host=…` becomes `<hostdev managed='no'>`: as with the argument, the device has to be bound to
 * vfio-pci before the start.
 */
export const vfioPci: Judge = (draft, option, options) => {
  const properties = readKind(option, 'device', 'driver', /^vfio-pci$/);
  if (properties === undefined) return undefined;
  const address = parsePciAddress(properties.get('host') ?? '');
  if (address?.function === undefined) return 'Its host device is not named by a PCI address';
  const host = { ...address, function: address.function };
  const use = listHostPciUses(draft).find((each) => isSamePciAddress(each.host, host));
  if (use !== undefined) return `The host device is taken by <${use.device.name}> already`;
  const settings = readHostdevSettings([...properties].filter(([key]) => !OWN.has(key)));
  if (typeof settings === 'string') return settings;
  const { rom, overrides } = settings;
  const others = options.filter((other) => other !== option);
  const reason =
    mentionOf(properties.get('id'), others) ?? (overrides.length > 0 ? overrideObstacle(draft) : undefined);
  if (reason !== undefined) return reason;
  const place = readPlace(draft, properties);
  if (typeof place === 'string') return place;
  const alias = overrides.length === 0 ? undefined : freeAlias(draft, properties.get('id') ?? 'vfio0');
  const children = [
    markup('source', {}, [markup('address', pciAddressAttributes(host))]),
    ...(alias === undefined ? [] : [markup('alias', { name: alias })]),
    ...(Object.keys(rom).length === 0 ? [] : [markup('rom', { ...rom })]),
    ...place,
  ];
  return {
    apply() {
      addDevice(draft, markup('hostdev', { mode: 'subsystem', type: 'pci', managed: 'no' }, children), REASON);
      for (const property of overrides) ensureQemuProperty(draft, alias as string, property, REASON);
    },
  };
};
