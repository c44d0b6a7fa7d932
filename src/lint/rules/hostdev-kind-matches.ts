import type { HostPciDevice } from '../../domain/host-facts.js';
import { HOST_PCI_FUNCTIONS } from '../about.js';
import { type HostUse, listHostUses } from '../host-uses.js';
import { defineRule } from '../rule.js';

/** A kind of device, and by what a domain says that a function is one. */
interface Kind {
  readonly words: string;
  isMeant(use: HostUse): boolean;
  isOne(found: HostPciDevice): boolean;
}

const KINDS: readonly Kind[] = [
  {
    words: 'an NVMe disk',
    isMeant: ({ device }) => device.name === 'disk',
    isOne: ({ class: code }) => code?.startsWith('0108') !== false,
  },
  {
    words: 'a virtual function of a network card',
    isMeant: ({ device }) => device.name === 'interface',
    isOne: ({ class: code, physicalFunction }) => code?.startsWith('02') !== false && physicalFunction !== null,
  },
  {
    words: 'a network card of a team',
    isMeant: ({ device }) => device.name === 'hostdev' && device.child('teaming') !== undefined,
    isOne: ({ class: code }) => code?.startsWith('02') !== false,
  },
];

/** What a domain takes is the kind of device that the domain takes it for. */
export const hostdevKindMatches = defineRule({
  name: 'hostdev-kind-matches',
  summary: 'Host devices are of the kind that the domain takes them for',
  about: HOST_PCI_FUNCTIONS,
  why: 'A <disk type="nvme"> needs an NVMe controller, and <interface type="hostdev"> a virtual function, whose MAC address libvirt sets through the card that it belongs to; the primary of a <teaming> has to be a network card. Another device there means that the address is that of another host, or from before a change of cards.',
  class: 'breaks',
  severity: 'error',
  needsHost: true,
  source: 'https://libvirt.org/formatdomain.html#direct-attachment-to-physical-interface',
  checked:
    'virHostdevSetNetConfig, libvirt 9.0.0; nvme_init in block/nvme.c and docs/system/virtio-net-failover.rst, QEMU 7.2',
  messages: {
    other: {
      text: 'The domain takes {address} for {kind}, and the host has {found} there; the domain does not start',
      cure: 'Write the address of what is meant, or take the device with a <hostdev>',
      effect: 'not-started',
    },
  },
  check({ host, read, report }) {
    if (host === undefined) return;
    for (const use of listHostUses({ read }, host)) {
      const { found, address, at } = use;
      const kind = KINDS.find(({ isMeant }) => isMeant(use));
      if (found === undefined || kind === undefined || kind.isOne(found)) continue;
      report({ message: 'other', at, data: { address, kind: kind.words, found: describe(found) } });
    }
  },
});

function describe({ vendor, device, class: code, physicalFunction }: HostPciDevice): string {
  const isWhole = code?.startsWith('02') === true && physicalFunction === null;
  return isWhole ? `the whole card (${vendor}:${device})` : `${vendor}:${device} of class ${code}`;
}
