import { z } from 'zod/mini';
import { listDevices } from '../domain/devices.js';
import type { DomainDraft } from '../domain/domain-draft.js';
import { requireFreeSlot } from '../domain/guest-slot.js';
import { addHostdev } from '../domain/hostdev.js';
import { guestArch } from '../domain/machine.js';
import { findMdevHostdev } from '../domain/mdev.js';
import { requireQemuDomain } from '../domain/support.js';
import { canonicalUuid } from '../domain/uuid.js';
import { findMdevArgument } from '../domain/vfio-option.js';
import { markup } from '../xml/fragment.js';
import type { XmlElement } from '../xml/node.js';
import { ASKED, onOff } from './options.js';
import { defineTransform } from './transform.js';

/** @internal The options that name a mediated device; recipes take them as well. */
export const mdevHostdevOptions = () => ({
  uuid: z.string().check(
    z.refine((text) => canonicalUuid(text) !== undefined, 'Expected a UUID'),
    z.describe('UUID of the mediated device, its name under /sys/bus/mdev/devices'),
  ),
  model: z
    .optional(z.enum(['vfio-pci', 'vfio-ccw', 'vfio-ap']))
    .check(z.describe('Device API; new devices: vfio-pci, the other two are for s390x')),
  display: z
    .optional(onOff())
    .check(z.describe('Show what the device draws in <graphics>; libvirt has off where absent')),
  ramfb: z
    .optional(onOff())
    .check(z.describe('Show the boot too, before the driver of the guest runs; brings display=on')),
});

/**
 * Pass a mediated device of the host through, such as a vGPU: one `<hostdev type='mdev'>`. One that the domain already
 * has is aligned to what the options say, not doubled. `ramfb='on'` brings `display='on'`, without which QEMU does not
 * start.
 *
 * @throws PtxError CONFLICT where a QEMU argument passes the device already, where the display has no `<graphics>`, or another device has ramfb, or the model none of
 * both, or no PCI slot is left; DOMAIN_UNSUPPORTED for a model of s390x in another guest; OPTION_INVALID
 * @see https://libvirt.org/formatdomain.html#usb-pci-scsi-devices
 */
export const addMdevHostdev = defineTransform({
  name: 'add-mdev-hostdev',
  summary: 'Pass through a mediated device of the host, such as a vGPU',
  source: 'https://libvirt.org/formatdomain.html#usb-pci-scsi-devices',
  main: 'uuid',
  conflicts: [
    'add-pci-hostdev',
    'remove-pci-hostdev',
    'convert-to-q35',
    'add-usb-hostdev',
    'modernize-qemu-arguments',
    'add-shmem',
    'disable-memballoon',
    'remove-emulated-video',
  ],
  example: '4b20d080-1b54-4048-85b3-a6a62d165c01,display=on,ramfb=on',
  options: () =>
    z
      .strictObject(mdevHostdevOptions())
      .check(
        z.refine(
          ({ display, ramfb }) => ramfb !== 'on' || display !== 'off',
          'Option "ramfb" needs "display": QEMU does not start with ramfb alone',
        ),
      ),
  plan(draft, { uuid: text, model, display, ramfb }) {
    requireQemuDomain(draft);
    if (model !== undefined && model !== 'vfio-pci') requireS390x(draft, model);
    const uuid = canonicalUuid(text) as string;
    refuseArgument(draft, uuid);
    const device = findMdevHostdev(draft, uuid) ?? addMdev(draft, uuid, model ?? 'vfio-pci');
    if (model !== undefined) draft.setAttribute(device, 'model', model, ASKED);
    if (display === undefined && ramfb === undefined) return;
    if (display !== undefined) draft.setAttribute(device, 'display', display, ASKED);
    if (ramfb === 'on') draft.setAttribute(device, 'display', 'on', 'QEMU takes ramfb="on" only beside display="on"');
    if (ramfb !== undefined) draft.setAttribute(device, 'ramfb', ramfb, ASKED);
    checkDisplay(draft, device);
  },
});

function refuseArgument(draft: DomainDraft, uuid: string): void {
  const argument = findMdevArgument(draft, uuid);
  if (argument === undefined) return;
  const message = `Mediated device ${uuid} is already passed by a QEMU argument`;
  throw draft.refusal('CONFLICT', message, argument, 'Take the argument out first, with its "-device"');
}

function requireS390x(draft: DomainDraft, model: string): void {
  const arch = guestArch(draft);
  if (arch === 's390x') return;
  const message = `Model "${model}" is for s390x guests, found arch "${arch}"`;
  throw draft.refusal('DOMAIN_UNSUPPORTED', message, draft.find('os/type'), 'A vGPU has model "vfio-pci"');
}

function addMdev(draft: DomainDraft, uuid: string, model: string): XmlElement {
  if (model === 'vfio-pci') requireFreeSlot(draft);
  const source = markup('source', {}, [markup('address', { uuid })]);
  return addHostdev(draft, { type: 'mdev', managed: 'no', model }, source, `The guest gets mediated device ${uuid}`);
}

/** What libvirt 9.0 checks at define (qemuValidateDomainMdevDefVFIOPCI, virDomainDefHostdevValidate), and QEMU at start. */
function checkDisplay(draft: DomainDraft, device: XmlElement): void {
  const [model, display, ramfb] = ['model', 'display', 'ramfb'].map((name) => device.attribute(name));
  if (model !== 'vfio-pci') {
    throw draft.refusal('CONFLICT', `Model "${model}" has neither display nor ramfb`, device);
  }
  if (ramfb === 'on' && display !== 'on') {
    throw draft.refusal('CONFLICT', 'QEMU does not start with ramfb="on" alone', device, 'Ask for ramfb=off too');
  }
  const other = listDevices(draft, 'hostdev').find((each) => each !== device && each.attribute('ramfb') === 'on');
  if (ramfb === 'on' && other !== undefined) {
    throw draft.refusal('CONFLICT', 'libvirt takes ramfb="on" on one device only', other, 'Switch it off there first');
  }
  if (display === 'on' && listDevices(draft, 'graphics').length === 0) {
    const message = 'display="on" needs a <graphics>, and the domain has none';
    throw draft.refusal('CONFLICT', message, undefined, 'Add a <graphics> first, or leave display off');
  }
}
