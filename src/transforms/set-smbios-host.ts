import { z } from 'zod/mini';
import type { DomainDraft } from '../domain/domain-draft.js';
import { guestArch } from '../domain/machine.js';
import { warnOfOverrulingOption } from '../domain/overruling-option.js';
import { requireQemuDomain } from '../domain/support.js';
import { isSameUuid } from '../domain/uuid.js';
import { markup } from '../xml/fragment.js';
import type { XmlElement } from '../xml/node.js';
import { ASKED } from './options.js';
import { defineTransform } from './transform.js';

/** Text as libvirt and SMBIOS take it: an empty one would be dropped. */
const text = () =>
  z
    .string()
    .check(
      z.regex(/^\P{Cc}+$/u, 'Expected text without control characters'),
      z.regex(/^\S(.*\S)?$/, 'Expected text without spaces around it'),
    );

const valueOptions = () => ({
  bios: z.optional(
    z.strictObject({
      vendor: z.optional(text()).check(z.describe('Vendor of the BIOS')),
      version: z.optional(text()).check(z.describe('Version of the BIOS')),
      date: z
        .optional(
          z
            .string()
            .check(
              z.regex(
                /^(0?[1-9]|1[0-2])\/(0?[1-9]|[12][0-9]|3[01])\/([0-9]{2}|(19|[2-9][0-9])[0-9]{2})$/,
                'Expected mm/dd/yyyy from 1900 on',
              ),
            ),
        )
        .check(z.describe('Date of the BIOS, as mm/dd/yyyy')),
      release: z
        .optional(z.string().check(z.regex(/^[0-9]{1,3}\.[0-9]{1,3}$/, 'Expected two numbers such as 5.17')))
        .check(z.describe('Release of the BIOS, such as 5.17')),
    }),
  ),
  system: z.optional(
    z.strictObject({
      manufacturer: z.optional(text()).check(z.describe('Manufacturer of the system')),
      product: z.optional(text()).check(z.describe('Product name of the system')),
      version: z.optional(text()).check(z.describe('Version of the system')),
      serial: z.optional(text()).check(z.describe('Serial number of the system')),
      uuid: z
        .optional(z.guid('Expected a UUID'))
        .check(z.describe('UUID of the system, the same as <uuid> of the domain')),
      sku: z.optional(text()).check(z.describe('SKU number of the system')),
      family: z.optional(text()).check(z.describe('Family of the system')),
    }),
  ),
  baseBoard: z.optional(
    z.strictObject({
      manufacturer: z.optional(text()).check(z.describe('Manufacturer of the board')),
      product: z.optional(text()).check(z.describe('Product name of the board')),
      version: z.optional(text()).check(z.describe('Version of the board')),
      serial: z.optional(text()).check(z.describe('Serial number of the board')),
      asset: z.optional(text()).check(z.describe('Asset tag of the board')),
      location: z.optional(text()).check(z.describe('Location of the board in the chassis')),
    }),
  ),
  chassis: z.optional(
    z.strictObject({
      manufacturer: z.optional(text()).check(z.describe('Manufacturer of the chassis')),
      version: z.optional(text()).check(z.describe('Version of the chassis')),
      serial: z.optional(text()).check(z.describe('Serial number of the chassis')),
      asset: z.optional(text()).check(z.describe('Asset tag of the chassis')),
      sku: z.optional(text()).check(z.describe('SKU number of the chassis')),
    }),
  ),
});

/** A block of `<sysinfo>` and its entries, as options name them. */
type Values = readonly (readonly [block: string, entries: readonly (readonly [name: string, value: string])[]])[];

/**
 * Show the guest the SMBIOS data of the host, `<smbios mode='host'/>`, or values of one's own in `<sysinfo>`, which
 * libvirt reads with `mode='sysinfo'` only. Entries that no option names stay, and so does `<sysinfo type='fwcfg'>`.
 *
 * @throws PtxError OPTION_INVALID for a UUID that is not the domain's, or a mode that does not go with the values;
 * CONFLICT where `<sysinfo>` has two boards, with which QEMU does not start; DOMAIN_UNSUPPORTED
 * @see https://libvirt.org/formatdomain.html#smbios-system-information
 */
export const setSmbiosHost = defineTransform({
  name: 'set-smbios-host',
  summary: 'Show the guest the SMBIOS data of the host, or values of your own',
  source: 'https://libvirt.org/formatdomain.html#smbios-system-information',
  main: 'mode',
  conflicts: ['modernize-qemu-arguments'],
  example: 'sysinfo,system.manufacturer=Example,baseBoard.product=X570',
  options: () =>
    z.pipe(
      z.strictObject({
        mode: z
          .optional(z.enum(['host', 'sysinfo', 'emulate']))
          .check(z.describe('Where the data comes from; default: sysinfo beside values, else host')),
        ...valueOptions(),
      }),
      z.transform(({ mode, ...blocks }, context) => {
        const values = listValues(blocks);
        if (values.length > 0 && mode !== undefined && mode !== 'sysinfo') {
          const message = `Expected "sysinfo" beside values, found "${mode}"`;
          context.issues.push({ code: 'custom', path: ['mode'], message, input: mode });
        }
        return { mode: mode ?? (values.length > 0 ? ('sysinfo' as const) : ('host' as const)), values };
      }),
    ),
  plan(draft, { mode, values }) {
    requireSmbios(draft);
    warnOfOverrulingOption(draft, 'smbios');
    refuseOtherUuid(draft, values);
    const sysinfo = draft.root.childrenNamed('sysinfo').find((each) => each.attribute('type') === 'smbios');
    if (mode === 'sysinfo') setValues(draft, sysinfo, values);
    if (mode !== 'emulate' || draft.find('os/smbios') !== undefined) draft.ensure('os/smbios', { mode }, REASONS[mode]);
    if (mode !== 'sysinfo' && sysinfo !== undefined) {
      draft.warn(`libvirt reads no values from <sysinfo> with mode "${mode}"`, sysinfo);
    }
  },
});

const REASONS = {
  host: 'The guest sees the SMBIOS data of the host',
  sysinfo: 'libvirt reads <sysinfo> in this mode only',
  emulate: ASKED,
};

/** Architectures for which QEMU 7.2 makes SMBIOS tables. */
const ARCHITECTURES = ['x86_64', 'i686', 'aarch64', 'armv7l', 'loongarch64'];

function requireSmbios(draft: DomainDraft): void {
  requireQemuDomain(draft);
  const arch = guestArch(draft);
  if (ARCHITECTURES.includes(arch)) return;
  const message = `Expected a guest with SMBIOS, found arch "${arch}"`;
  throw draft.refusal('DOMAIN_UNSUPPORTED', message, draft.find('os/type'));
}

function listValues(
  blocks: Readonly<Record<string, Readonly<Record<string, string | undefined>> | undefined>>,
): Values {
  const isGiven = (entry: [string, string | undefined]): entry is [string, string] => entry[1] !== undefined;
  return Object.entries(blocks)
    .map(([block, entries = {}]) => [block, Object.entries(entries).filter(isGiven)] as const)
    .filter(([, entries]) => entries.length > 0);
}

/** libvirt takes one UUID in both places only (virDomainDefParseXML, 9.0). */
function refuseOtherUuid(draft: DomainDraft, values: Values): void {
  const wanted = values.flatMap(([, entries]) => entries).find(([name]) => name === 'uuid')?.[1];
  const uuid = draft.find('uuid');
  if (wanted === undefined || uuid === undefined || isSameUuid(wanted, uuid.text)) return;
  const message = `Option "system.uuid": the domain has the UUID "${uuid.text}"`;
  throw draft.refusal('OPTION_INVALID', message, uuid, 'Leave the option out: the guest sees <uuid> in any case');
}

function setValues(draft: DomainDraft, sysinfo: XmlElement | undefined, values: Values): void {
  if (sysinfo === undefined) {
    if (values.length === 0) {
      const hint = 'Give values such as system.manufacturer';
      throw draft.refusal('OPTION_INVALID', 'The domain has no <sysinfo type="smbios"> to read', draft.root, hint);
    }
    const blocks = values.map(([block, entries]) => markup(block, {}, entries.map(entryMarkup)));
    draft.add(draft.root, markup('sysinfo', { type: 'smbios' }, blocks), ASKED);
    return;
  }
  const [, secondBoard] = sysinfo.childrenNamed('baseBoard');
  if (secondBoard !== undefined) {
    throw draft.refusal('CONFLICT', 'QEMU does not start with two <baseBoard>', secondBoard, 'Remove all but one');
  }
  for (const [name, entries] of values) {
    const block = sysinfo.child(name);
    if (block === undefined) draft.add(sysinfo, markup(name, {}, entries.map(entryMarkup)), ASKED);
    else for (const entry of entries) setEntry(draft, block, entry);
  }
}

function setEntry(draft: DomainDraft, block: XmlElement, [name, value]: readonly [string, string]): void {
  const entry = block.childrenNamed('entry').find((each) => each.attribute('name') === name);
  const isSame = name === 'uuid' && entry !== undefined && isSameUuid(entry.text, value);
  if (entry === undefined) draft.add(block, entryMarkup([name, value]), ASKED);
  else if (!isSame) draft.setText(entry, value, ASKED);
}

function entryMarkup([name, value]: readonly [name: string, value: string]) {
  return markup('entry', { name }, value);
}
