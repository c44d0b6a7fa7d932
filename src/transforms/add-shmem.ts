import { z } from 'zod/mini';
import { addDevice, listDevices } from '../domain/devices.js';
import type { DomainDraft } from '../domain/domain-draft.js';
import { requireFreeSlot } from '../domain/guest-slot.js';
import { isPowerOfTwo } from '../domain/number.js';
import { findQemuOption } from '../domain/qemu-option.js';
import { readScaledBytes } from '../domain/scaled-value.js';
import { requireQemuDomain } from '../domain/support.js';
import { markup } from '../xml/fragment.js';
import type { XmlElement } from '../xml/node.js';
import { ASKED, wholeNumber, yesNo } from './options.js';
import { defineTransform } from './transform.js';

const MIB = 1024 * 1024;
const LARGEST_SIDE = 65_535;

const side = () => wholeNumber(1, LARGEST_SIDE);

const shmemOptions = () =>
  z
    .strictObject({
      name: z
        ._default(
          z.string().check(
            z.regex(/^[^/\p{Cc}]+$/u, 'Expected a file name, without "/"'),
            z.refine((name) => name !== '.' && name !== '..', 'Expected a file name'),
          ),
          'looking-glass',
        )
        .check(z.describe('Name of the shared memory: its file is /dev/shm/NAME')),
      size: z
        .optional(wholeNumber(1).check(z.refine(isPowerOfTwo, 'Expected a power of two')))
        .check(z.describe('Size in MiB, a power of two; default: the one in place, else what 1920x1080 needs')),
      width: z.optional(side()).check(z.describe('Largest width of the guest screen, instead of a size')),
      height: z.optional(side()).check(z.describe('Largest height of the guest screen, beside width')),
      hdr: z.optional(yesNo()).check(z.describe('Whether the guest shows HDR, which needs twice the room')),
      role: z
        .optional(z.enum(['master', 'peer']))
        .check(z.describe('master: the memory is copied on migration; peer: it is not, and must be detached before')),
    })
    .check(
      z.superRefine(({ size, width, height, hdr }, context) => {
        const isResolution = width !== undefined && height !== undefined;
        if (!isResolution && (width ?? height ?? hdr) !== undefined) {
          context.addIssue('Expected "width" and "height" together');
        }
        if (size !== undefined && isResolution) {
          context.addIssue('Expected either "size" or "width", "height" and "hdr"');
        }
      }),
    );

type ShmemOptions = z.output<ReturnType<typeof shmemOptions>>;

/**
 * Share memory between the guest and a program of the host, such as Looking Glass: a `<shmem>` of the model
 * `ivshmem-plain`. Its size comes from the resolution of the guest. A memory of this name that is there is aligned to
 * what the options say.
 *
 * @throws PtxError CONFLICT where the memory of this name belongs to an ivshmem server, or no PCI slot is left;
 * OPTION_INVALID, DOMAIN_UNSUPPORTED
 * @see https://libvirt.org/formatdomain.html#shared-memory-device (ivshmem-plain: libvirt 3.1.0, role: 6.6.0)
 * @see https://looking-glass.io/docs/B6/install/#libvirt-determining-memory
 */
export const addShmem = defineTransform({
  name: 'add-shmem',
  summary: 'Share memory with the host, sized for Looking Glass',
  source: 'https://libvirt.org/formatdomain.html#shared-memory-device',
  main: 'name',
  conflicts: [
    'modernize-qemu-arguments',
    'disable-memballoon',
    'remove-emulated-video',
    'remove-pci-hostdev',
    'convert-to-q35',
    'add-pci-hostdev',
    'add-mdev-hostdev',
  ],
  example: 'width=2560,height=1440',
  options: shmemOptions,
  plan(draft, options) {
    requireQemuDomain(draft);
    warnOfIvshmemArgument(draft);
    const { name, role } = options;
    const existing = listDevices(draft, 'shmem').filter((device) => device.attribute('name') === name);
    for (const shmem of existing) align(draft, shmem, options);
    if (existing.length > 0) return;
    requireFreeSlot(draft);
    const content = [markup('model', { type: MODEL }), markup('size', UNIT, String(wantedMiB(options) ?? DEFAULT_MIB))];
    addDevice(draft, markup('shmem', { name, role }, content), REASON);
  },
});

const MODEL = 'ivshmem-plain';
const UNIT = { unit: 'M' };
const REASON = 'A program of the host reads the screen of the guest from shared memory';

/** Enough for 1920x1080; without a size libvirt makes 4 MiB, which is too small for any screen. */
const DEFAULT_MIB = 32;

/** The size that was asked for, undefined where none was. */
function wantedMiB({ size, width, height, hdr }: ShmemOptions): number | undefined {
  if (size !== undefined) return size;
  return width === undefined || height === undefined ? undefined : sizeFor(width, height, hdr === 'yes');
}

/** Two frames and 10 MiB for the rest, up to the next power of two, as Looking Glass has it. */
function sizeFor(width: number, height: number, hdr: boolean): number {
  const needed = (width * height * (hdr ? 8 : 4) * 2) / MIB + 10;
  return 2 ** Math.ceil(Math.log2(needed));
}

function align(draft: DomainDraft, shmem: XmlElement, options: ShmemOptions): void {
  const type = shmem.child('model')?.attribute('type');
  const server = shmem.child('server');
  if (server !== undefined || type === 'ivshmem-doorbell') {
    const message = `Shared memory "${options.name}" belongs to an ivshmem server`;
    throw draft.refusal('CONFLICT', message, server ?? shmem, 'Take another name, or remove that <shmem> first');
  }
  const reason = 'QEMU 4.0 and later know no other model without a server';
  const model = shmem.child('model') ?? draft.add(shmem, markup('model', { type: MODEL }), reason);
  draft.setAttribute(model, 'type', MODEL, reason);
  if (options.role !== undefined) draft.setAttribute(shmem, 'role', options.role, ASKED);
  alignSize(draft, shmem, options);
}

function alignSize(draft: DomainDraft, shmem: XmlElement, options: ShmemOptions): void {
  const size = shmem.child('size');
  const wanted = wantedMiB(options) ?? (size === undefined ? DEFAULT_MIB : undefined);
  if (wanted === undefined) return;
  if (size === undefined) {
    draft.add(shmem, markup('size', UNIT, String(wanted)), REASON);
  } else {
    if (readScaledBytes(size.text, size.attribute('unit'), 'bytes') === wanted * MIB) return;
    if (readScaledBytes('1', size.attribute('unit'), 'bytes') !== MIB)
      draft.setAttribute(size, 'unit', UNIT.unit, ASKED);
    draft.setText(size, String(wanted), ASKED);
  }
  const message = `Remove /dev/shm/${options.name} while the guest is off: QEMU does not change the size of a file that is there`;
  draft.warn(message, shmem);
}

function warnOfIvshmemArgument(draft: DomainDraft): void {
  const argument = findQemuOption(draft, ['device'], (properties) =>
    (properties.get('driver') ?? '').startsWith('ivshmem-'),
  );
  if (argument === undefined) return;
  draft.warn(
    'A QEMU argument brings an ivshmem device too: Looking Glass takes the first that the guest finds',
    argument,
  );
}
