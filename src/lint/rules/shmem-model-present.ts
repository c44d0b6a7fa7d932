import type { DomainDraft } from '../../domain/domain-draft.js';
import { markup } from '../../xml/fragment.js';
import { defineRule } from '../rule.js';

/** Shared memory names a model that QEMU has. */
export const shmemModelPresent = defineRule({
  name: 'shmem-model-present',
  summary: 'Shared memory names a model that QEMU has',
  about: ['shmem'],
  why: 'Without <model> libvirt takes "ivshmem", which QEMU dropped with version 4.0, and refuses the domain.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#shared-memory-device',
  checked: 'qemuValidateDomainDeviceDefShmem, libvirt 9.0.0',
  messages: {
    missing: {
      text: 'Shared memory without model is "ivshmem", which QEMU no longer has',
      cure: 'Add <model type="ivshmem-plain"/>, or "ivshmem-doorbell" with a <server>',
      effect: 'refused',
    },
    legacy: {
      text: 'QEMU no longer has model "ivshmem"',
      cure: 'Say "ivshmem-plain", or "ivshmem-doorbell" with a <server>',
      effect: 'refused',
    },
  },
  check({ devices, report }) {
    for (const shmem of devices('shmem')) {
      const model = shmem.child('model');
      const isPlain = shmem.child('server') === undefined;
      const type = isPlain ? 'ivshmem-plain' : 'ivshmem-doorbell';
      const reason = `QEMU has "${type}" in the place of "ivshmem"`;
      if (model === undefined) {
        const fix = (draft: DomainDraft) => void draft.add(shmem, markup('model', { type }), reason);
        report({ message: 'missing', at: shmem, part: 'tag', fix });
      } else if (model.attribute('type') === 'ivshmem') {
        const fix = (draft: DomainDraft) => draft.setAttribute(model, 'type', type, reason);
        report({ message: 'legacy', at: model, part: '@type', fix });
      }
    }
  },
});
