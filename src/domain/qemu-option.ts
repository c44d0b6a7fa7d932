import type { XmlElement } from '../xml/node.js';
import type { DomainReader } from './domain-reader.js';
import { readNumber } from './number.js';
import { listQemuArguments } from './qemu-arguments.js';

/** One option of QEMU's command line, as raw arguments carry it. */
export interface QemuOption {
  /** Name without its dash, or what stands where an option should: `device`, `cpu`. */
  readonly name: string;
  /** What the next argument says, undefined for an option that takes none. */
  readonly value: string | undefined;
  /** The one or two `<qemu:arg>`. */
  readonly elements: readonly XmlElement[];
}

/** Properties of an option in the order of their first mention; the last value of each counts, as in QEMU. */
export type QemuProperties = ReadonlyMap<string, string>;

/** The options that take no value (`qemu-options.hx` of QEMU 7.2, with those that later versions dropped). */
const FLAGS = new Set(
  `h help version snapshot usb nographic portrait full-screen alt-grab ctrl-grab no-quit sdl no-fd-bootchk no-acpi
  no-hpet mem-prealloc singlestep preconfig S s enable-kvm xen-attach xen-domid-restrict no-reboot no-shutdown daemonize
  win2k-hack only-migratable nodefaults nodefconfig no-user-config enable-fips enable-sync-profile semihosting
  async-teardown audio-help no-kvm no-kvm-irqchip no-kvm-pit no-kvm-pit-reinjection tdf old-param prom-env-help`.split(
    /\s+/,
  ),
);

/** True for an option that stands alone, by its name without dash. */
export function isQemuFlag(name: string): boolean {
  return FLAGS.has(name);
}

/** Every option among the raw arguments, each with its value. */
export function listQemuOptions(draft: DomainReader): QemuOption[] {
  const list = draft.read(listQemuArguments);
  const options: QemuOption[] = [];
  for (let index = 0; index < list.length; index += 1) {
    const element = list[index] as XmlElement;
    const name = (element.attribute('value') ?? '').replace(/^--?(?=.)/, '');
    const isOption = (element.attribute('value') ?? '').startsWith('-');
    const next = list[index + 1];
    if (!isOption || FLAGS.has(name) || next === undefined) {
      options.push({ name, value: undefined, elements: [element] });
    } else {
      options.push({ name, value: next.attribute('value') ?? '', elements: [element, next] });
      index += 1;
    }
  }
  return options;
}

/** The key of a first item that has none, by the option (`implied_opt_name` and `implied_key` in QEMU 7.2). */
const IMPLIED_KEYS: Readonly<Record<string, string>> = {
  accel: 'accel',
  audiodev: 'driver',
  chardev: 'backend',
  cpu: 'model',
  device: 'driver',
  fw_cfg: 'name',
  M: 'type',
  machine: 'type',
  netdev: 'type',
  object: 'qom-type',
  tpmdev: 'type',
  vga: 'type',
};

/** Every raw option of one of these names whose properties fit, however many dashes it has. */
function filterQemuOptions(
  draft: DomainReader,
  names: readonly string[],
  fits: (properties: QemuProperties) => boolean = () => true,
): QemuOption[] {
  return listQemuOptions(draft).filter(
    ({ name, value = '' }) =>
      names.includes(name) && fits(readQemuProperties(value, IMPLIED_KEYS[name]) ?? new Map<string, string>()),
  );
}

/** The `<qemu:arg>` with the value of the first raw option that fits: what a refusal points at. */
export function findQemuOption(
  draft: DomainReader,
  names: readonly string[],
  fits?: (properties: QemuProperties) => boolean,
): XmlElement | undefined {
  return filterQemuOptions(draft, names, fits)[0]?.elements.at(-1);
}

/**
 * Read `driver,key=value,flag`, or the same as JSON; `,,` is a comma within a value and a key alone means `on`. Booleans
 * of JSON read as `on` and `off`, what is nested gets dotted keys.
 *
 * @param impliedKey the key of a first item that has none, such as `driver`
 * @returns undefined for JSON that is none
 * @see qemu_opts_parse, keyval_parse and qobject_from_json in QEMU 7.2
 */
export function readQemuProperties(text: string, impliedKey?: string): QemuProperties | undefined {
  return text.trimStart().startsWith('{') ? readJson(text) : readPlain(text, impliedKey);
}

function readPlain(text: string, impliedKey: string | undefined): QemuProperties {
  const properties = new Map<string, string>();
  const items = text.match(/(?:[^,]|,,)+/g) ?? [];
  for (const [index, item] of items.entries()) {
    const equals = item.indexOf('=');
    if (equals >= 0) properties.set(item.slice(0, equals), item.slice(equals + 1).replaceAll(',,', ','));
    else if (index === 0 && impliedKey !== undefined) properties.set(impliedKey, item.replaceAll(',,', ','));
    else properties.set(item, 'on');
  }
  return properties;
}

/** QEMU's JSON may also write its strings in single quotes. */
function readJson(text: string): QemuProperties | undefined {
  const standard = text.replace(/"(?:[^"\\]|\\.)*"|'((?:[^'\\]|\\.)*)'/g, (string, single: string | undefined) =>
    single === undefined ? string : `"${single.replaceAll("\\'", "'").replace(/(?<!\\)"/g, '\\"')}"`,
  );
  try {
    return new Map(flatten(JSON.parse(standard), ''));
  } catch {
    return undefined;
  }
}

function flatten(value: unknown, key: string): [string, string][] {
  if (typeof value !== 'object' || value === null) {
    return [[key, typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value)]];
  }
  return Object.entries(value).flatMap(([name, inner]) => flatten(inner, key === '' ? name : `${key}.${name}`));
}

/** Read a boolean, undefined for anything that QEMU refuses (qapi_bool_parse, 7.2). */
export function readQemuBoolean(text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  if (/^(on|yes|true|y)$/.test(text)) return true;
  return /^(off|no|false|n)$/.test(text) ? false : undefined;
}

/** Read a number with C's base 0: `16`, `0x10` and `020` are the same (qemu_strtou64 in QEMU 7.2). */
export function readQemuNumber(text: string | undefined): number | undefined {
  return text === text?.trim() ? readNumber(text) : undefined;
}

/** Read a size in bytes; a suffix such as `M` means its power of 1024. */
export function readQemuSize(text: string | undefined): number | undefined {
  const match = /^([0-9]+)([bkmgt])?$/i.exec(text ?? '');
  if (match === null) return undefined;
  return Number(match[1]) * 1024 ** Math.max(0, 'bkmgt'.indexOf((match[2] ?? 'b').toLowerCase()));
}
