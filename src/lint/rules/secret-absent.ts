import { listSecrets } from '../../domain/secrets.js';
import { defineRule } from '../rule.js';

/** No password or key stands in the file. What it is, is never printed. */
export const secretAbsent = defineRule({
  name: 'secret-absent',
  summary: 'No password or key stands in the file',
  about: ['*[@passwd]', '*[@password]', 'qemu:commandline', 'cookies/cookie', 'entry', 'metadata'],
  why: 'A domain file is passed on, published and checked in, and whoever reads it has what is in it. libvirt prints passwords only with --security-info, so a file that holds one was made on purpose.',
  class: 'unsafe',
  severity: 'warning',
  source: 'https://libvirt.org/formatdomain.html#graphical-framebuffers',
  checked: 'virDomainGraphicsAuthDefParseXML, libvirt 9.0.0',
  messages: {
    graphics: {
      text: 'The password of <graphics> stands in the file',
      cure: 'Take it out of what is passed on, and set it with virsh edit on the host',
      effect: 'runs',
    },
    password: {
      text: 'Attribute "{name}" of <{element}> holds a password',
      cure: 'Take it out of what is passed on',
      effect: 'runs',
    },
    entry: {
      text: 'An entry of <{parent}> holds a credential for the guest',
      cure: 'Take it out of what is passed on, or name a file of the host where <entry> takes one',
      effect: 'runs',
    },
    argument: {
      text: 'A raw QEMU argument holds {what}',
      cure: 'Take it out of what is passed on, or hand QEMU a file where the option takes one',
      effect: 'runs',
    },
    variable: {
      text: 'Environment variable "{name}" of QEMU looks like a secret',
      cure: 'Take it out of what is passed on',
      effect: 'runs',
    },
    cookie: {
      text: 'A cookie for the server of a disk stands in the file',
      cure: 'Take it out of what is passed on',
      effect: 'runs',
    },
  },
  check({ domain, report }) {
    for (const { kind, element: at, attribute, what = '' } of listSecrets(domain)) {
      const data = { element: at.name, parent: at.parent?.name ?? '', name: attribute ?? '', what };
      if (kind === 'variable') report({ message: kind, at, data: { name: at.attribute('name') ?? '' } });
      else if (attribute === undefined) report({ message: kind, at, data });
      else report({ message: at.name === 'graphics' ? 'graphics' : kind, at, part: `@${attribute}`, data });
    }
  },
});
