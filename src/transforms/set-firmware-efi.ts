import { z } from 'zod/mini';
import type { DomainDraft } from '../domain/domain-draft.js';
import { guestArch, machineFamily } from '../domain/machine.js';
import { findQemuOption } from '../domain/qemu-option.js';
import { requireQemuDomain } from '../domain/support.js';
import { markup } from '../xml/fragment.js';
import type { XmlElement } from '../xml/node.js';
import { ASKED, absolutePath, yesNo } from './options.js';
import { defineTransform, type OptionMeta } from './transform.js';

const nvramOptions = () =>
  z.union(
    [
      z.pipe(
        absolutePath(),
        z.transform((path) => ({ path, template: undefined })),
      ),
      z.strictObject({
        path: z
          .optional(absolutePath())
          .check(z.describe('The variable store of this domain; default: libvirt names it after it')),
        template: z.optional(absolutePath()).check(z.describe('What a missing variable store is copied from')),
      }),
    ],
    'Expected an absolute path, or "nvram.path" and "nvram.template"',
  );

const options = () =>
  z
    .strictObject({
      mode: z
        .optional(z.enum(['auto', 'explicit']))
        .check(
          z.describe('auto: libvirt picks the firmware; explicit: loader says which; default: as it is, else auto'),
        ),
      loader: z.optional(absolutePath()).check(z.describe('Firmware image, such as OVMF_CODE_4M.fd; implies explicit')),
      nvram: z
        .optional(nvramOptions().check(z.meta({ shortFor: 'path' } satisfies OptionMeta)))
        .check(z.describe('The variable store of this domain')),
      'secure-boot': z.optional(yesNo()).check(z.describe('Secure Boot; default: as it is, else no')),
    })
    .check(
      z.refine(({ mode, loader }) => mode !== 'auto' || loader === undefined, 'Expected no "loader" with mode auto'),
      z.refine(
        ({ mode, nvram }) => mode !== 'auto' || nvram?.template === undefined,
        'Expected no "nvram.template" with mode auto',
      ),
    );

type Options = z.output<ReturnType<typeof options>>;

/**
 * Boot the guest with UEFI (OVMF): `<os firmware='efi'>`, where libvirt picks the firmware, or an explicit loader with
 * its variable store. Secure Boot is off unless it was asked for, as a bare `firmware='efi'` picks the Secure Boot
 * build where that comes first (Debian 12). A domain that boots with UEFI already keeps its style and its variables.
 *
 * @throws PtxError DOMAIN_UNSUPPORTED, CONFLICT where Secure Boot cannot be had on this machine type or from this loader,
 * or where a QEMU argument names a firmware
 * @see https://libvirt.org/formatdomain.html#operating-system-booting
 */
export const setFirmwareEfi = defineTransform({
  name: 'set-firmware-efi',
  summary: 'Boot with UEFI firmware (OVMF) instead of BIOS',
  source: 'https://libvirt.org/formatdomain.html#operating-system-booting',
  main: 'mode',
  conflicts: ['convert-to-q35', 'set-primary-gpu', 'set-mmio-window'],
  example: 'auto,secure-boot=no',
  options,
  plan(draft, wanted) {
    requireQemuDomain(draft);
    const os = requireEfiGuest(draft);
    refuseFirmwareArgument(draft);
    const current = readFirmware(draft, os);
    const isExplicit =
      (wanted.mode ?? (wanted.loader !== undefined || current === 'explicit' ? 'explicit' : 'auto')) === 'explicit';
    const isSecure = (wanted['secure-boot'] ?? (isSecureBootOn(draft) ? 'yes' : 'no')) === 'yes';
    if (isSecure) requireSecureBootGuest(draft);
    if (!isExplicit && wanted.nvram?.template !== undefined) {
      const hint = 'Name a loader as well: libvirt finds the template of a firmware that it picks';
      throw draft.refusal('OPTION_INVALID', 'Option "nvram.template" needs a loader', os, hint);
    }
    if (current === 'bios') {
      draft.warn(
        'A system that was installed under BIOS on an MBR disk does not boot with UEFI: convert the disk to GPT inside the guest first (Windows: mbr2gpt)',
      );
    }
    if (isExplicit && wanted.loader === undefined && !hasExplicitLoader(draft)) {
      throw draft.refusal('OPTION_INVALID', 'Mode "explicit" needs a loader', os, 'Name one, such as OVMF_CODE_4M.fd');
    }
    if (isExplicit) setExplicit(draft, os, wanted, isSecure);
    else setAuto(draft, os, wanted, isSecure);
    if (machineFamily(draft) !== 'virt') draft.ensure('features/acpi', {}, 'libvirt refuses UEFI without ACPI on x86');
  },
});

const REASON = 'The guest boots with UEFI';
const AUTO_REASON = 'libvirt picks the firmware';
const STORE_WARNING =
  'The variable store was made for another firmware; name a new one in "nvram" if the guest does not boot';
const SECURE_REASON = 'Says whether libvirt picks a firmware with Secure Boot';

type Firmware = 'bios' | 'auto' | 'explicit';

function readFirmware(draft: DomainDraft, os: XmlElement): Firmware {
  if (os.attribute('firmware') === 'efi') return 'auto';
  return draft.find('os/loader')?.attribute('type') === 'pflash' ? 'explicit' : 'bios';
}

function hasExplicitLoader(draft: DomainDraft): boolean {
  const loader = draft.find('os/loader');
  return loader?.attribute('type') === 'pflash' && loader.text !== '';
}

function listFeatures(draft: DomainDraft, name: 'secure-boot' | 'enrolled-keys'): XmlElement[] {
  const features = draft.findAll('os/firmware').flatMap((firmware) => firmware.childrenNamed('feature'));
  return features.filter((feature) => feature.attribute('name') === name);
}

/** Enrolled keys alone mean Secure Boot as well (virDomainDefPostParseOs, libvirt 9.0). */
function isSecureBootOn(draft: DomainDraft): boolean {
  const features = listFeatures(draft, 'secure-boot');
  const stated = features.length > 0 ? features : listFeatures(draft, 'enrolled-keys');
  const isAsked = stated.some((feature) => feature.attribute('enabled') === 'yes');
  return isAsked || draft.find('os/loader')?.attribute('secure') === 'yes';
}

function requireEfiGuest(draft: DomainDraft): XmlElement {
  const os = draft.find('os') as XmlElement;
  const type = draft.find('os/type') as XmlElement;
  const arch = guestArch(draft);
  if (arch !== 'x86_64' && arch !== 'aarch64') {
    throw draft.refusal('DOMAIN_UNSUPPORTED', `There is no UEFI firmware for arch "${arch}" that ptx knows`, type);
  }
  if (machineFamily(draft) === 'other') {
    throw draft.refusal('DOMAIN_UNSUPPORTED', `Machine "${type.attribute('machine')}" takes no OVMF firmware`, type);
  }
  return os;
}

/**
 * With two flash devices for one place QEMU does not start ("clashes with -machine"), and beside flash it reads no
 * `-bios` on x86, or does not start on aarch64 (7.2).
 */
function refuseFirmwareArgument(draft: DomainDraft): void {
  const argument =
    findQemuOption(draft, ['bios', 'pflash']) ??
    findQemuOption(draft, ['drive'], (properties) => properties.get('if') === 'pflash') ??
    findQemuOption(draft, ['machine', 'M'], (properties) => properties.has('pflash0') || properties.has('pflash1'));
  if (argument === undefined) return;
  const message = 'A QEMU argument names a firmware of its own, which goes with no other';
  throw draft.refusal('CONFLICT', message, argument, 'Take the argument out first');
}

/** Secure Boot needs q35 with SMM, on x86_64 (qemuValidateDomainDefBoot, libvirt 9.0). */
function requireSecureBootGuest(draft: DomainDraft): void {
  if (machineFamily(draft) !== 'q35') {
    const hint = 'Put convert-to-q35 before it, or ask for secure-boot=no';
    throw draft.refusal('CONFLICT', 'Secure Boot needs machine type q35', draft.find('os/type'), hint);
  }
}

function setAuto(draft: DomainDraft, os: XmlElement, { nvram }: Options, isSecure: boolean): void {
  const isSettled =
    os.attribute('firmware') === 'efi' &&
    listFeatures(draft, 'secure-boot').length > 0 &&
    isSecureBootOn(draft) === isSecure;
  if (!isSettled) {
    forgetLoader(draft, os, nvram?.path !== undefined);
    draft.setAttribute(os, 'firmware', 'efi', AUTO_REASON);
    stateSecureBoot(draft, os, isSecure);
  }
  if (draft.find('pm/suspend-to-disk')?.attribute('enabled') === 'yes') {
    draft.warn('Debian has no UEFI firmware that supports suspend-to-disk: the guest may not start', draft.find('pm'));
  }
  const smm = draft.find('features/smm');
  if (isSecure && smm !== undefined) draft.setAttribute(smm, 'state', 'on', 'Secure Boot needs SMM');
  if (nvram?.path !== undefined) setNvramPath(draft, os, nvram.path);
}

/**
 * Autoselection takes neither a path nor a template (libvirt 9.0). From 9.2 on libvirt writes both into the domain
 * beside `firmware='efi'`, and another firmware is picked only once they are gone.
 */
function forgetLoader(draft: DomainDraft, os: XmlElement, isStoreNew: boolean): void {
  const loader = draft.find('os/loader');
  const isPflash = loader?.attribute('type') === 'pflash' || os.attribute('firmware') === 'efi';
  const isStateless = isPflash && loader?.attribute('stateless') === 'yes';
  if (isStateless) draft.warn('Debian 12 describes no stateless firmware: libvirt may find none at start', os);
  if (loader !== undefined && isStateless) draft.replace(loader, markup('loader', { stateless: 'yes' }), AUTO_REASON);
  else if (loader !== undefined) draft.remove(loader, AUTO_REASON);
  const nvram = draft.find('os/nvram');
  if (nvram === undefined) return;
  if (isStateless || !isPflash) {
    draft.remove(nvram, AUTO_REASON);
    return;
  }
  if (loader !== undefined && !isStoreNew) draft.warn(STORE_WARNING, nvram);
  for (const name of ['template', 'templateFormat', 'format']) draft.removeAttribute(nvram, name, AUTO_REASON);
  if (nvram.children.every((node) => node.kind === 'text' && node.isBlank)) draft.remove(nvram, AUTO_REASON);
}

function stateSecureBoot(draft: DomainDraft, os: XmlElement, isSecure: boolean): void {
  const enabled = isSecure ? 'yes' : 'no';
  const stated = listFeatures(draft, 'secure-boot');
  for (const feature of stated) draft.setAttribute(feature, 'enabled', enabled, SECURE_REASON);
  if (stated.length === 0) {
    const firmware = draft.find('os/firmware') ?? draft.add(os, markup('firmware'), SECURE_REASON);
    draft.ensureKeyed(firmware, 'feature', 'name', { enabled, name: 'secure-boot' }, SECURE_REASON);
  }
  if (isSecure) return;
  for (const key of listFeatures(draft, 'enrolled-keys')) {
    draft.setAttribute(key, 'enabled', 'no', 'There are no enrolled keys without Secure Boot');
  }
}

function setExplicit(
  draft: DomainDraft,
  os: XmlElement,
  { loader: path, nvram, ...wanted }: Options,
  isSecure: boolean,
): void {
  const existing = draft.find('os/loader');
  const isSameLoader = path === undefined || path === existing?.text;
  if (isSameLoader && wanted['secure-boot'] !== undefined && isSecureBootOn(draft) !== isSecure) {
    const message = `The loader in place is ${isSecure ? 'not ' : ''}one for Secure Boot`;
    throw draft.refusal('CONFLICT', message, existing, 'Name another loader, or ask for mode=auto');
  }
  draft.removeAttribute(os, 'firmware', ASKED);
  draft.removeAll(draft.findAll('os/firmware'), ASKED);
  if (path !== undefined) {
    const attributes = { readonly: 'yes', ...(isSecure ? { secure: 'yes' } : {}), type: 'pflash' };
    const loader = existing ?? draft.add(os, markup('loader', attributes, path), REASON);
    const isReplaced = loader.text !== path;
    draft.align(loader, attributes, REASON);
    const stale = [...(isSecure ? [] : ['secure']), 'stateless', ...(isReplaced ? ['format'] : [])];
    for (const name of stale) draft.removeAttribute(loader, name, ASKED);
    if (isReplaced && nvram === undefined && draft.find('os/nvram') !== undefined) draft.warn(STORE_WARNING, os);
    if (isReplaced && isSecure && wanted['secure-boot'] === undefined) {
      draft.warn('Secure Boot stays on: the new loader has to be a build with it, else ask for secure-boot=no', loader);
    }
    draft.setText(loader, path, REASON);
  }
  if (isSecure) draft.ensure('features/smm', { state: 'on' }, 'Secure Boot needs SMM');
  if (nvram?.path !== undefined) setNvramPath(draft, os, nvram.path);
  if (nvram?.template !== undefined) setNvramTemplate(draft, os, nvram.template);
}

function setNvramTemplate(draft: DomainDraft, os: XmlElement, template: string): void {
  const nvram = ensureNvram(draft, os);
  if (nvram.attribute('template') === template) return;
  draft.removeAttribute(nvram, 'templateFormat', ASKED);
  draft.setAttribute(nvram, 'template', template, ASKED);
}

function setNvramPath(draft: DomainDraft, os: XmlElement, path: string): void {
  const nvram = ensureNvram(draft, os);
  const source = nvram.child('source');
  // A format belongs to the store that was there (libvirt 9.2).
  if (source === undefined && nvram.text !== path) draft.removeAttribute(nvram, 'format', ASKED);
  if (source === undefined) draft.setText(nvram, path, ASKED);
  else if (source.attribute('file') !== undefined) draft.setAttribute(source, 'file', path, ASKED);
  else draft.replace(nvram, markup('nvram', { template: nvram.attribute('template') }, path), ASKED);
}

function ensureNvram(draft: DomainDraft, os: XmlElement): XmlElement {
  const loader = draft.find('os/loader');
  if (loader?.attribute('stateless') === 'yes') {
    const hint = 'Leave "nvram" out, or name another loader';
    throw draft.refusal('CONFLICT', 'A stateless loader has no variable store', loader, hint);
  }
  return draft.find('os/nvram') ?? draft.add(os, markup('nvram'), ASKED);
}
