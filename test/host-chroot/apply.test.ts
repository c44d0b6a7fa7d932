import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { applyPlan } from '../../src/host/node/apply-plan.js';
import { inspectHost } from '../../src/host/node/inspect.js';
import { rollbackRecord } from '../../src/host/node/rollback-record.js';
import type { HostPlan } from '../../src/host/plan.js';
import { planHost } from '../../src/host/plan-host.js';
import { recordEvidence } from '../helpers/evidence.js';
import { readMachine, writeTree } from '../helpers/host-tree.js';
import { readTree } from '../helpers/tree-state.js';

const DEBIAN = resolve('.cache/host-chroot/debian-12');

/** A chroot is on no device that GRUB could start from, so what it asks of its disk is answered here. */
const GRUB_PROBE = `#!/bin/sh
case "$*" in
  *target=device*) echo /dev/nvme0n1p2;;
  *target=fs_uuid*) echo 11111111-2222-3333-4444-555555555555;;
  *target=fs*) echo ext2;;
  *target=partmap*) echo gpt;;
  *target=abstraction*) ;;
  *target=*hint*) echo;;
  *) exit 1;;
esac
`;

let root: string;
let plan: HostPlan;
let kernel: string;
const inside = (...argv: string[]) => execFileSync('chroot', [root, ...argv], { encoding: 'utf8' });

/** The bytes of all that a person could have written; what programs make is looked at by itself. */
const readConfiguration = () => readTree(join(root, 'etc'));

beforeAll(async () => {
  if (!existsSync(DEBIAN)) throw new Error('Run scripts/install-host-chroot.sh first, as root');
  root = mkdtempSync(join(tmpdir(), 'ptx-chroot-'));
  execFileSync('cp', ['-a', '--reflink=auto', `${DEBIAN}/.`, root]);
  [kernel = ''] = readdirSync(join(root, 'lib/modules'));
  const machine = { ...readMachine('ubuntu1804-e3-gtx1060'), kernel };
  const tree = mkdtempSync(join(tmpdir(), 'ptx-chroot-tree-'));
  writeTree(machine, tree);
  for (const folder of ['proc', 'sys'])
    cpSync(join(tree, folder), join(root, folder), { recursive: true, verbatimSymlinks: true });
  rmSync(tree, { recursive: true });
  writeFileSync(join(root, 'usr/sbin/grub-probe'), GRUB_PROBE, { mode: 0o755 });
  // Without a disk "dep" knows no drivers, and "most" compresses for minutes.
  const conf = join(root, 'etc/initramfs-tools/initramfs.conf');
  writeFileSync(conf, readFileSync(conf, 'utf8').replace(/^MODULES=.*$/m, 'MODULES=list'));
  inside('update-initramfs', '-u', '-k', 'all');
  inside('update-grub');
  plan = planHost(await inspectHost({ root }), { devices: [machine.expect.target], iommuPt: true });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const menu = () => readFileSync(join(root, 'boot/grub/grub.cfg'), 'utf8');
const image = () => inside('lsinitramfs', `/boot/initrd.img-${kernel}`);

it('does a plan with the programs of Debian, and takes it back to the same bytes', async () => {
  const before = { configuration: readConfiguration(), menu: menu() };
  expect(image()).not.toContain('ptx-vfio.conf');
  expect(plan.actions.flatMap((action) => (action.kind === 'run-command' ? [action.argv[0]] : []))).toEqual([
    'update-initramfs',
    'update-grub',
  ]);

  const record = await applyPlan(plan, { root, chroot: true });
  expect(record?.state).toBe('applied');

  // GRUB starts every normal entry with the arguments, and no recovery entry.
  const lines = menu()
    .split('\n')
    .filter((line) => /^\s*linux\s/.test(line));
  const wanted = plan.configuration.kernelArguments.map(({ text }) => text);
  expect(wanted.length).toBeGreaterThan(0);
  const normal = lines.filter((line) => !/\b(single|recovery)\b/.test(line));
  expect(normal.length).toBeGreaterThan(0);
  expect(normal.filter((line) => !wanted.every((text) => line.split(' ').includes(text)))).toEqual([]);
  expect(lines.length).toBeGreaterThan(normal.length);
  expect(
    lines.filter((line) => !normal.includes(line) && wanted.some((text) => line.split(' ').includes(text))),
  ).toEqual([]);

  // The initramfs has the driver, its options, and the order in which modules are loaded.
  const files = image();
  expect(files).toMatch(/^usr\/lib\/modules\/.*\/vfio-pci\.ko$/m);
  expect(files).toMatch(/^etc\/modprobe\.d\/ptx-vfio\.conf$/m);
  expect(
    inside(
      'sh',
      '-c',
      `cd /tmp && rm -rf i && mkdir i && unmkinitramfs /boot/initrd.img-${kernel} i && cat i/conf/modules i/main/conf/modules 2>/dev/null; true`,
    ),
  ).toContain('vfio_pci');

  // A new plan has nothing left to do.
  const second = planHost(await inspectHost({ root }), plan.request);
  expect(second.actions).toEqual([]);
  expect((await applyPlan(plan, { root, chroot: true }))?.id).toBe(record?.id);

  const undone = await rollbackRecord(record?.id ?? '', { root, chroot: true });
  expect(undone.state).toBe('rolled-back');
  expect(readConfiguration()).toEqual(before.configuration);
  expect(menu()).toBe(before.menu);
  expect(image()).not.toContain('ptx-vfio.conf');

  const host = 'Debian 12, chroot';
  recordEvidence('host-chroot', [
    {
      claim: 'update-grub gives every normal entry the arguments, and no recovery entry',
      host,
      observed: `${wanted.join(' ')} in the "linux" line of each`,
    },
    {
      claim: 'update-initramfs takes up vfio-pci and its options',
      host,
      observed: 'vfio-pci.ko and etc/modprobe.d/ptx-vfio.conf in the image, vfio_pci in conf/modules',
    },
    { claim: 'A second plan has nothing to do', host, observed: 'no action' },
    {
      claim: 'A rollback gives back the same bytes',
      host,
      observed: 'all of /etc and grub.cfg; the image is without ptx-vfio.conf',
    },
  ]);
});
