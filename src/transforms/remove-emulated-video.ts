import { z } from 'zod/mini';
import {
  addDevice,
  listDevices,
  listGuestPciDevices,
  listInGuestSlot,
  readGuestPciAddress,
} from '../domain/devices.js';
import type { DomainDraft } from '../domain/domain-draft.js';
import { warnOfLostAlias } from '../domain/qemu-arguments.js';
import { findQemuOption } from '../domain/qemu-option.js';
import { requireQemuDomain } from '../domain/support.js';
import { markup } from '../xml/fragment.js';
import type { XmlElement } from '../xml/node.js';
import { defineTransform } from './transform.js';

const KEEPABLE = ['graphics', 'sound', 'redirdev'] as const;
type Keepable = (typeof KEEPABLE)[number];

const KEEP_EXPECTED = 'Expected "none", or some of "graphics", "sound" and "redirdev"';

const keepOption = () =>
  z.pipe(
    z
      ._default(
        z.union(
          [
            z.array(z.enum(KEEPABLE)),
            z.string().check(z.regex(/^(none|(graphics|sound|redirdev)(,(graphics|sound|redirdev))*)$/, KEEP_EXPECTED)),
          ],
          KEEP_EXPECTED,
        ),
        [...KEEPABLE],
      )
      .check(
        z.describe(
          'What stays of the emulated display: graphics, sound and redirdev with commas, or none; default: all',
        ),
      ),
    z.transform((keep) => new Set<Keepable>(typeof keep === 'string' ? readKeep(keep) : keep)),
  );

/**
 * Leave the guest no other screen than that of its passed-through GPU: `<model type='none'/>` in the only `<video>`.
 * The graphics, sound and redirected USB devices stay, as Looking Glass and others use them without a video card, unless
 * `keep` leaves them out; what needs SPICE goes with its graphics.
 *
 * @throws PtxError CONFLICT where what stays needs the graphics that are to go; DOMAIN_UNSUPPORTED
 * @see https://libvirt.org/formatdomain.html#video-devices (none: libvirt 4.6.0)
 */
export const removeEmulatedVideo = defineTransform({
  name: 'remove-emulated-video',
  summary: 'Leave the guest only the screen of its passed-through GPU',
  source: 'https://libvirt.org/formatdomain.html#video-devices',
  main: 'keep',
  conflicts: [
    'modernize-qemu-arguments',
    'add-shmem',
    'add-mdev-hostdev',
    'add-pci-hostdev',
    'remove-pci-hostdev',
    'disable-memballoon',
    'add-usb-hostdev',
    'convert-to-q35',
  ],
  example: 'keep=graphics',
  options: () => z.strictObject({ keep: keepOption() }),
  plan(draft, { keep }) {
    requireQemuDomain(draft);
    const videos = listDevices(draft, 'video');
    const isDone = videos.length === 1 && videos[0]?.child('model')?.attribute('type') === 'none';
    if (!isDone) warnOfDarkness(draft);
    const [first, ...others] = videos;
    remove(draft, others, REASON);
    if (first === undefined) {
      addDevice(draft, markup('video', {}, [markup('model', { type: 'none' })]), REASON);
    } else {
      switchOff(draft, first);
    }
    if (!keep.has('graphics')) removeGraphics(draft, keep);
    if (!keep.has('sound')) remove(draft, [...listDevices(draft, 'sound'), ...listIdleAudio(draft)], NOT_KEPT);
    if (!keep.has('redirdev')) {
      remove(draft, [...listDevices(draft, 'redirdev'), ...listDevices(draft, 'redirfilter')], NOT_KEPT);
    }
  },
});

const REASON = 'The guest shows its screen on the passed-through GPU only';
const NOT_KEPT = 'It belongs to the emulated display, and is not to be kept';

function readKeep(keep: string): Keepable[] {
  return KEEPABLE.filter((word) => keep.split(',').includes(word));
}

/** Of a card; beside "none" libvirt refuses some and ignores the rest (virDomainVideoDefValidate, 9.0). */
const CARD_ATTRIBUTES = ['heads', 'ram', 'vram', 'vram64', 'vgamem', 'primary', 'blob', 'edid'];

function switchOff(draft: DomainDraft, video: XmlElement): void {
  refuseSharedSlot(draft, [video]);
  const card = ['driver', 'address'].flatMap((name) => video.childrenNamed(name));
  draft.removeAll(card, REASON);
  const [model, ...others] = video.childrenNamed('model');
  draft.removeAll(others, REASON);
  if (model === undefined) {
    draft.add(video, markup('model', { type: 'none' }), REASON);
    return;
  }
  draft.setAttribute(model, 'type', 'none', REASON);
  for (const name of CARD_ATTRIBUTES) draft.removeAttribute(model, name, REASON);
  draft.removeAll([...model.childrenNamed('acceleration'), ...model.childrenNamed('resolution')], REASON);
}

function remove(draft: DomainDraft, devices: readonly XmlElement[], reason: string): void {
  refuseSharedSlot(draft, devices);
  for (const device of devices) {
    const alias = device.child('alias')?.attribute('name');
    if (alias !== undefined) warnOfLostAlias(draft, alias);
  }
  draft.removeAll(devices, reason);
}

/** A guest looks into a slot only where that has a function 0: what shares the slot would be lost with it. */
function refuseSharedSlot(draft: DomainDraft, leaving: readonly XmlElement[]): void {
  const placed = listGuestPciDevices(draft);
  for (const device of leaving) {
    const guest = readGuestPciAddress(device)?.guest;
    if (guest?.function !== 0) continue;
    const left = listInGuestSlot(placed, guest).find((other) => !leaving.includes(other.device));
    if (left === undefined) continue;
    const message = `<${left.device.name}> shares the guest slot of <${device.name}>, and is found only beside it`;
    throw draft.refusal('CONFLICT', message, left.address, 'Give it a slot of its own first, or no address at all');
  }
}

function removeGraphics(draft: DomainDraft, keep: ReadonlySet<Keepable>): void {
  const mdev = listDevices(draft, 'hostdev').find((device) => device.attribute('display') === 'on');
  if (mdev !== undefined) {
    const message = '<hostdev display="on"> shows its screen in the graphics that are not to be kept';
    throw draft.refusal('CONFLICT', message, mdev, 'Keep "graphics", or set its display to "off"');
  }
  const spice = listDevices(draft).filter((device) => /^spice(vmc|port)$/.test(device.attribute('type') ?? ''));
  const kept = spice.find(
    ({ name }) => name !== 'channel' && name !== 'smartcard' && (name !== 'redirdev' || keep.has(name)),
  );
  if (kept !== undefined) {
    const message = `<${kept.name} type="${kept.attribute('type')}"> needs the graphics that are not to be kept`;
    throw draft.refusal('CONFLICT', message, kept, 'Keep "graphics", or give it another type first');
  }
  remove(draft, listDevices(draft, 'graphics'), NOT_KEPT);
  remove(draft, spice, 'libvirt takes it only beside SPICE graphics');
  for (const audio of listDevices(draft, 'audio')) silence(draft, audio);
}

/** Audio backends that no graphics use: a VNC or D-Bus display may name one. */
function listIdleAudio(draft: DomainDraft): XmlElement[] {
  const used = listDevices(draft, 'graphics').map((graphics) => graphics.child('audio')?.attribute('id'));
  return listDevices(draft, 'audio').filter((audio) => !used.includes(audio.attribute('id')));
}

/** Sound that went to a SPICE viewer goes nowhere now, or libvirt refuses it (qemuValidateDomainDeviceDefAudio, 9.0). */
function silence(draft: DomainDraft, audio: XmlElement): void {
  if (audio.attribute('type') !== 'spice') return;
  draft.setAttribute(audio, 'type', 'none', 'SPICE sound needs SPICE graphics');
  draft.warn('The sound of the guest went to its SPICE viewer and goes nowhere now', audio);
}

/** Devices of QEMU 7.2 that show a screen. */
const VIDEO_DRIVER = /^((virtio-|cirrus-)?vga|qxl|bochs-display|virtio-gpu|vhost-user-(vga|gpu)|ramfb)\b/i;

function warnOfDarkness(draft: DomainDraft): void {
  const hostdevs = listDevices(draft, 'hostdev').filter((device) =>
    /^(pci|mdev)$/.test(device.attribute('type') ?? ''),
  );
  draft.warn(
    hostdevs.length === 0
      ? 'No GPU is passed through: the guest shows nothing, and is reached by a serial console or the network only'
      : 'The guest shows nothing until the firmware, by the ROM of the GPU, or a driver in the guest switches it on',
  );
  const argument =
    findQemuOption(draft, ['device'], (properties) => VIDEO_DRIVER.test(properties.get('driver') ?? '')) ??
    findQemuOption(draft, ['vga'], (properties) => properties.get('type') !== 'none');
  if (argument !== undefined) draft.warn('A QEMU argument brings a video card, which stays', argument);
}
