import { listQemuArguments } from '../../domain/qemu-arguments.js';
import { listQemuBlocks, listQemuChildren } from '../../domain/qemu-namespace.js';
import { findSecretInArgument, isSecretName } from '../../domain/secrets.js';
import { defineRule } from '../rule.js';

/** No password or key stands in the file. What it is, is never printed. */
export const secretAbsent = defineRule({
  name: 'secret-absent',
  summary: 'No password or key stands in the file',
  about: ['graphics[@passwd]', 'qemu:commandline', 'source/cookies'],
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
  check({ domain, devices, read, report }) {
    for (const graphics of devices('graphics')) {
      if (graphics.attribute('passwd')) report({ message: 'graphics', at: graphics, part: '@passwd' });
    }
    for (const argument of read(listQemuArguments)) {
      const what = findSecretInArgument(argument.attribute('value') ?? '');
      if (what !== undefined) report({ message: 'argument', at: argument, part: '@value', data: { what } });
    }
    for (const variable of listQemuBlocks(domain, 'commandline').flatMap((block) => listQemuChildren(block, 'env'))) {
      const name = variable.attribute('name') ?? '';
      if (isSecretName(name)) report({ message: 'variable', at: variable, data: { name } });
    }
    for (const disk of devices('disk')) {
      const cookie = disk.find('source', 'cookies', 'cookie');
      if (cookie !== undefined) report({ message: 'cookie', at: cookie });
    }
  },
});
