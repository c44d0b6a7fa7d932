import { z } from 'zod/mini';
import { ensurePins, listIothreadIds, MOST_IOTHREADS, vcpuCount } from '../domain/cpu-tune.js';
import type { DomainDraft } from '../domain/domain-draft.js';
import { readDecimal } from '../domain/number.js';
import { requireQemuDomain } from '../domain/support.js';
import { cpuset, type Pins, pinList } from './options.js';
import { defineTransform } from './transform.js';

/**
 * Pin vCPUs, and where asked the emulator and the IOThreads, to CPUs of the host: `<vcpupin>`, `<emulatorpin>` and
 * `<iothreadpin>` in `<cputune>`. Pins that nobody asked about stay.
 *
 * @throws PtxError OPTION_INVALID for a vCPU or an IOThread that the domain does not have, which libvirt would drop or
 * refuse, and where a set to be spread does not hold one host CPU for each vCPU; CONFLICT, DOMAIN_UNSUPPORTED
 * @see https://libvirt.org/formatdomain.html#cpu-tuning
 */
export const setVcpuPinning = defineTransform({
  name: 'set-vcpu-pinning',
  summary: 'Pin vCPUs, emulator and IOThreads to CPUs of the host',
  source: 'https://libvirt.org/formatdomain.html#cpu-tuning',
  main: 'pins',
  example: '2-5,emulator=0-1',
  options: () =>
    z.strictObject({
      pins: pinList('vcpu').check(
        z.describe('vcpu:cpuset pairs (0:2,1:3), or a set with one host CPU for each vCPU (2-5)'),
      ),
      emulator: z.optional(cpuset()).check(z.describe('Host CPUs of the emulator threads')),
      iothreads: z
        .optional(pinList('iothread'))
        .check(z.describe('Host CPUs of all IOThreads, or iothread:cpuset pairs')),
    }),
  plan(draft, { pins, emulator, iothreads }) {
    requireQemuDomain(draft);
    pinVcpus(draft, pins);
    if (emulator !== undefined) {
      ensurePins(draft, 'emulatorpin', new Map([[0, emulator]]), 'The emulator leaves the vCPUs alone');
    }
    if (iothreads !== undefined) pinIothreads(draft, iothreads);
    warnOfNumad(draft);
  },
});

function pinVcpus(draft: DomainDraft, pins: Pins): void {
  const vcpu = draft.find('vcpu');
  const count = vcpuCount(draft);
  if (count === undefined) {
    throw draft.refusal('OPTION_INVALID', `Option "pins": the number of vCPUs "${vcpu?.text}" cannot be read`, vcpu);
  }
  if (Array.isArray(pins) && pins.length !== count) {
    const message = `Option "pins": ${pins.length} host CPUs cannot be spread over ${count} vCPUs`;
    throw draft.refusal('OPTION_INVALID', message, vcpu, 'Name one for each, or write pairs such as 0:2,1:3');
  }
  const wanted = Array.isArray(pins) ? new Map(pins.map((cpu, index) => [index, [cpu]])) : pins;
  const missing = [...wanted.keys()].find((id) => id >= count);
  if (missing !== undefined) {
    const message = `Option "pins": no vCPU "${missing}", the domain has ${count}`;
    throw draft.refusal('OPTION_INVALID', message, vcpu, 'libvirt drops such a pin in silence; vCPUs count from 0');
  }
  ensurePins(draft, 'vcpupin', wanted, 'A vCPU stays on its host CPU, with its cache');
}

function pinIothreads(draft: DomainDraft, pins: Pins): void {
  const number = draft.find('iothreads');
  if ((readDecimal(number?.text) ?? 0) > MOST_IOTHREADS) {
    const message = `Option "iothreads": the domain has ${number?.text.trim()} IOThreads, more than any QEMU takes`;
    throw draft.refusal('OPTION_INVALID', message, number, 'Correct <iothreads>');
  }
  const ids = listIothreadIds(draft);
  const wanted = Array.isArray(pins) ? new Map(ids.map((id) => [id, pins])) : pins;
  const known = new Set(ids);
  const missing = [...wanted.keys()].find((id) => !known.has(id));
  if (ids.length === 0 || missing !== undefined) {
    const which = missing === undefined ? 'no IOThreads' : `no IOThread "${missing}"`;
    const message = `Option "iothreads": the domain has ${which}`;
    throw draft.refusal(
      'OPTION_INVALID',
      message,
      draft.find('iothreads'),
      '<iothreads> or <iothreadids> defines them',
    );
  }
  ensurePins(draft, 'iothreadpin', wanted, 'The IOThread leaves the vCPUs alone');
}

function warnOfNumad(draft: DomainDraft): void {
  const automatic = [draft.find('vcpu'), draft.find('numatune/memory')].find(
    (element) => element?.attribute('placement') === 'auto',
  );
  if (automatic === undefined) return;
  const message = 'With placement "auto" numad places the memory, and threads without a pin, maybe on another node';
  draft.warn(message, automatic);
}
