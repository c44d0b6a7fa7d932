import { z } from 'zod/mini';
import type { DomainDraft } from '../domain/domain-draft.js';
import { readNumber } from '../domain/number.js';
import { warnOfOverrulingOption } from '../domain/overruling-option.js';
import { requireQemuDomain } from '../domain/support.js';
import { markup } from '../xml/fragment.js';
import type { XmlElement } from '../xml/node.js';
import { ASKED, onOff, wholeNumber } from './options.js';
import { defineTransform } from './transform.js';

const topologyOptions = () =>
  z.strictObject({
    sockets: z
      .optional(wholeNumber(1))
      .check(z.describe('Sockets; with dies, cores and threads they must multiply to the vCPUs')),
    dies: z.optional(wholeNumber(1)).check(z.describe('Dies per socket')),
    cores: z.optional(wholeNumber(1)).check(z.describe('Cores per die')),
    threads: z.optional(wholeNumber(1)).check(z.describe('Threads per core')),
  });

/**
 * Give the guest the host's CPU: `<cpu mode='host-passthrough'>`. What this mode ignores goes (match, model, vendor);
 * topology, features, cache and numa stay.
 *
 * @throws PtxError DOMAIN_UNSUPPORTED, or OPTION_INVALID where a topology does not multiply to the number of vCPUs
 * @see https://libvirt.org/formatdomain.html#cpu-model-and-topology
 */
export const setCpuHostPassthrough = defineTransform({
  name: 'set-cpu-host-passthrough',
  summary: 'Pass the host CPU through instead of a named model',
  source: 'https://libvirt.org/formatdomain.html#cpu-model-and-topology',
  conflicts: ['modernize-qemu-arguments'],
  example: 'topology.cores=4,topology.threads=2',
  options: () =>
    z.strictObject({
      check: z
        .optional(z.enum(['none', 'partial', 'full']))
        .check(z.describe('How libvirt checks the CPU that QEMU made')),
      migratable: z
        .optional(onOff())
        .check(z.describe('Leave out features that block migration; off is needed for invtsc')),
      cache: z.optional(
        z.strictObject({
          mode: z
            .optional(z.enum(['passthrough', 'emulate', 'disable']))
            .check(z.describe('Cache information that the guest sees')),
        }),
      ),
      topology: z.optional(topologyOptions()),
      topoext: z.optional(onOff()).check(z.describe('AMD: let the guest see threads as siblings')),
    }),
  plan(draft, options) {
    requireQemuDomain(draft);
    warnOfOverrulingOption(draft, 'cpu');
    const cpu =
      draft.find('cpu') ?? draft.add(draft.root, markup('cpu', { mode: 'host-passthrough', check: 'none' }), WANTED);
    const wasOther = cpu.attribute('mode') !== 'host-passthrough';
    draft.setAttribute(cpu, 'mode', 'host-passthrough', WANTED);
    draft.removeAttribute(cpu, 'match', IGNORED);
    draft.removeAll([...cpu.childrenNamed('model'), ...cpu.childrenNamed('vendor')], IGNORED);
    // libvirt would keep a check that was meant for a model; none is its default for this mode.
    const check = options.check ?? (wasOther ? 'none' : undefined);
    if (check !== undefined) draft.setAttribute(cpu, 'check', check, options.check === undefined ? WANTED : ASKED);
    if (options.migratable !== undefined) draft.setAttribute(cpu, 'migratable', options.migratable, ASKED);
    if (options.topology !== undefined) setTopology(draft, cpu, options.topology);
    if (options.cache?.mode !== undefined) setCache(draft, cpu, options.cache.mode);
    if (options.topoext !== undefined) {
      const policy = options.topoext === 'on' ? 'require' : 'disable';
      draft.ensureKeyed(cpu, 'feature', 'name', { policy, name: 'topoext' }, ASKED);
    }
    if (draft.root.attribute('type') === 'qemu') {
      draft.warn('libvirt defines host-passthrough for a domain of type "qemu" but cannot start it', cpu);
    }
  },
});

const WANTED = 'The guest gets the CPU of the host';
const IGNORED = 'host-passthrough ignores it';

function setTopology(draft: DomainDraft, cpu: XmlElement, wanted: z.output<ReturnType<typeof topologyOptions>>): void {
  const vcpu = draft.find('vcpu');
  const vcpus = vcpu === undefined ? 1 : readNumber(vcpu.text);
  const existing = cpu.child('topology');
  const factor = (name: keyof typeof wanted | 'clusters') =>
    (name === 'clusters' ? undefined : wanted[name]) ?? readNumber(existing?.attribute(name) ?? '1') ?? Number.NaN;
  const product = factor('sockets') * factor('dies') * factor('clusters') * factor('cores') * factor('threads');
  if (product !== vcpus) {
    const message = Number.isNaN(product)
      ? 'Options "topology": the topology in place cannot be read'
      : `Options "topology" give ${product} vCPUs, the domain has ${vcpu?.text ?? '1'}`;
    const hint = 'sockets, dies, cores and threads must multiply to the maximum of <vcpu>';
    throw draft.refusal('OPTION_INVALID', message, Number.isNaN(product) ? existing : vcpu, hint);
  }
  const topology = {
    sockets: String(factor('sockets')),
    dies: wanted.dies?.toString(),
    cores: String(factor('cores')),
    threads: String(factor('threads')),
  };
  const element = existing ?? draft.add(cpu, markup('topology', topology), ASKED);
  for (const [name, value] of Object.entries(topology)) {
    const isSame = value === undefined || readNumber(element.attribute(name)) === Number(value);
    if (!isSame) draft.setAttribute(element, name, value, ASKED);
  }
}

function setCache(draft: DomainDraft, cpu: XmlElement, mode: 'passthrough' | 'emulate' | 'disable'): void {
  // libvirt wants a level with emulate, and only there (qemuValidateDomainDefCpu, 9.0).
  const level = mode === 'emulate' ? '3' : undefined;
  const cache = cpu.child('cache') ?? draft.add(cpu, markup('cache', { level, mode }), ASKED);
  draft.setAttribute(cache, 'mode', mode, ASKED);
  if (level === undefined) draft.removeAttribute(cache, 'level', ASKED);
  else draft.setAttribute(cache, 'level', level, ASKED);
}
