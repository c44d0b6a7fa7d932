import { z } from 'zod/mini';
import { addDevice, listDevices } from '../domain/devices.js';
import type { DomainDraft } from '../domain/domain-draft.js';
import { machineFamily } from '../domain/machine.js';
import { findQemuOption } from '../domain/qemu-option.js';
import { requireX86Domain } from '../domain/support.js';
import { markup } from '../xml/fragment.js';
import type { XmlElement } from '../xml/node.js';
import { ASKED } from './options.js';
import { defineTransform } from './transform.js';

/**
 * Give the guest an emulated TPM 2.0, as Windows 11 wants one: `<tpm>` with the backend `emulator`, which is swtpm. An
 * emulated TPM that is there comes to be a 2.0, and keeps its model unless another is asked for.
 *
 * @throws PtxError CONFLICT where the guest has a TPM of another backend, as it takes only one; DOMAIN_UNSUPPORTED for
 * guests that are not x86, and for machines without ACPI
 * @see https://libvirt.org/formatdomain.html#tpm-device (version 2.0: libvirt 4.5.0, tpm-crb: 4.4.0)
 */
export const addTpm = defineTransform({
  name: 'add-tpm',
  summary: 'Add an emulated TPM 2.0, as Windows 11 wants one',
  source: 'https://libvirt.org/formatdomain.html#tpm-device',
  main: 'model',
  example: 'tpm-tis',
  options: () =>
    z.strictObject({
      model: z
        .optional(z.enum(['tpm-crb', 'tpm-tis']))
        .check(z.describe('Interface that the guest sees; default: the one in place, else tpm-crb')),
    }),
  plan(draft, { model }) {
    requireX86Domain(draft);
    requireAcpiMachine(draft);
    refuseTpmArgument(draft);
    warnWithoutAcpi(draft);
    const [tpm, second] = listDevices(draft, 'tpm');
    if (second !== undefined) throw draft.refusal('CONFLICT', 'The guest has more than one TPM', second, REMOVE);
    if (tpm === undefined) {
      addDevice(draft, markup('tpm', { model: model ?? 'tpm-crb' }, [markup('backend', BACKEND)]), REASON);
      return;
    }
    const backend = requireEmulator(draft, tpm);
    const wasVersion2 = isVersion2(tpm, backend);
    if (model !== undefined && modelOf(tpm) !== model) draft.setAttribute(tpm, 'model', model, ASKED);
    if (!isVersion2(tpm, backend)) draft.setAttribute(backend, 'version', '2.0', REASON);
    if (wasVersion2) return;
    draft.warn('The TPM 1.2 becomes a new TPM 2.0: what was sealed in it, such as a BitLocker key, is lost', tpm);
  },
});

const BACKEND = { type: 'emulator', version: '2.0' };
const REASON = 'Windows 11 wants a TPM 2.0';
const REMOVE = 'libvirt takes only one: remove the other first';

function requireAcpiMachine(draft: DomainDraft): void {
  if (machineFamily(draft) !== 'other') return;
  const type = draft.find('os/type');
  const message = `Expected an i440fx or q35 machine, found "${type?.attribute('machine')}"`;
  throw draft.refusal('DOMAIN_UNSUPPORTED', message, type);
}

function refuseTpmArgument(draft: DomainDraft): void {
  const argument = findQemuOption(draft, ['tpmdev']);
  if (argument === undefined) return;
  throw draft.refusal('CONFLICT', 'The guest already has a TPM by a QEMU argument', argument, REMOVE);
}

function warnWithoutAcpi(draft: DomainDraft): void {
  if (draft.find('features/acpi') !== undefined) return;
  draft.warn('Guests find a TPM 2.0 by ACPI, which the domain does not have: add <acpi/> to <features>');
}

/** The model that libvirt gives a TPM which names none (qemuDomainTPMDefPostParse, 9.0). */
function modelOf(tpm: XmlElement): string {
  return tpm.attribute('model') ?? 'tpm-tis';
}

/** Without a version a CRB is a 2.0, a TIS a 1.2 (qemuDomainTPMDefPostParse, 9.0). */
function isVersion2(tpm: XmlElement, backend: XmlElement): boolean {
  return (backend.attribute('version') ?? (modelOf(tpm) === 'tpm-crb' ? '2.0' : '1.2')) === '2.0';
}

function requireEmulator(draft: DomainDraft, tpm: XmlElement): XmlElement {
  const backend = tpm.child('backend');
  const type = backend?.attribute('type');
  if (backend !== undefined && type === 'emulator') return backend;
  throw draft.refusal('CONFLICT', `The guest already has a TPM with backend "${type ?? ''}"`, tpm, REMOVE);
}
