import { listQemuArguments } from '../../domain/qemu-arguments.js';
import { listQemuBlocks, listQemuChildren } from '../../domain/qemu-namespace.js';
import { listQemuOptions, type QemuOption } from '../../domain/qemu-option.js';
import { isQemuDomain } from '../../domain/support.js';
import { markup } from '../../xml/fragment.js';
import type { XmlElement } from '../../xml/node.js';
import { defineRule } from '../rule.js';

/** Options whose value never begins with a dash. */
const OPTIONS_WITH_VALUE =
  /^(accel|audiodev|blockdev|chardev|cpu|device|display|drive|fw_cfg|global|M|machine|netdev|object|set|smbios|smp)$/;

/** An option and its value in one: QEMU takes the whole for the name of an option. */
const BOTH_IN_ONE = /^(-{1,2}[A-Za-z][\w-]*)[ \t]+(\S[\s\S]*)$/;

/** Every raw argument is one that QEMU can read. Mending puts an option and its value into an element each. */
export const qemuArgumentComplete = defineRule({
  id: 'qemu-argument-complete',
  summary: 'Every raw QEMU argument is complete',
  why: 'Each <qemu:arg> is one argument of QEMU, handed on without a shell that would split it: an option and its value are two. libvirt refuses elements without their attribute, and QEMU does not start with options that lack their value.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/drvqemu.html#pass-through-of-arbitrary-qemu-commands',
  checked: 'qemuDomainDefNamespaceParseCommandlineArgs, libvirt 9.0.0; lookup_opt, QEMU 7.2',
  messages: {
    noValue: {
      text: '{name} has no attribute "value"; libvirt refuses the domain',
      cure: 'Write the argument into "value"',
      effect: 'refused',
    },
    noName: {
      text: '{name} has no attribute "name"; libvirt refuses the domain',
      cure: 'Write the name of the variable into "name"',
      effect: 'refused',
    },
    oneArgument: {
      text: '"{option}" and its value are one argument, so QEMU knows no such option and does not start',
      cure: 'Put the value into an element of its own',
      effect: 'not-started',
    },
    alone: {
      text: 'Option "{option}" lacks its value, so QEMU does not start',
      cure: 'Put its value into an element behind it',
      effect: 'not-started',
    },
  },
  check({ domain, read, report }) {
    if (!isQemuDomain(domain)) return;
    for (const argument of read(listQemuArguments)) {
      const value = argument.attribute('value');
      if (value === undefined) report({ message: 'noValue', at: argument, data: { name: `<${argument.name}>` } });
      const [, option, text] = BOTH_IN_ONE.exec(value ?? '') ?? [];
      if (option === undefined || text === undefined) continue;
      report({
        message: 'oneArgument',
        at: argument,
        part: '@value',
        data: { option },
        fix(draft) {
          const reason = 'An option and its value are two arguments';
          draft.setAttribute(argument, 'value', option, reason);
          const { name, namespace, parent } = argument;
          draft.insert(parent as XmlElement, markup(name, { value: text }, [], namespace), argument, reason);
        },
      });
    }
    for (const { elements, name } of read(listQemuOptions).filter(isAlone)) {
      const [element] = elements;
      if (element !== undefined)
        report({ message: 'alone', at: element, part: '@value', data: { option: `-${name}` } });
    }
    for (const block of listQemuBlocks(domain, 'commandline')) {
      for (const variable of listQemuChildren(block, 'env')) {
        if (variable.attribute('name') !== undefined) continue;
        report({ message: 'noName', at: variable, data: { name: `<${variable.name}>` } });
      }
    }
  },
});

function isAlone({ name, value, elements }: QemuOption): boolean {
  const isOption = elements[0]?.attribute('value')?.startsWith('-') === true;
  return isOption && OPTIONS_WITH_VALUE.test(name) && (value === undefined || /^-{1,2}[A-Za-z]/.test(value));
}
