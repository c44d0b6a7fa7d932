import { z } from 'zod/mini';
import { findRootController, listPciControllers } from '../domain/devices.js';
import type { DomainDraft } from '../domain/domain-draft.js';
import { findPredecessor } from '../domain/element-order.js';
import { findUefi } from '../domain/firmware.js';
import { ensureFirmwareConfig } from '../domain/firmware-config.js';
import { machineFamily } from '../domain/machine.js';
import { readKiB } from '../domain/memory.js';
import { warnOfOverrulingOption } from '../domain/overruling-option.js';
import { findQemuOption } from '../domain/qemu-option.js';
import { requireX86Domain } from '../domain/support.js';
import { type Markup, markup } from '../xml/fragment.js';
import { defineTransform, type OptionMeta } from './transform.js';

/** OVMF takes no more for its window, and falls back to its default (PlatformGetFirstNonAddress, edk2-stable202211). */
const MAX_GIB = 16 * 1024;

/** @internal A size with its unit, read as a whole number of GiB, as firmware rounds the window up to that. */
export const sizeGiB = () =>
  z
    .pipe(
      z.string().check(z.regex(/^[1-9][0-9]{0,5}[GT](iB)?$/, 'Expected a size such as 64G, 64GiB or 1T')),
      z.transform((text) => Number.parseInt(text, 10) * (text.includes('T') ? 1024 : 1)),
    )
    .check(
      z.refine((size) => size <= MAX_GIB, 'Expected at most 16T'),
      z.meta({ words: '64G, 1T, …' } satisfies OptionMeta),
    );

/**
 * Make room above 4 GiB for the 64-bit BARs of passed-through devices: `<pcihole64>` of the root controller, the
 * physical address width of the host, and for OVMF its `X-PciMmio64Mb`, which only a raw QEMU argument can hand over.
 *
 * @throws PtxError DOMAIN_UNSUPPORTED for machine types other than q35 and i440fx
 * @see https://libvirt.org/formatdomain.html#controllers
 * @see https://github.com/tianocore/edk2/blob/master/OvmfPkg/RUNTIME_CONFIG.md
 */
export const setMmioWindow = defineTransform({
  name: 'set-mmio-window',
  summary: 'Make room for large 64-bit BARs of passed-through devices',
  source: 'https://libvirt.org/formatdomain.html#controllers',
  main: 'size',
  conflicts: ['remove-pci-hostdev', 'convert-to-q35', 'set-firmware-efi', 'modernize-qemu-arguments'],
  example: '64G',
  options: () =>
    z.strictObject({
      size: sizeGiB().check(z.describe('Size of the 64-bit PCI window, in whole GiB')),
    }),
  plan(draft, { size }) {
    requireX86Domain(draft);
    const rootModel = requireRootModel(draft);
    warnOfOverrulingOption(draft, 'cpu');
    passAddressWidth(draft);
    setHole(draft, rootModel, size);
    if (findUefi(draft) !== undefined) {
      const reason = 'OVMF makes its 64-bit PCI window at least this large, in MiB';
      ensureFirmwareConfig(draft, 'opt/ovmf/X-PciMmio64Mb', String(size * 1024), reason);
    }
    warnOfLimits(draft, size);
  },
});

const GIB_IN_KIB = 1024 ** 2;
const HOLE_REASON = 'The 64-bit BARs of passed-through devices need room above the memory';
/** From here on the window does not fit into the 39 address bits that many processors for desktops have. */
const MORE_THAN_39_BITS_GIB = 512;

function requireRootModel(draft: DomainDraft): string {
  const family = machineFamily(draft);
  if (family === 'q35') return 'pcie-root';
  if (family === 'i440fx') return 'pci-root';
  const type = draft.find('os/type');
  const message = `Machine "${type?.attribute('machine') ?? ''}" has no 64-bit PCI hole that libvirt can set`;
  throw draft.refusal('DOMAIN_UNSUPPORTED', message, type);
}

function passAddressWidth(draft: DomainDraft): void {
  const reason = 'The guest has to know how many address bits there are: QEMU gives a named CPU model 40';
  const width = draft.ensure('cpu/maxphysaddr', { mode: 'passthrough' }, reason);
  draft.removeAttribute(width, 'bits', 'libvirt takes no number of bits beside mode "passthrough"');
}

function setHole(draft: DomainDraft, model: string, size: number): void {
  const hole = markup('pcihole64', { unit: 'GiB' }, String(size));
  const root = findRootController(draft);
  if (root === undefined) {
    addRoot(draft, markup('controller', { type: 'pci', index: '0', model }, [hole]));
    return;
  }
  const existing = root.child('pcihole64');
  if (existing === undefined) draft.add(root, hole, HOLE_REASON);
  else if (readKiB(existing.text, existing.attribute('unit')) !== size * GIB_IN_KIB) {
    draft.setAttribute(existing, 'unit', 'GiB', HOLE_REASON);
    draft.setText(existing, String(size), HOLE_REASON);
  }
}

/** Before the other PCI controllers, so that it stands in one place whether ports are added before it or behind it. */
function addRoot(draft: DomainDraft, root: Markup): void {
  const [first] = listPciControllers(draft);
  const devices = first?.parent ?? draft.ensure('devices', {}, HOLE_REASON);
  const { elements } = devices;
  const before = first === undefined ? findPredecessor(devices, root.name) : elements[elements.indexOf(first) - 1];
  draft.insert(devices, root, before, HOLE_REASON);
}

function warnOfLimits(draft: DomainDraft, size: number): void {
  if (size >= MORE_THAN_39_BITS_GIB) {
    draft.warn(`QEMU does not start where memory and ${size} GiB need more address bits than the host has`);
  }
  const argument = findQemuOption(draft, ['global', 'set'], (properties) =>
    [...properties.keys(), properties.get('property') ?? ''].some((name) => /(^|\.)pci-hole64-size$/.test(name)),
  );
  if (argument !== undefined)
    draft.warn('QEMU takes the size of the hole from this argument, not from <pcihole64>', argument);
}
