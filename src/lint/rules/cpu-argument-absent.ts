import { listQemuOptions } from '../../domain/qemu-option.js';
import { defineRule } from '../rule.js';

/** No raw `-cpu` stands beside what libvirt says of the CPU. */
export const cpuArgumentAbsent = defineRule({
  name: 'cpu-argument-absent',
  summary: 'No raw -cpu overrides <cpu>, <hyperv> and <kvm>',
  about: ['qemu:commandline'],
  why: 'QEMU takes the last -cpu, and the raw one comes behind that of libvirt. Whatever <cpu>, <hyperv>, <kvm> and the hypervclock timer say is lost with it, such as hiding KVM, and nothing tells.',
  class: 'ineffective',
  severity: 'warning',
  source: 'https://libvirt.org/drvqemu.html#pass-through-of-arbitrary-qemu-commands',
  checked: 'qemuBuildCommandLine, libvirt 9.0.0; qemu_init, QEMU 7.2',
  messages: {
    overrides: {
      text: 'QEMU takes this -cpu in place of the one of libvirt, so nothing of {lost} has any effect',
      cure: 'Say it in <cpu>, <hyperv> and <kvm>; the step modernize-qemu-arguments does where the meaning is the same',
      effect: 'runs',
    },
  },
  check({ domain, read, report }) {
    const lost = ['cpu', 'features/hyperv', 'features/kvm'].flatMap((path) => domain.find(path)?.name ?? []);
    if (lost.length === 0) return;
    const [at] = read(listQemuOptions).findLast(({ name }) => name === 'cpu')?.elements ?? [];
    if (at === undefined) return;
    report({ message: 'overrides', at, part: '@value', data: { lost: lost.map((name) => `<${name}>`).join(', ') } });
  },
});
