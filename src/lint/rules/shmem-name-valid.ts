import { defineRule } from '../rule.js';

/** Shared memory has the name of a file below /dev/shm, and of its own. */
export const shmemNameValid = defineRule({
  name: 'shmem-name-valid',
  summary: 'Shared memory has the name of a file below /dev/shm',
  about: ['shmem'],
  why: 'The name becomes a file below /dev/shm, so that libvirt refuses a name with "/" and the names "." and "..". The program on the host opens the same file.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#shared-memory-device',
  checked: 'virDomainShmemDefValidate, libvirt 9.0.0',
  messages: {
    path: {
      text: '"{name}" is no name of a file below /dev/shm',
      cure: 'Choose a name without "/"',
      effect: 'refused',
    },
  },
  check({ devices, report }) {
    for (const shmem of devices('shmem')) {
      const name = shmem.attribute('name');
      if (name === undefined || !/\/|^\.\.?$/.test(name)) continue;
      report({ message: 'path', at: shmem, part: '@name', data: { name } });
    }
  },
});
