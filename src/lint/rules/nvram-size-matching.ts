import { defineRule } from '../rule.js';

/** Firmware of 4 MiB has variables of the 4 MiB build. */
export const nvramSizeMatching = defineRule({
  name: 'nvram-size-matching',
  summary: 'Code and variables of the firmware are of one build',
  about: ['os/nvram'],
  why: 'Distributions ship OVMF as images of 2 and of 4 MiB. Each code looks for its variables at an address that follows from the size of their file, so that the code of one does not find the variables of the other: the guest starts, and forgets its boot entries and keys each time.',
  class: 'ineffective',
  severity: 'warning',
  source: 'https://github.com/tianocore/edk2/blob/master/OvmfPkg/README',
  checked: 'OVMF of Debian 12 in QEMU 7.2: it writes nothing into variables of the other build',
  messages: {
    mixed: {
      text: 'The code is of {code} and the template of its variables of {variables}: the guest forgets its boot entries each time',
      cure: 'Name the template that belongs to the loader, and begin with a new file',
      effect: 'runs',
    },
  },
  check({ domain, report }) {
    const nvram = domain.find('os/nvram');
    const template = nvram?.attribute('template');
    const [code, variables] = [readBuild(domain.find('os/loader')?.text), readBuild(template)];
    if (nvram === undefined || code === undefined || variables === undefined || code === variables) return;
    report({ message: 'mixed', at: nvram, part: '@template', data: { code, variables } });
  },
});

/** The build that a file name of OVMF tells, undefined for any other. */
function readBuild(path = ''): string | undefined {
  const name = /\bOVMF_(?:CODE|VARS)[^/]*$/.exec(path)?.[0];
  if (name === undefined) return undefined;
  return /_4M\b|_4M\./.test(name) ? '4 MiB' : '2 MiB';
}
