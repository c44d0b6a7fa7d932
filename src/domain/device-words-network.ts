import type { DeviceCondition, DeviceWordsRow } from './device-words-row.js';
import { ON_OFF, VIRTIO_DRIVER, VIRTIO_MODELS, YES_NO } from './device-words-row.js';

/** What libvirt reads of a virtio card that is none of the host. */
const VIRTIO_NIC: readonly DeviceCondition[] = [
  ['@type', 'none of', 'hostdev'],
  ['model/@type', 'one of', VIRTIO_MODELS],
];

const OFFLOADS = { csum: ON_OFF, tso4: ON_OFF, tso6: ON_OFF, ecn: ON_OFF, ufo: ON_OFF };

/** Network cards. */
export const INTERFACE: readonly DeviceWordsRow[] = [
  {
    at: 'interface',
    words: {
      type: 'user ethernet vhostuser server client mcast network bridge internal direct hostdev udp vdpa null vds',
      trustGuestRxFilters: YES_NO,
    },
  },
  {
    at: 'interface/source',
    when: [['@type', 'one of', 'direct']],
    words: { mode: 'vepa private bridge passthrough' },
  },
  {
    at: 'interface/source',
    when: [['@type', 'one of', 'vhostuser']],
    words: { type: 'unix', mode: 'client server' },
  },
  { at: 'interface/source/reconnect', when: [['@type', 'one of', 'vhostuser']], words: { enabled: YES_NO } },
  { at: 'interface/target', words: { managed: YES_NO } },
  { at: 'interface/mac', words: { type: 'generated static', check: YES_NO } },
  { at: 'interface/link', words: { state: 'up down' }, empty: 'state' },
  { at: 'interface/teaming', words: { type: 'persistent transient' }, empty: 'type' },
  { at: 'interface/portForward', each: true, words: { proto: 'tcp udp' } },
  {
    at: 'interface/virtualport',
    when: [['@type', 'one of', 'network bridge direct hostdev']],
    words: { type: '802.1Qbg 802.1Qbh openvswitch midonet' },
  },
  { at: 'interface/vlan', words: { trunk: YES_NO }, empty: 'trunk' },
  { at: 'interface/vlan/tag', each: true, words: { nativeMode: 'tagged untagged' } },
  { at: 'interface/rom', words: { bar: ON_OFF, enabled: YES_NO } },
  { at: 'interface/driver', words: VIRTIO_DRIVER },
  {
    at: 'interface/driver',
    when: VIRTIO_NIC,
    words: {
      name: 'qemu vhost',
      txmode: 'iothread timer',
      ioeventfd: ON_OFF,
      event_idx: ON_OFF,
      rss: ON_OFF,
      rss_hash_report: ON_OFF,
    },
  },
  { at: 'interface/driver/host', when: VIRTIO_NIC, words: { ...OFFLOADS, gso: ON_OFF, mrg_rxbuf: ON_OFF } },
  { at: 'interface/driver/guest', when: VIRTIO_NIC, words: OFFLOADS },
];
