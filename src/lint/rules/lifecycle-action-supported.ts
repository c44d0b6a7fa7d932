import { defineRule } from '../rule.js';

const ACTIONS: readonly (readonly [name: string, actions: readonly string[]])[] = [
  ['on_poweroff', ['destroy', 'restart']],
  ['on_reboot', ['destroy', 'restart']],
  ['on_crash', ['destroy', 'restart', 'preserve', 'coredump-destroy', 'coredump-restart']],
];

/** What is to happen when the guest ends is something that libvirt does. */
export const lifecycleActionSupported = defineRule({
  name: 'lifecycle-action-supported',
  summary: 'What is to happen when the guest ends is something that the QEMU driver does',
  about: ['on_poweroff', 'on_reboot', 'on_crash'],
  odd: ['basics'],
  why: 'libvirt knows more actions than its QEMU driver, and refuses the others: "preserve" is for a crash only, and "rename-restart" for other hypervisors. It cannot restart a guest that powers off either, if it ends one that reboots.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#events-configuration',
  checked: 'qemuValidateLifecycleAction and qemuValidateDomainLifecycleAction, libvirt 9.0.0',
  messages: {
    unsupported: {
      text: 'The QEMU driver has no action "{action}" for <{name}>',
      cure: 'Choose one of {actions}',
      effect: 'refused',
    },
    reversed: {
      text: 'The guest would restart when it powers off, and end when it reboots',
      cure: 'Choose another action for one of the two',
      effect: 'refused',
    },
  },
  check({ domain, report }) {
    for (const [name, actions] of ACTIONS) {
      const at = domain.find(name);
      const action = at?.text ?? '';
      if (at === undefined || action === '' || actions.includes(action)) continue;
      report({ message: 'unsupported', at, part: 'text', data: { name, action, actions: actions.join(', ') } });
    }
    const at = domain.find('on_poweroff');
    if (at?.text === 'restart' && domain.find('on_reboot')?.text === 'destroy') report({ message: 'reversed', at });
  },
});
