import type { Domain } from '../domain/domain.js';
import { DomainView } from '../domain/domain-reader.js';
import { guestArch } from '../domain/machine.js';
import { inspectCpu } from './cpu.js';
import { inspectHiding } from './hiding.js';
import type { DomainFacts, DomainInspection } from './inspection.js';
import { inspectFirmware, inspectMachine } from './machine.js';
import { inspectMemory } from './memory.js';
import { inspectPassthrough, listCards } from './passthrough.js';
import { inspectPci } from './pci-topology.js';
import { inspectPinning } from './pinning.js';
import { inspectClock, inspectIommus, inspectTpms } from './platform.js';
import { inspectQemu } from './qemu.js';
import { attributeOf, locationOf, textOf } from './read.js';

/**
 * Say what a domain passes through, how it hides from the guest, and what it is made of: what libvirt reads out of the
 * document, which leaves to be chosen what libvirt chooses at define or start. Nothing is judged; the notes of `hiding`
 * say what is easily overlooked.
 */
export function inspectDomain(domain: Domain): DomainInspection {
  const view = new DomainView(domain);
  const passthrough = inspectPassthrough(view);
  return {
    schemaVersion: 1,
    domain: inspectFacts(view),
    passthrough,
    cards: listCards(passthrough),
    hiding: inspectHiding(view),
    machine: inspectMachine(view),
    firmware: inspectFirmware(view),
    cpu: inspectCpu(view),
    memory: inspectMemory(view),
    pinning: inspectPinning(view),
    clock: inspectClock(view),
    tpms: inspectTpms(view),
    iommus: inspectIommus(view),
    qemu: inspectQemu(view),
    pci: inspectPci(view),
  };
}

function inspectFacts(view: DomainView): DomainFacts {
  return {
    name: textOf(view.find('name')) ?? '',
    uuid: textOf(view.find('uuid')),
    title: textOf(view.find('title')),
    type: attributeOf(view.root, 'type'),
    arch: guestArch(view),
    isLive: view.root.attribute('id') !== undefined,
    location: locationOf(view, view.root),
  };
}
