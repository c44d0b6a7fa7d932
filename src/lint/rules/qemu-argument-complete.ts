import type { DomainDraft } from '../../domain/domain-draft.js';
import { listQemuArguments } from '../../domain/qemu-arguments.js';
import { listQemuBlocks, listQemuChildren } from '../../domain/qemu-namespace.js';
import { listQemuOptions } from '../../domain/qemu-option.js';
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
  name: 'qemu-argument-complete',
  summary: 'Every raw QEMU argument is complete',
  about: ['qemu:commandline'],
  why: 'Each <qemu:arg> is one argument of QEMU, handed on without a shell that would split it: an option and its value are two. libvirt refuses elements without their attribute, and QEMU does not start with options that lack their value.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/drvqemu.html#pass-through-of-arbitrary-qemu-commands',
  checked:
    'qemuDomainDefNamespaceParseCommandlineArgs and qemuDomainDefNamespaceParseCommandlineEnvValidate, libvirt 9.0.0; lookup_opt, QEMU 7.2',
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
    for (const argument of read(listQemuArguments)) {
      if (argument.attribute('value') !== undefined) continue;
      report({ message: 'noValue', at: argument, data: { name: `<${argument.name}>` } });
    }
    for (const { elements, name, value } of read(listQemuOptions)) {
      const [at] = elements;
      const text = at?.attribute('value');
      if (at === undefined || text === undefined) continue;
      const [, option, own] = BOTH_IN_ONE.exec(text) ?? [];
      const part = '@value';
      if (option !== undefined && own !== undefined) {
        report({ message: 'oneArgument', at, part, data: { option }, fix: (draft) => split(draft, at, option, own) });
      } else if (text.startsWith('-') && isAlone(name, value)) {
        report({ message: 'alone', at, part, data: { option: `-${name}` } });
      }
    }
    for (const block of listQemuBlocks(domain, 'commandline')) {
      for (const variable of listQemuChildren(block, 'env')) {
        if (variable.attribute('name') !== undefined) continue;
        report({ message: 'noName', at: variable, data: { name: `<${variable.name}>` } });
      }
    }
  },
});

function split(draft: DomainDraft, argument: XmlElement, option: string, value: string): void {
  const reason = 'An option and its value are two arguments';
  const { name, namespace, parent } = argument;
  draft.setAttribute(argument, 'value', option, reason);
  draft.insert(parent as XmlElement, markup(name, { value }, [], namespace), argument, reason);
}

function isAlone(name: string, value: string | undefined): boolean {
  return OPTIONS_WITH_VALUE.test(name) && (value === undefined || /^-{1,2}[A-Za-z]/.test(value));
}
