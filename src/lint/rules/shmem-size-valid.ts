import { isPowerOfTwo } from '../../domain/number.js';
import { readScaledBytes } from '../../domain/scaled-value.js';
import { defineRule } from '../rule.js';

const MIB = 1024 * 1024;

/** Shared memory is a BAR, which has a power of two as its size. */
export const shmemSizeValid = defineRule({
  name: 'shmem-size-valid',
  summary: 'Shared memory is a power of two of bytes, and at least 1 MiB',
  about: ['shmem/size'],
  why: 'The guest sees shared memory as the BAR of a PCI device. libvirt 9.0 keeps any size when the domain is defined, and does not start it with one that a BAR cannot have; 11.3 refuses it at once. A size without unit is counted in bytes.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#shared-memory-device',
  checked: 'qemuBuildShmemCommandLine and virDomainShmemDefParseXML, libvirt 9.0.0',
  messages: {
    odd: {
      text: '{size} bytes are no power of two: the domain does not start',
      cure: 'Round up to {better} MiB',
      effect: 'not-started',
    },
    small: {
      text: '{size} bytes are less than 1 MiB: the domain does not start',
      cure: 'Say how large it is with a unit: unit="M"',
      effect: 'not-started',
    },
  },
  check({ devices, report }) {
    for (const shmem of devices('shmem')) {
      const at = shmem.child('size');
      const size = readScaledBytes(at?.text, at?.attribute('unit'), 'bytes');
      if (at === undefined || size === undefined || size === 0 || (size >= MIB && isPowerOfTwo(size))) continue;
      if (size < MIB) report({ message: 'small', at, data: { size } });
      else report({ message: 'odd', at, data: { size, better: 2 ** Math.ceil(Math.log2(size / MIB)) } });
    }
  },
});
