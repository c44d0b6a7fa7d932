import { type Names, parentOf, readNames, type Words } from './vocabulary.js';

const ON_OFF = 'on off';
const YES_NO = 'yes no';
const SCHEDULERS = 'fifo rr batch idle';

/**
 * Attributes of which libvirt refuses every value but a few, by the path of their element, with `*` for any name; newer
 * words as `host-model@11.9`. Where it takes a wrong value in silence, or looks at it for some devices only, there is no
 * row (each tried with libvirt 9.0.0).
 */
const VALUES: readonly (readonly [path: string, values: string])[] = [
  ['domain/vcpu/@placement', 'static auto'],
  ['domain/vcpus/vcpu/@enabled', YES_NO],
  ['domain/memoryBacking/source/@type', 'file anonymous memfd'],
  ['domain/memoryBacking/access/@mode', 'shared private'],
  ['domain/memoryBacking/allocation/@mode', 'immediate ondemand'],
  ['domain/cputune/vcpusched/@scheduler', SCHEDULERS],
  ['domain/cputune/iothreadsched/@scheduler', SCHEDULERS],
  ['domain/cputune/emulatorsched/@scheduler', SCHEDULERS],
  ['domain/os/@firmware', 'efi bios'],
  ['domain/os/firmware/feature/@name', 'secure-boot enrolled-keys'],
  ['domain/os/firmware/feature/@enabled', YES_NO],
  ['domain/os/loader/@readonly', YES_NO],
  ['domain/os/loader/@secure', YES_NO],
  ['domain/os/loader/@stateless', YES_NO],
  ['domain/os/loader/@type', 'pflash rom'],
  ['domain/os/boot/@dev', 'fd hd cdrom network'],
  ['domain/os/bootmenu/@enable', YES_NO],
  ['domain/os/smbios/@mode', 'none emulate host sysinfo'],
  ['domain/features/*/@state', ON_OFF],
  ['domain/features/apic/@eoi', ON_OFF],
  ['domain/features/gic/@version', '2 3 host'],
  ['domain/features/ioapic/@driver', 'kvm qemu'],
  ['domain/features/msrs/@unknown', 'ignore fault'],
  ['domain/features/kvm/*/@state', ON_OFF],
  ['domain/features/hyperv/@mode', 'custom passthrough host-model@11.9'],
  ['domain/features/hyperv/*/@state', ON_OFF],
  ['domain/features/hyperv/*/*/@state', ON_OFF],
  ['domain/cpu/@mode', 'custom host-model host-passthrough maximum'],
  ['domain/cpu/@match', 'minimum exact strict'],
  ['domain/cpu/@check', 'none partial full'],
  ['domain/cpu/@migratable', ON_OFF],
  ['domain/cpu/model/@fallback', 'allow forbid'],
  ['domain/cpu/cache/@mode', 'emulate passthrough disable'],
  ['domain/cpu/maxphysaddr/@mode', 'emulate passthrough'],
  ['domain/cpu/feature/@policy', 'force require optional disable forbid'],
  ['domain/cpu/numa/cell/@memAccess', 'shared private'],
  ['domain/cpu/numa/cell/@discard', YES_NO],
  ['domain/clock/@offset', 'utc localtime variable timezone absolute'],
  ['domain/clock/timer/@name', 'platform pit rtc hpet tsc kvmclock hypervclock armvtimer'],
  ['domain/clock/timer/@present', YES_NO],
  ['domain/clock/timer/@tickpolicy', 'delay catchup merge discard'],
  ['domain/clock/timer/@track', 'boot guest wall realtime'],
  ['domain/clock/timer/@mode', 'auto native emulate paravirt smpsafe'],
  ['domain/devices/hostdev/@mode', 'subsystem capabilities'],
  ['domain/devices/hostdev/@type', 'usb pci scsi scsi_host mdev storage misc net'],
  ['domain/devices/hostdev/driver/@name', 'kvm vfio xen'],
  ['domain/devices/hostdev/rom/@bar', ON_OFF],
  ['domain/devices/hostdev/rom/@enabled', YES_NO],
];

/** Those that libvirt takes for absent where they are empty (tried with libvirt 9.0.0 and 11.3.0). */
const EMPTY_IS_ABSENT = new Set([
  'domain/memoryBacking/source/@type',
  'domain/memoryBacking/access/@mode',
  'domain/memoryBacking/allocation/@mode',
  'domain/os/@firmware',
  'domain/os/smbios/@mode',
  'domain/cpu/model/@fallback',
  'domain/clock/@offset',
]);

/** True for a value that says nothing to libvirt. */
export function isTakenForAbsent({ path }: Pick<Words, 'path'>, attribute: string, value: string): boolean {
  return value === '' && EMPTY_IS_ABSENT.has(`${path}/@${attribute}`);
}

const table: ReadonlyMap<string, Names> = new Map(VALUES.map(([path, values]) => [path, readNames(values)]));

/** By path, what was looked up before: the elements that the vocabulary describes are few. */
const known = new Map<string, ReadonlyMap<string, Names>>();

/** The words that attributes of an element take, of those that are closed. */
export function listClosedAttributes({
  path,
  attributes,
}: Pick<Words, 'path' | 'attributes'>): ReadonlyMap<string, Names> {
  const before = known.get(path);
  if (before !== undefined) return before;
  const closed = new Map(
    [...attributes.keys()].flatMap((name) => {
      const values = findValues(path, name);
      return values === undefined ? [] : [[name, values] as const];
    }),
  );
  known.set(path, closed);
  return closed;
}

/**
 * The words that an attribute takes, undefined for one that is not among the closed ones.
 *
 * @param path names from the root to the element
 */
export function findValues(path: string, attribute: string): Names | undefined {
  const parents = parentOf(path);
  return (
    table.get(`${path}/@${attribute}`) ??
    table.get(`${parents}/*/@${attribute}`) ??
    table.get(`${parentOf(parents)}/*/*/@${attribute}`)
  );
}
