import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { painter } from '../../src/cli/color.js';
import { formatGroups } from '../../src/cli/group-list.js';
import { formatSnapshot } from '../../src/cli/host-text.js';
import { listGroups } from '../../src/host/groups.js';
import { type HostSnapshot, hostSnapshotSchema } from '../../src/host/model.js';
import { inspectHost } from '../../src/host/node/inspect.js';
import { planHost } from '../../src/host/plan-host.js';
import { planRenderers } from '../../src/host/render/registry.js';
import { machineNames, readMachine, withFolder, withTree, writeFiles } from '../helpers/host-tree.js';
import { seedLaws } from '../helpers/law-runs.js';

/** What can stand in the place of a file. */
const DAMAGES: Readonly<Record<string, (place: string) => void>> = {
  nothing: () => {},
  'a folder': (place) => mkdirSync(place),
  'a link to nothing': (place) => symlinkSync('nowhere', place),
  'a link to itself': (place) => symlinkSync(place.replace(/^.*\//, ''), place),
  'a link out of the root': (place) => symlinkSync('../../../../../../../../../../etc/hostname', place),
  'an absolute link': (place) => symlinkSync('/etc/hostname', place),
  'a pipe': (place) => execFileSync('mkfifo', [place]),
  'a huge file': (place) => {
    writeFileSync(place, '');
    truncateSync(place, 8 * 1024 ** 3);
  },
  'bytes that are no text': (place) =>
    writeFileSync(
      place,
      Uint8Array.from({ length: 700 }, (_, index) => index * 37),
    ),
  'lines without sense': (place) => writeFileSync(place, '\n\0=\n:\n\t\t\n-1\n0x\nalias pci:v d\n"\n'.repeat(20)),
  'an empty file': (place) => writeFileSync(place, ''),
};

seedLaws();

const machine = readMachine('gentoo-gtx1080-rx580-acs');

it('an empty root says what is not known, and invents nothing', async () => {
  const snapshot = await withFolder((root) => inspectHost({ root }));
  expectSound(snapshot);
  expect(snapshot).toMatchObject({
    kernel: null,
    cmdline: null,
    bootloader: null,
    initramfs: null,
    vfioPci: null,
    iommu: { state: 'absent' },
    pciDevices: [],
    iommuGroups: [],
    essentials: { rootDisk: { functions: null }, defaultRoute: { functions: null }, displays: [] },
    files: [],
  });
  expect(snapshot.notes.map(({ path }) => path)).toEqual([
    '/proc/net/route',
    '/proc/self/mountinfo',
    '/usr/share/misc/pci.ids',
  ]);
});

it('a root that is not there is an empty one', async () => {
  expect(await inspectHost({ root: '/nonexistent/root' })).toMatchObject({ pciDevices: [], kernel: null });
});

describe('every file is', () => {
  it.each(Object.keys(DAMAGES))('%s', async (damage) => {
    const snapshot = await withTree(machine, async (root) => {
      for (const place of listFiles(root)) damagePlace(place, damage);
      return inspectHost({ root });
    });
    expectSound(snapshot);
    const kinds = ['a folder', 'a link to itself', 'a pipe', 'a huge file'];
    if (kinds.includes(damage)) expect(snapshot.notes.map(({ path }) => path)).toContain('/etc/default/grub');
  });
});

it('links do not lead out of the root', async () => {
  await withFolder(async (outer) => {
    const root = join(outer, 'root');
    writeFiles(outer, { '/secret': 'GRUB_CMDLINE_LINUX="secret"\n' });
    writeFiles(root, {
      '/etc/default/grub': '-> ../../../secret',
      '/etc/kernel/cmdline': '-> /../../secret',
      '/etc/modules': `-> ${outer}/secret`,
      '/etc/modprobe.d': `-> ${outer}`,
      '/etc/mkinitcpio.conf': '-> /usr/lib/real.conf',
      '/usr/lib/real.conf': 'MODULES=()\n',
    });
    const { files } = await inspectHost({ root });
    expect(JSON.stringify(files)).not.toContain('secret"');
    expect(files.map(({ path, text, linkTarget }) => [path, text, linkTarget])).toEqual([
      ['/etc/mkinitcpio.conf', 'MODULES=()\n', '/usr/lib/real.conf'],
    ]);
  });
});

const isRoot = process.getuid?.() === 0;
const NOBODY = 65534;

it('files that may not be read are noted, and nothing else is lost', async () => {
  await withTree(machine, async (root) => {
    chmodSync(root, 0o755);
    for (const path of ['/etc/default/grub', '/proc/cmdline', '/etc/modprobe.d']) {
      if (existsSync(join(root, path))) chmodSync(join(root, path), 0);
    }
    const readable = await inspectHost({ root });
    // Root may read whatever its mode is: so this is somebody else for as long as it takes.
    if (isRoot) process.seteuid?.(NOBODY);
    try {
      const snapshot = await inspectHost({ root });
      expectSound(snapshot);
      const denied = snapshot.notes.filter(({ message }) => /permission denied/.test(message)).map(({ path }) => path);
      expect(denied).toEqual(expect.arrayContaining(['/etc/default/grub', '/proc/cmdline']));
      expect(snapshot).toMatchObject({ cmdline: null, pciDevices: readable.pciDevices });
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });
});

it('a root of which nothing may be read is an empty one, with notes', async () => {
  await withTree(machine, async (root) => {
    chmodSync(root, 0);
    if (isRoot) process.seteuid?.(NOBODY);
    try {
      const snapshot = await inspectHost({ root });
      expectSound(snapshot);
      expect(snapshot).toMatchObject({ pciDevices: [], files: [], cmdline: null });
      expect(snapshot.notes.some(({ message }) => /permission denied/.test(message))).toBe(true);
    } finally {
      if (isRoot) process.seteuid?.(0);
      chmodSync(root, 0o755);
    }
  });
});

it('names of files steer no terminal', async () => {
  const odd = 'a\x1b[2J\nb\x9b31m\u202e';
  const snapshot = await withTree(machine, async (root) => {
    writeFiles(root, {
      [`/etc/modprobe.d/${odd}.conf`]: 'options vfio-pci ids=10de:1b80\n',
      [`/etc/default/grub.d/${odd}.cfg`]: 'GRUB_TIMEOUT=1\n',
      [`/sys/bus/pci/devices/${odd}/vendor`]: '0x10de\n',
      [`/sys/kernel/iommu_groups/${odd}/devices/x`]: '',
      [`/lib/modules/${odd}/modules.builtin`]: '',
      [`/sys/class/iommu/${odd}/x`]: '',
    });
    return inspectHost({ root });
  });
  expectSound(snapshot);
  const text = formatSnapshot(snapshot, painter(false)) + formatGroups(snapshot, listGroups(snapshot), painter(false));
  const plan = planHost(snapshot, { devices: ['01:00'], accepted: ['only-display'] });
  const all =
    text +
    planRenderers
      .filter(({ name }) => name === 'text')
      .map(({ render }) => render(plan, (_, t) => t))
      .join('');
  expect(snapshot.files.map(({ path }) => path)).toContain(`/etc/modprobe.d/${odd}.conf`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  expect(all).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]/);
});

it('names steer no terminal', async () => {
  const files = {
    '/usr/share/misc/pci.ids': '10de  Evil\x1b[2J\x07\n\t1b80  Card\x9b31m\n',
    '/proc/cmdline': 'a\x1b]0;b',
  };
  const snapshot = await withTree({ ...machine, files }, async (root) => {
    rmSync(join(root, 'usr/share/misc/pci.ids'));
    rmSync(join(root, 'proc/cmdline'));
    writeFiles(root, files);
    return inspectHost({ root });
  });
  const text = formatSnapshot(snapshot, painter(false)) + formatGroups(snapshot, listGroups(snapshot), painter(false));
  expect(text).toContain('Evil');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
});

it('any files may be anything', async () => {
  const machines = machineNames.map(readMachine).filter(({ devices }) => devices.length < 13);
  const damages = fc.array(fc.tuple(fc.nat(), fc.constantFrom(...Object.keys(DAMAGES))), {
    minLength: 1,
    maxLength: 60,
  });
  const garbage = fc.dictionary(
    fc.constantFrom(
      '/proc/self/mountinfo',
      '/proc/net/route',
      '/proc/meminfo',
      '/etc/os-release.d',
      '/run/udev/data/b8:0',
      '/sys/class/net/br0/lower_br0',
      '/sys/block/sda',
      '/sys/devices/system/cpu/cpu0/topology/core_id',
      '/etc/modprobe.d/a.conf',
    ),
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('-> ..', '-> /', '0\t0\t0\n', '22 1 8:1 / / rw - ext4 /dev/sda1 rw\n'),
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...machines), damages, garbage, async (base, chosen, files) => {
      const snapshot = await withTree(base, async (root) => {
        for (const [path, text] of Object.entries(files)) {
          rmSync(join(root, path), { recursive: true, force: true });
          writeFiles(root, { [path]: text });
        }
        const places = listFiles(root);
        for (const [index, damage] of chosen) damagePlace(places[index % places.length] ?? root, damage);
        return inspectHost({ root });
      });
      expectSound(snapshot);
    }),
    { numRuns: 12 },
  );
}, 180_000);

/** A snapshot that every function over snapshots copes with. */
function expectSound(snapshot: HostSnapshot): void {
  expect(hostSnapshotSchema.parse(JSON.parse(JSON.stringify(snapshot)))).toEqual(snapshot);
  const groups = listGroups(snapshot);
  expect(formatSnapshot(snapshot, painter(false))).toContain('IOMMU');
  expect(formatGroups(snapshot, groups, painter(false))).toContain('IOMMU');
}

function damagePlace(place: string, damage: string): void {
  if (lstatSync(place, { throwIfNoEntry: false }) === undefined || lstatSync(dirname(place)).isSymbolicLink()) return;
  rmSync(place, { recursive: true, force: true });
  DAMAGES[damage]?.(place);
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const place = join(folder, entry.name);
    return entry.isDirectory() ? listFiles(place) : [place];
  });
}
