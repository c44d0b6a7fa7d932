import { ensureUserAlias, findUserAlias } from '../domain/alias.js';
import { isUnassigned, listDevices } from '../domain/devices.js';
import type { DomainDraft } from '../domain/domain-draft.js';
import { setRom } from '../domain/hostdev-rom.js';
import type { QemuOption } from '../domain/qemu-option.js';
import { ensureQemuProperty, listOverriddenAliases } from '../domain/qemu-override.js';
import type { XmlElement } from '../xml/node.js';
import {
  freeAlias,
  type HostdevSettings,
  overrideObstacle,
  readHostdevSettings,
} from './modernize-qemu-arguments-hostdev.js';
import { type Judge, REASON } from './modernize-qemu-arguments-judge.js';

const DEAD = 'and is dead: QEMU finds no device for -set, as libvirt writes -device in JSON';

/**
 * `-set device.hostdev0.x-vga=on` becomes `<rom>` or `<qemu:override>` of that host device, which gets an alias that
 * lasts. All that count host devices move together, or none: an alias makes libvirt count the others anew.
 */
export const set: Judge = (draft, option, options) => {
  if (option.name !== 'set') return undefined;
  const own = readSetting(draft, option);
  if (typeof own === 'string') return own;
  const counted = options.filter((each) => each !== option && each.name === 'set' && /^hostdev/.test(idOf(each)));
  const also = /^hostdev/.test(idOf(option)) ? counted : [];
  const settings = [own];
  for (const other of also) {
    const setting = readSetting(draft, other);
    if (typeof setting === 'string') return `Argument "-set ${other.value}" stays, and counts the same devices`;
    settings.push(setting);
  }
  const mention = also === counted ? findOverrideByNumber(draft) : undefined;
  if (mention !== undefined) return `<qemu:override> names "${mention}", which would become another device`;
  return {
    also,
    apply() {
      for (const { device, alias, rom, overrides } of settings) {
        setRom(draft, device, rom, REASON);
        for (const property of overrides) {
          ensureQemuProperty(draft, ensureUserAlias(draft, device, alias, REASON), property, REASON);
        }
      }
    },
  };
};

interface Setting extends HostdevSettings {
  readonly device: XmlElement;
  readonly alias: string;
}

function idOf({ value = '' }: QemuOption): string {
  return /^device\.([^.]+)\./.exec(value)?.[1] ?? '';
}

function readSetting(draft: DomainDraft, option: QemuOption): Setting | string {
  const [, id = '', name = '', value = ''] = /^device\.([^.]+)\.([^=]+)=(.*)$/.exec(option.value ?? '') ?? [];
  const device = listDevices(draft).find((each) => findUserAlias(each) === id) ?? listNumberedHostdevs(draft).get(id);
  const isVfio = device?.name === 'hostdev' && /^(pci|mdev)$/.test(device.attribute('type') ?? '');
  if (device === undefined || !isVfio) return `It is for no host device of the domain, ${DEAD}`;
  if (isUnassigned(device)) return 'Its host device is not given to the guest';
  const settings = readHostdevSettings([[name, value]]);
  if (typeof settings === 'string') return settings;
  if (device.child('rom')?.attribute('enabled') === 'no' && settings.overrides.length === 0) {
    return 'The ROM of its host device is disabled';
  }
  const obstacle = overrideObstacle(draft);
  return obstacle ?? { device, alias: freeAlias(draft, id), ...settings };
}

/**
 * The host devices that libvirt numbers, by the alias that it gives them: those of `<interface>` first, then `<hostdev>`
 * in the order of the document; one with an alias of its own is not counted.
 *
 * @see qemuAssignDeviceAliases and qemuAssignDeviceHostdevAlias in libvirt 9.0.0
 */
function listNumberedHostdevs(draft: DomainDraft): Map<string, XmlElement> {
  const hostdevs = [
    ...listDevices(draft, 'interface').filter((each) => each.attribute('type') === 'hostdev'),
    ...listDevices(draft, 'hostdev'),
  ];
  const numbered = hostdevs.filter((device) => findUserAlias(device) === undefined);
  return new Map(numbered.map((device, index) => [`hostdev${index}`, device]));
}

function findOverrideByNumber(draft: DomainDraft): string | undefined {
  return listOverriddenAliases(draft).find((alias) => /^hostdev[0-9]+$/.test(alias));
}
