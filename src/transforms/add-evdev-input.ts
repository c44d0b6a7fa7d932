import { z } from 'zod/mini';
import { addDevice, listDevices } from '../domain/devices.js';
import type { DomainDraft } from '../domain/domain-draft.js';
import { listQemuArguments } from '../domain/qemu-arguments.js';
import { requireQemuDomain } from '../domain/support.js';
import { markup } from '../xml/fragment.js';
import type { XmlElement } from '../xml/node.js';
import { ASKED, absolutePath, onOff } from './options.js';
import { defineTransform } from './transform.js';

/**
 * Share a keyboard or mouse of the host with the guest: one `<input type='evdev'>` for each event device. One that the
 * domain already has is aligned to what the options say, not doubled. libvirt 7.4.0 and later.
 *
 * @throws PtxError CONFLICT where the device is passed to the guest in another way; DOMAIN_UNSUPPORTED
 * @see https://libvirt.org/formatdomain.html#input-devices
 */
export const addEvdevInput = defineTransform({
  name: 'add-evdev-input',
  summary: 'Share a keyboard or mouse of the host, with a key to switch between the two',
  source: 'https://libvirt.org/formatdomain.html#input-devices',
  main: 'dev',
  conflicts: ['modernize-qemu-arguments'],
  example: '/dev/input/by-id/usb-Logitech_G915-event-kbd,grab=all,grabToggle=ctrl-ctrl,repeat=on',
  options: () =>
    z.strictObject({
      dev: absolutePath().check(z.describe('Event device, best by a name that stays: /dev/input/by-id/…-event-kbd')),
      grab: z.optional(z.enum(['all'])).check(z.describe('Switch the other evdev inputs together with this one')),
      grabToggle: z
        .optional(z.enum(['ctrl-ctrl', 'alt-alt', 'shift-shift', 'meta-meta', 'scrolllock', 'ctrl-scrolllock']))
        .check(z.describe('Keys that switch between host and guest; default of QEMU: ctrl-ctrl')),
      repeat: z.optional(onOff()).check(z.describe('Whether a key that is held down repeats')),
    }),
  plan(draft, { dev, ...settings }) {
    requireQemuDomain(draft);
    refuseOtherUse(draft, dev);
    warnOfPath(draft, dev);
    const existing = listInputs(draft, 'evdev', 'dev', dev);
    if (existing.length === 0) {
      addDevice(draft, markup('input', { type: 'evdev' }, [markup('source', { dev, ...settings })]), REASON);
    }
    for (const source of existing) {
      for (const [name, value] of Object.entries(settings)) {
        if (value !== undefined) draft.setAttribute(source, name, value, ASKED);
      }
    }
  },
});

const REASON = 'Guest and host share this input device';

/** Sources of inputs of a type that name this device. */
function listInputs(draft: DomainDraft, type: string, attribute: string, dev: string): XmlElement[] {
  return listDevices(draft, 'input')
    .filter((device) => device.attribute('type') === type)
    .flatMap((device) => device.child('source') ?? [])
    .filter((source) => tidyPath(source.attribute(attribute) ?? '') === tidyPath(dev));
}

/** One slash for several, none at the end, as libvirt writes a path (virFileSanitizePath, 9.0). */
function tidyPath(path: string): string {
  return path.replace(/\/+/g, '/').replace(/(.)\/$/, '$1');
}

function refuseOtherUse(draft: DomainDraft, dev: string): void {
  const [source] = listInputs(draft, 'passthrough', 'evdev', dev);
  const argument = listQemuArguments(draft).find((element) => {
    const value = element.attribute('value') ?? '';
    const path = /\bevdev"?\s*[=:]\s*"?([^,"}]+)/.exec(value)?.[1] ?? '';
    return value.includes('input-linux') && tidyPath(path) === tidyPath(dev);
  });
  const [use, way] =
    source === undefined ? [argument, 'a QEMU argument'] : [source.parent, '<input type="passthrough">'];
  if (use === undefined) return;
  const message = `Input device "${dev}" is already passed by ${way}`;
  throw draft.refusal('CONFLICT', message, use, 'Take that out first: only one can grab the device');
}

function warnOfPath(draft: DomainDraft, dev: string): void {
  const path = tidyPath(dev);
  if (/^\/dev\/input\/event[0-9]+$/.test(path)) {
    draft.warn(`"${dev}" may be another device after a reboot: /dev/input/by-id and by-path have names that stay`);
  }
  const isLegacy = /^\/dev\/input\/(mice|mouse[0-9]+|js[0-9]+)$/.test(path);
  if (isLegacy || /^\/dev\/input\/by-(id|path)\/(?!.*-event)/.test(path)) {
    draft.warn(`"${dev}" is no event device, and QEMU takes no other: look for a name with "-event-"`);
  }
}
