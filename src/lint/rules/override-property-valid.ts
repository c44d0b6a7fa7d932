import { listQemuBlocks, listQemuChildren } from '../../domain/qemu-namespace.js';
import { readQemuBoolean, readQemuNumber } from '../../domain/qemu-option.js';
import { readVfioProperty } from '../../domain/vfio-property.js';
import type { XmlElement } from '../../xml/node.js';
import { defineRule, type Report } from '../rule.js';

/** Every `<qemu:property>` has a value of its type. Mending writes hexadecimal numbers in decimal, and on and off as true and false. */
export const overridePropertyValid = defineRule({
  name: 'override-property-valid',
  summary: 'Every overridden property has a value of its type',
  about: ['qemu:frontend/qemu:property'],
  why: 'libvirt takes numbers in decimal alone and booleans as true and false alone, unlike QEMU and unlike everywhere else in a domain. PCI ids are hexadecimal wherever people copy them from.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/drvqemu.html#overriding-properties-of-qemu-devices',
  checked:
    'qemuDomainDefNamespaceParseOverrideProperties, libvirt 9.0.0; 11.3 does the same; properties of vfio-pci, QEMU 7.2',
  messages: {
    number: {
      text: 'libvirt takes "{value}" for no number of type "{type}", and refuses the domain',
      cure: 'Write a decimal number',
      effect: 'refused',
    },
    boolean: {
      text: 'libvirt takes "{value}" for no boolean, and refuses the domain',
      cure: 'Write "true" or "false"',
      effect: 'refused',
    },
    id: {
      text: 'libvirt does not let the property "id" be overridden, and refuses the domain',
      cure: 'Take it out, and give the device an <alias>',
      effect: 'refused',
    },
    noValue: {
      text: 'A property of type "{type}" needs a value; libvirt refuses the domain',
      cure: 'Write the value, or the type "remove"',
      effect: 'refused',
    },
    incomplete: {
      text: '{element} has no attribute "{part}"; libvirt refuses the domain',
      cure: 'Add it',
      effect: 'refused',
    },
    type: {
      text: 'libvirt knows no type "{type}" of a property, and refuses the domain',
      cure: 'Write "unsigned", "signed", "bool", "string" or "remove"',
      effect: 'refused',
    },
    removedValue: {
      text: 'A property that is removed has no value; libvirt refuses the domain',
      cure: 'Take the value out, or write another type',
      effect: 'refused',
    },
    stringType: {
      text: 'QEMU takes no string for "{name}", and does not start',
      cure: 'Write type "{type}" and value "{value}"',
      effect: 'not-started',
    },
  },
  check({ domain, report }) {
    const devices = listQemuBlocks(domain, 'override').flatMap((block) => listQemuChildren(block, 'device'));
    for (const device of devices) {
      if (device.attribute('alias') === undefined) report(lacking(device, 'alias'));
    }
    const frontends = devices.flatMap((device) => listQemuChildren(device, 'frontend'));
    for (const property of frontends.flatMap((frontend) => listQemuChildren(frontend, 'property'))) {
      const fault = findFault(property);
      if (fault !== undefined) report(fault);
    }
  },
});

type Message = 'number' | 'boolean' | 'id' | 'noValue' | 'incomplete' | 'type' | 'removedValue' | 'stringType';

const TYPES = /^(unsigned|signed|bool|string|remove)$/;

function findFault(property: XmlElement): Report<Message> | undefined {
  const [name = '', type = '', value] = ['name', 'type', 'value'].map((each) => property.attribute(each));
  const missing = ['name', 'type'].find((each) => property.attribute(each) === undefined);
  if (missing !== undefined) return lacking(property, missing);
  if (!TYPES.test(type)) return { message: 'type', at: property, part: '@type', data: { type } };
  if (name === 'id') return { message: 'id', at: property, part: '@name' };
  if (type === 'remove') {
    return value === undefined ? undefined : { message: 'removedValue', at: property, part: '@value' };
  }
  if (value === undefined) return { message: 'noValue', at: property, data: { type } };
  const at = { at: property, part: '@value' } as const;
  if (type === 'bool' && !/^(true|false)$/.test(value)) {
    const boolean = readQemuBoolean(value);
    return { message: 'boolean', ...at, data: { value }, ...rewriting(property, boolean?.toString()) };
  }
  const isNumber = type === 'unsigned' ? /^\s*\+?[0-9]+$/ : type === 'signed' ? /^\s*[+-]?[0-9]+$/ : undefined;
  if (isNumber !== undefined && !isNumber.test(value)) {
    const number = /^0x/i.test(value) ? readQemuNumber(value) : undefined;
    return { message: 'number', ...at, data: { value, type }, ...rewriting(property, number?.toString()) };
  }
  const own = type === 'string' ? readVfioProperty(name, value) : undefined;
  if (own === undefined || own.type === 'string') return undefined;
  return {
    message: 'stringType',
    at: property,
    part: '@type',
    data: { name, type: own.type, value: own.value },
    fix: (draft) => draft.align(property, { type: own.type, value: own.value }, 'QEMU takes no string for it'),
  };
}

function lacking(element: XmlElement, part: string): Report<'incomplete'> {
  return { message: 'incomplete', at: element, part: 'tag', data: { element: `<${element.name}>`, part } };
}

function rewriting(property: XmlElement, value: string | undefined): Pick<Report, 'fix'> {
  if (value === undefined) return {};
  return { fix: (draft) => draft.setAttribute(property, 'value', value, 'libvirt reads it in this notation alone') };
}
