import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { BlockerCode } from '../../src/host/blocker-codes.js';
import { listGroups } from '../../src/host/groups.js';
import type { HostSnapshot } from '../../src/host/model.js';
import { inspectHost } from '../../src/host/node/inspect.js';
import { findPassthroughSet, type PassthroughRequest } from '../../src/host/passthrough-set.js';
import { planHost } from '../../src/host/plan-host.js';
import { type DeviceSketch, INTEGRATED, ROOT_PORT, sketchMachine } from '../helpers/edge-machine.js';
import { type Machine, withTree, writeFiles } from '../helpers/host-tree.js';

function inspect(machine: Machine, files: Readonly<Record<string, string>> = {}): Promise<HostSnapshot> {
  return withTree(machine, async (root) => {
    for (const path of Object.keys(files)) rmSync(join(root, path), { recursive: true, force: true });
    writeFiles(root, files);
    return inspectHost({ root });
  });
}

function judge(snapshot: HostSnapshot, request: PassthroughRequest | string) {
  const found = findPassthroughSet(snapshot, typeof request === 'string' ? { devices: [request] } : request);
  return { ...found, blockers: found.blockers.map(({ code, address }): [BlockerCode, string] => [code, address]) };
}

const GPU: DeviceSketch = {
  ...ROOT_PORT,
  bdf: '0000:01:00.0',
  class: '030000',
  vendor: '10de',
  device: '2204',
  parent: ROOT_PORT.bdf,
  group: 13,
  driver: 'nouveau',
  modules: ['nouveau'],
  bootVga: 0,
};
const { bus: _, ...CARD } = GPU;
const AUDIO: DeviceSketch = {
  ...CARD,
  bdf: '0000:01:00.1',
  class: '040300',
  device: '1aef',
  driver: 'snd_hda_intel',
  modules: ['snd_hda_intel'],
};

describe('the IOMMU', () => {
  const ungrouped = [ROOT_PORT, INTEGRATED, CARD, AUDIO].map((device) => ({ ...device, group: null }));

  it('is there and off: nothing has a group', async () => {
    const snapshot = await inspect(sketchMachine(ungrouped, { iommu: [] }));
    expect(snapshot.iommu).toMatchObject({ state: 'disabled', vendor: 'intel', units: [] });
    expect(judge(snapshot, '01:00')).toMatchObject({
      set: ['0000:01:00.0', '0000:01:00.1'],
      verdict: 'blocked',
      blockers: [
        ['iommu-disabled', '0000:01:00.0'],
        ['iommu-disabled', '0000:01:00.1'],
      ],
    });
    expect(listGroups(snapshot)).toMatchObject([{ id: null, verdict: 'blocked' }]);
  });

  it('remaps interrupts only: units without groups are no use', async () => {
    expect(await inspect(sketchMachine(ungrouped))).toMatchObject({ iommu: { state: 'disabled', units: ['dmar0'] } });
  });

  it('is absent', async () => {
    const snapshot = await inspect(sketchMachine(ungrouped, { iommu: [], acpi: [] }));
    expect(snapshot.iommu).toMatchObject({ state: 'absent', vendor: null });
    expect(judge(snapshot, '01:00.0').blockers).toContainEqual(['no-iommu-group', '0000:01:00.0']);
  });

  it('leaves one device out, as igfx_off does', async () => {
    const snapshot = await inspect(sketchMachine([ROOT_PORT, { ...INTEGRATED, group: null }, CARD, AUDIO]));
    expect(judge(snapshot, { devices: ['00:02.0'] }).blockers).toEqual([['no-iommu-group', '0000:00:02.0']]);
    expect(judge(snapshot, '01:00.0').verdict).toBe('isolated');
  });

  it('says how wide it is, what it reserves, and what the log says', async () => {
    const snapshot = await inspect(sketchMachine([ROOT_PORT, INTEGRATED, CARD, AUDIO]), {
      '/sys/devices/virtual/iommu/dmar0/intel-iommu/cap': '1c0000c40660462\n',
      '/sys/kernel/iommu_groups/13/reserved_regions':
        '0x00000000fee00000 0x00000000feefffff msi\n0x00000000000e0000 0x00000000000effff direct\n',
      '/sys/kernel/iommu_groups/13/type': 'identity\n',
      '/var/log/dmesg': '[    0.1] kernel: DMAR-IR: Enabled IRQ remapping in x2apic mode\n',
    });
    expect(snapshot.iommu).toMatchObject({ addressBits: 39, hasInterruptRemapping: true, passthroughDomain: false });
    expect(snapshot.iommuGroups.find(({ id }) => id === 13)).toMatchObject({
      type: 'identity',
      reservedRegions: [{ kind: 'msi' }, { start: '0x00000000000e0000', kind: 'direct' }],
    });
    expect(judge(snapshot, '01:00.0').blockers).toEqual([['reserved-region', '0000:01:00.0']]);
    expect(judge(snapshot, { devices: ['01:00.0'], accepted: ['reserved-region'] }).verdict).toBe('isolated');
  });
});

describe('viability of a group', () => {
  const machine = (kernel: string) =>
    sketchMachine(
      [
        { ...ROOT_PORT, group: 13, driver: 'shpchp' },
        INTEGRATED,
        { ...CARD, driver: 'vfio-pci' },
        { ...AUDIO, driver: null },
      ],
      { kernel },
    );

  it('since Linux 5.19 a bridge may only have pcieport', async () => {
    const snapshot = await inspect(machine('5.19.0'));
    const holders = [{ address: ROOT_PORT.bdf, driver: 'shpchp' }];
    expect(snapshot.iommuGroups.find(({ id }) => id === 13)?.viability).toEqual({ isViable: false, holders });
    expect(judge(snapshot, { devices: ['01:00.0'], accepted: ['group-held'] }).blockers).toEqual([
      ['group-held', ROOT_PORT.bdf],
    ]);
  });

  it('before, it may have any driver', async () => {
    const snapshot = await inspect(machine('5.18.19-generic'));
    expect(snapshot.iommuGroups.find(({ id }) => id === 13)?.viability).toEqual({ isViable: true, holders: [] });
    expect(judge(snapshot, '01:00.0').verdict).toBe('isolated-with-bridge');
  });

  it.each(['vfio-pci', 'mlx5_vfio_pci', 'nvgrace-gpu-vfio-pci', 'pci-stub'])('%s leaves it to VFIO', async (driver) => {
    const snapshot = await inspect(sketchMachine([ROOT_PORT, INTEGRATED, { ...CARD, driver }]));
    expect(snapshot.iommuGroups.find(({ id }) => id === 13)?.viability.isViable).toBe(true);
  });
});

describe('cards', () => {
  it('a Turing card has four functions, which go together', async () => {
    const usb = {
      ...CARD,
      bdf: '0000:01:00.2',
      class: '0c0330',
      device: '1ad8',
      driver: 'xhci_hcd',
      modules: ['xhci_pci'],
    };
    const ucsi = {
      ...CARD,
      bdf: '0000:01:00.3',
      class: '0c8000',
      device: '1ad9',
      driver: 'nvidia-gpu',
      modules: ['i2c_nvidia_gpu'],
    };
    const turing = [{ ...CARD, device: '1e87' }, { ...AUDIO, device: '10f8' }, usb, ucsi];
    const snapshot = await inspect(sketchMachine([ROOT_PORT, INTEGRATED, ...turing]));
    expect(judge(snapshot, '01:00.0')).toMatchObject({
      set: turing.map(({ bdf }) => bdf),
      companions: [],
      ids: ['10de:1e87', '10de:10f8', '10de:1ad8', '10de:1ad9'],
      verdict: 'isolated',
      blockers: [],
    });
    expect(snapshot.pciDevices.find(({ address }) => address === ucsi.bdf)?.driverModule).toBe('i2c_nvidia_gpu');
  });

  it('two of a kind are told apart by address, and their ids are the same', async () => {
    const port = { ...ROOT_PORT, bdf: '0000:00:01.1', group: 3, bus: [2, 2] as const };
    const second = [CARD, AUDIO].map((device) => ({
      ...device,
      bdf: device.bdf.replace(':01:', ':02:'),
      parent: port.bdf,
      group: 14,
    }));
    const snapshot = await inspect(sketchMachine([ROOT_PORT, port, INTEGRATED, CARD, AUDIO, ...second]));
    const [first, other] = [judge(snapshot, '01:00.0'), judge(snapshot, '02:00.0')];
    expect(first.set).toEqual(['0000:01:00.0', '0000:01:00.1']);
    expect(other.set).toEqual(['0000:02:00.0', '0000:02:00.1']);
    expect(first.ids).toEqual(other.ids);
  });

  it('a display of class 0380 may be the only one', async () => {
    const snapshot = await inspect(
      sketchMachine([
        ROOT_PORT,
        {
          bdf: '0000:01:00.0',
          class: '038000',
          vendor: '1002',
          device: '150e',
          parent: ROOT_PORT.bdf,
          group: 13,
          driver: 'amdgpu',
        },
      ]),
    );
    expect(snapshot.essentials.displays).toEqual([
      { address: '0000:01:00.0', bootVga: null, driver: 'amdgpu', connected: [] },
    ]);
    expect(judge(snapshot, '01:00.0').blockers).toEqual([['only-display', '0000:01:00.0']]);
    expect(judge(snapshot, { devices: ['01:00.0'], accepted: ['0000:01:00.0'] }).verdict).toBe('isolated');
  });

  it('a 3D controller is no display, and a display that VFIO has is none of the host', async () => {
    const compute = { ...CARD, class: '030200' };
    const snapshot = await inspect(sketchMachine([ROOT_PORT, { ...INTEGRATED, driver: 'vfio-pci' }, compute]));
    expect(snapshot.essentials.displays.map(({ address }) => address)).toEqual(['0000:00:02.0']);
    expect(judge(snapshot, '01:00.0').blockers).toEqual([]);
    expect(judge(snapshot, '00:02.0').blockers).toEqual([]);
  });

  it('without companions the other groups stay', async () => {
    const snapshot = await inspect(sketchMachine([ROOT_PORT, INTEGRATED, CARD, { ...AUDIO, group: 14 }]));
    expect(judge(snapshot, '01:00.0')).toMatchObject({
      set: ['0000:01:00.0', '0000:01:00.1'],
      companions: ['0000:01:00.1'],
    });
    expect(judge(snapshot, { devices: ['01:00.0'], companions: false })).toMatchObject({
      set: ['0000:01:00.0'],
      companions: [],
    });
  });

  it('a bridge is none, and neither is what is not there', async () => {
    const snapshot = await inspect(sketchMachine([ROOT_PORT, INTEGRATED, CARD]));
    expect(judge(snapshot, '00:01.0').blockers).toContainEqual(['bridge', '0000:00:01.0']);
    expect(() => judge(snapshot, '7f:00.0')).toThrow(expect.objectContaining({ code: 'TARGET_NOT_FOUND' }));
    expect(() => judge(snapshot, 'gpu')).toThrow(expect.objectContaining({ code: 'OPTION_INVALID' }));
  });

  it('what goes along unnoticed is shared, what the host uses is not, unless it is named', async () => {
    const nic = { bdf: '0000:00:1f.6', class: '020000', group: 2, driver: 'e1000e' };
    const memory = { bdf: '0000:00:1f.2', class: '058000', group: 13 };
    const snapshot = await inspect(sketchMachine([ROOT_PORT, INTEGRATED, nic, memory, CARD, AUDIO]));
    expect(judge(snapshot, '01:00.0')).toMatchObject({ verdict: 'shared', dragged: ['0000:00:1f.2'], blockers: [] });
    expect(judge(snapshot, '00:1f.6').blockers).toEqual([['group-member-in-use', '0000:00:02.0']]);
    expect(judge(snapshot, { devices: ['00:1f.6', '00:02.0'] })).toMatchObject({ verdict: 'isolated', dragged: [] });
  });
});

describe('virtual functions and mediated devices', () => {
  const pf: DeviceSketch = {
    ...CARD,
    class: '020000',
    vendor: '8086',
    device: '1572',
    driver: 'i40e',
    files: {
      sriov_totalvfs: '64\n',
      sriov_numvfs: '2\n',
      sriov_vf_device: '154c\n',
      sriov_offset: '16\n',
      sriov_stride: '1\n',
      sriov_drivers_autoprobe: '1\n',
      virtfn0: '-> ../0000:01:02.0',
      virtfn1: '-> ../0000:01:02.1',
    },
  };
  const vf = (bdf: string, group: number): DeviceSketch => ({
    ...pf,
    bdf,
    device: '154c',
    driver: 'iavf',
    group,
    files: { physfn: '-> ../0000:01:00.0' },
  });
  const machine = sketchMachine([ROOT_PORT, INTEGRATED, pf, vf('0000:01:02.0', 20), vf('0000:01:02.1', 21)]);

  it('a virtual function goes alone, its parent not at all', async () => {
    const snapshot = await inspect(machine);
    expect(snapshot.pciDevices.find(({ address }) => address === pf.bdf)?.sriov).toEqual({
      totalVfs: 64,
      numVfs: 2,
      vfDevice: '154c',
      offset: 16,
      stride: 1,
      isAutoprobed: true,
      virtualFunctions: ['0000:01:02.0', '0000:01:02.1'],
    });
    expect(judge(snapshot, '01:02.0')).toMatchObject({ set: ['0000:01:02.0'], verdict: 'isolated', companions: [] });
    expect(judge(snapshot, '01:00.0').blockers).toEqual([['virtual-functions-enabled', '0000:01:00.0']]);
  });

  it('a virtual function is bound by libvirt, and early only where that is asked for', async () => {
    const snapshot = await inspect(machine);
    const bound = (bind?: 'driver-override') => planHost(snapshot, { devices: ['01:02.0'], ...(bind && { bind }) });
    expect(bound().configuration).toMatchObject({ modprobe: [], udevRules: [], modules: [], initramfsModules: [] });
    expect(bound('driver-override').configuration.udevRules.length).toBeGreaterThan(0);
    expect(planHost({ ...snapshot, vfioPci: 'absent' }, { devices: ['01:02.0'] }).blockers).toMatchObject([
      { code: 'vfio-pci-absent', address: '0000:01:02.0' },
    ]);
  });

  it('types of mediated devices are read', async () => {
    const type = 'mdev_supported_types/i915-GVTg_V5_4';
    const files = {
      [`${type}/available_instances`]: '1\n',
      [`${type}/device_api`]: 'vfio-pci\n',
      [`${type}/description`]: 'low_gm_size: 128MB\nfence: 4\n',
      [`${type}/devices/x`]: '',
    };
    const snapshot = await inspect(sketchMachine([{ ...INTEGRATED, files }]));
    expect(snapshot.pciDevices[0]?.mdevTypes).toEqual([
      {
        type: 'i915-GVTg_V5_4',
        name: null,
        description: 'low_gm_size: 128MB\nfence: 4',
        deviceApi: 'vfio-pci',
        availableInstances: 1,
        devices: ['x'],
      },
    ]);
  });
});

it('a disk behind a VMD controller: the domain has five digits, and the controller holds the root as well', async () => {
  const vmd = { bdf: '0000:00:0e.0', class: '010400', device: '467f', driver: 'vmd', group: 9 };
  const nvme = { bdf: '10000:e1:00.0', class: '010802', vendor: '144d', device: 'a80a', driver: 'nvme', group: 9 };
  const machine = sketchMachine([INTEGRATED, vmd, nvme]);
  const disk = '/sys/devices/pci0000:00/0000:00:0e.0/pci10000:e0/10000:e1:00.0/nvme/nvme0/nvme0n1';
  const snapshot = await inspect(machine, {
    [`${disk}/dev`]: '259:0\n',
    '/sys/dev/block/259:0': `-> ../..${disk.slice('/sys'.length)}`,
    '/proc/self/mountinfo': '22 1 259:0 / / rw shared:1 - ext4 /dev/nvme0n1 rw\n',
  });
  expect(snapshot.pciDevices.map(({ address }) => address)).toEqual(['0000:00:02.0', '0000:00:0e.0', '10000:e1:00.0']);
  expect(snapshot.essentials.rootDisk).toEqual({
    source: '/dev/nvme0n1',
    disks: ['nvme0n1'],
    functions: ['0000:00:0e.0', '10000:e1:00.0'],
  });
  expect(judge(snapshot, '10000:e1:00.0').blockers).toContainEqual(['root-disk', '10000:e1:00.0']);
});

describe('the root file system', () => {
  const sata = { bdf: '0000:00:17.0', class: '010601', device: 'a352', driver: 'ahci', group: 8 };
  const machine = sketchMachine([INTEGRATED, sata]);
  const disk = '/sys/devices/pci0000:00/0000:00:17.0/ata1/host0/block/sda';
  const block = {
    [`${disk}/dev`]: '8:0\n',
    [`${disk}/sda2/dev`]: '8:2\n',
    [`${disk}/sda2/partition`]: '2\n',
    '/sys/class/block/sda2': `-> ../..${disk.slice(4)}/sda2`,
  };

  it.each([
    [
      'a ZFS pool, which udev knows',
      '22 1 0:30 / / rw - zfs rpool/ROOT/pve-1 rw\n',
      { '/run/udev/data/b8:2': 'E:ID_FS_TYPE=zfs_member\nE:ID_FS_LABEL=rpool\n' },
      ['sda'],
    ],
    ['a ZFS pool that udev does not know', '22 1 0:30 / / rw - zfs rpool/ROOT/pve-1 rw\n', {}, null],
    ['btrfs, which has no device number of its own', '22 1 0:30 /@ / rw - btrfs /dev/sda2 rw\n', {}, ['sda']],
    [
      'a volume of LVM',
      '22 1 253:0 / / rw - ext4 /dev/mapper/vg-root rw\n',
      {
        '/sys/dev/block/253:0': '-> ../../devices/virtual/block/dm-0',
        '/sys/devices/virtual/block/dm-0/slaves/sda2': `-> ../../../../..${disk.slice(4)}/sda2`,
      },
      ['sda'],
    ],
    ['the network', '22 1 0:31 / / rw - nfs4 server:/export rw\n', {}, null],
  ])('is on %s', async (_what, mountinfo, files, disks) => {
    const { essentials } = await inspect(machine, { ...block, '/proc/self/mountinfo': mountinfo, ...files });
    expect(essentials.rootDisk).toMatchObject(disks === null ? { functions: null } : { disks, functions: [sata.bdf] });
  });

  it('is only asked for on the command line', async () => {
    const { essentials } = await inspect(
      { ...machine, cmdline: 'root=UUID=0a1b-2c ro' },
      { ...block, '/dev/disk/by-uuid/0a1b-2c': '-> ../../sda2', '/dev/sda2': '' },
    );
    expect(essentials.rootDisk).toEqual({ source: 'UUID=0a1b-2c', disks: ['sda'], functions: [sata.bdf] });
  });
});

it('the default route goes through a bridge of the host to a card', async () => {
  const nic = { bdf: '0000:00:1f.6', class: '020000', driver: 'e1000e', group: 8 };
  const snapshot = await inspect(sketchMachine([INTEGRATED, nic]), {
    '/proc/net/route':
      'Iface\tDestination\nvmbr0\t00000000\t0101A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\nvmbr0\t0001A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n',
    '/sys/class/net/vmbr0/lower_eno1': '-> ../eno1',
    '/sys/class/net/eno1': '-> ../../devices/pci0000:00/0000:00:1f.6/net/eno1',
    '/sys/devices/pci0000:00/0000:00:1f.6/net/eno1/address': '52:54:00:00:00:02\n',
  });
  expect(snapshot.essentials.defaultRoute).toEqual({ interfaces: ['vmbr0'], functions: [nic.bdf] });
  expect(snapshot.pciDevices[1]?.uses).toEqual([{ subsystem: 'net', name: 'eno1', description: null }]);
  expect(judge(snapshot, '00:1f.6').blockers).toEqual([['default-route', nic.bdf]]);
});

it('vfio-pci may be built in, and so may a driver, whose aliases are in modules.builtin.modinfo', async () => {
  const machine = sketchMachine([{ ...INTEGRATED, modules: [] }], { vfioPci: 'builtin' });
  const folder = `/usr/lib/modules/${machine.kernel}`;
  const snapshot = await inspect(machine, {
    [`${folder}/modules.builtin.modinfo`]:
      'ahci.license=GPL\0i915.alias=pci:v00008086d00003E92sv*sd*bc03sc*i*\0x.alias=pci:v*d*sv*sd*bc01sc06i01*\0',
    [`${folder}/modules.alias`]: 'alias pci:v00008086d*sv*sd*bc03sc00i* snd-any\n',
  });
  expect(snapshot.vfioPci).toBe('builtin');
  expect(snapshot.pciDevices[0]?.modules).toEqual(['snd_any', 'i915']);
  expect(snapshot.kernelFacts.modules).toContainEqual({ name: 'vfio_pci', kind: 'builtin', isLoaded: false });
});

describe('the boot loader', () => {
  const loaderInfo = (name: string) => {
    const bytes = Buffer.concat([Buffer.from([6, 0, 0, 0]), Buffer.from(`${name}\0`, 'utf16le')]);
    return { path: '/sys/firmware/efi/efivars/LoaderInfo-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f', bytes };
  };
  const both = { '/boot/grub/grub.cfg': '#\n', '/boot/loader/loader.conf': 'timeout 3\n' };

  it.each<[string, Partial<Machine>, Record<string, string>, string | null]>([
    ['two left files: nobody knows', { cmdline: 'root=/dev/sda1', files: both }, {}, null],
    [
      'two left files: the command line tells',
      { cmdline: 'BOOT_IMAGE=/vmlinuz root=/dev/sda1', files: both },
      {},
      'grub',
    ],
    [
      'two left files: the initrd tells',
      { cmdline: 'initrd=\\arch\\initrd root=/dev/sda1', files: both },
      {},
      'systemd-boot',
    ],
    ['ostree', {}, { '/run/ostree-booted': '' }, 'ostree'],
    ['NixOS', { distro: { ID: 'nixos' } }, {}, 'nixos'],
    ['Pop!_OS', { distro: { ID: 'pop' } }, { '/etc/kernelstub/configuration': '{}\n' }, 'kernelstub'],
    [
      'Fedora',
      { distro: { ID: 'fedora' } },
      { '/etc/default/grub': 'GRUB_ENABLE_BLSCFG=true\n', '/boot/loader/entries/a.conf': 'options quiet\n' },
      'grub-bls',
    ],
    ['Proxmox with GRUB', {}, { '/etc/kernel/proxmox-boot-uuids': 'AAAA-BBBB\n' }, 'proxmox-grub'],
    [
      'extlinux, which writes BOOT_IMAGE too',
      { files: { '/boot/extlinux/extlinux.conf': 'DEFAULT linux\n' } },
      {},
      'extlinux',
    ],
    ['Limine', { cmdline: 'root=/dev/sda1', files: { '/boot/limine.conf': 'timeout: 3\n' } }, {}, 'limine'],
  ])('%s', async (_what, more, files, bootloader) => {
    expect((await inspect(sketchMachine([INTEGRATED], more), files)).bootloader).toBe(bootloader);
  });

  it.each([
    ['systemd-boot 255.4-1', 'systemd-boot'],
    ['GRUB 2.12', 'grub'],
    ['Limine 8.0', 'limine'],
  ])('%s told the firmware', async (name, bootloader) => {
    const snapshot = await withTree(
      sketchMachine([INTEGRATED], { cmdline: 'root=/dev/sda1', files: both }),
      async (root) => {
        const { path, bytes } = loaderInfo(name);
        writeFiles(root, { [path]: '' });
        writeFileSync(join(root, path), bytes);
        return inspectHost({ root });
      },
    );
    expect(snapshot.bootloader).toBe(bootloader);
    expect(snapshot.environment.firmware).toBe('uefi');
  });
});

describe('what makes the initramfs', () => {
  it.each<[string, Partial<Machine>, Record<string, string>, string | null]>([
    [
      'what a distribution installs',
      { initramfs: 'none', distro: { ID: 'cachyos', ID_LIKE: 'arch' } },
      {},
      'mkinitcpio',
    ],
    [
      'an installed program beats what another left',
      { initramfs: 'dracut' },
      { '/etc/initramfs-tools/modules': '' },
      'dracut',
    ],
    ['two programs: nobody knows', { initramfs: 'dracut' }, { '/usr/bin/mkinitcpio': '' }, null],
    [
      'two programs: the hook of the kernel tells',
      { initramfs: 'dracut' },
      { '/usr/sbin/mkinitramfs': '', '/etc/kernel/postinst.d/dracut': '' },
      'dracut',
    ],
    ['an image has its own', {}, { '/run/ostree-booted': '' }, 'ostree'],
    ['nothing shows', { initramfs: 'none', distro: { ID: 'gentoo' } }, {}, null],
  ])('%s', async (_what, more, files, tool) => {
    expect((await inspect(sketchMachine([INTEGRATED], more), files)).initramfs).toBe(tool);
  });
});

it('configuration is kept to the byte, with its mode', async () => {
  const texts = {
    '/etc/default/grub': 'GRUB_CMDLINE_LINUX_DEFAULT=\'quiet\'\r\nGRUB_CMDLINE_LINUX="$(cat x)"',
    '/etc/default/grub.d/50-cloudimg-settings.cfg': 'GRUB_CMDLINE_LINUX_DEFAULT+=" console=ttyS0"\n',
    '/etc/kernel/cmdline': '\uFEFFroot=ZFS=rpool\n\n',
    '/etc/modules-load.d/modules.conf': '-> ../modules',
    '/etc/modules': '# none\n',
    '/lib/modprobe.d/vendor.conf': 'blacklist a\n',
    '/etc/modprobe.d/off.conf.bak': 'no\n',
  };
  const { files } = await inspect(sketchMachine([], { files: {} }), texts);
  expect(files.map(({ path, text, mode, linkTarget }) => [path, text, mode, linkTarget])).toEqual([
    ['/etc/default/grub', texts['/etc/default/grub'], '0644', null],
    [
      '/etc/default/grub.d/50-cloudimg-settings.cfg',
      texts['/etc/default/grub.d/50-cloudimg-settings.cfg'],
      '0644',
      null,
    ],
    ['/etc/kernel/cmdline', texts['/etc/kernel/cmdline'], '0644', null],
    ['/etc/modules', '# none\n', '0644', null],
    ['/etc/modules-load.d/modules.conf', '# none\n', '0644', '../modules'],
    ['/usr/lib/modprobe.d/vendor.conf', 'blacklist a\n', '0644', null],
  ]);
});

it('pci.ids may be compressed', async () => {
  const snapshot = await withTree(sketchMachine([INTEGRATED]), async (root) => {
    rmSync(join(root, 'usr/share/misc/pci.ids'));
    writeFileSync(
      join(root, 'usr/share/misc/pci.ids.gz'),
      gzipSync('8086  Intel\n\t3e92  UHD 630\n\t\t8086 0001  Board\nC 03  Shows\n\t00  Picture\n'),
    );
    return inspectHost({ root });
  });
  expect(snapshot.pciDevices[0]).toMatchObject({
    names: { vendor: 'Intel', device: 'UHD 630', subsystem: 'Board' },
    className: 'Picture',
  });
});

it('memory, CPUs and what guards the host', async () => {
  const cpu = '/sys/devices/system/cpu';
  const snapshot = await inspect(sketchMachine([]), {
    '/proc/meminfo': 'MemTotal:       65536000 kB\nMemAvailable:   60000000 kB\nHugepagesize:       2048 kB\n',
    '/proc/mounts': 'hugetlbfs /dev/hugepages hugetlbfs rw,relatime,pagesize=1024M 0 0\n',
    '/sys/kernel/mm/hugepages/hugepages-1048576kB/nr_hugepages': '16\n',
    '/sys/kernel/mm/hugepages/hugepages-1048576kB/free_hugepages': '4\n',
    '/sys/devices/system/node/node1/meminfo': 'Node 1 MemTotal:       32768000 kB\n',
    [`${cpu}/online`]: '0-1\n',
    [`${cpu}/smt/active`]: '1\n',
    [`${cpu}/cpu1/topology/core_id`]: '0\n',
    [`${cpu}/cpu1/topology/thread_siblings_list`]: '0-1\n',
    [`${cpu}/cpu1/node1/x`]: '',
    '/sys/fs/cgroup/cgroup.controllers': 'cpuset\n',
    '/sys/kernel/security/lockdown': 'none [integrity] confidentiality\n',
    '/boot/config-6.12.57-amd64': 'CONFIG_VFIO_PCI=m\n# CONFIG_IOMMUFD is not set\nCONFIG_USB=y\n',
    '/boot/System.map-6.12.57-amd64': `${'ffff T start\n'.repeat(500)}ffff t pcie_acs_override_setup\n`,
    '/run/systemd/container': 'lxc\n',
  });
  expect(snapshot.memory).toMatchObject({
    totalKiB: 65536000,
    hugepages: [{ sizeKiB: 1048576, total: 16, free: 4 }],
    nodes: [{ id: 1, totalKiB: 32768000 }],
    hugetlbfs: [{ path: '/dev/hugepages', pageSize: '1024M' }],
  });
  expect(snapshot.cpuTopology).toMatchObject({
    online: '0-1',
    isSmtActive: true,
    cpus: [{ id: 1, core: 0, node: 1, siblings: '0-1' }],
  });
  expect(snapshot.environment).toMatchObject({ container: 'lxc', cgroup: 'v2', firmware: 'bios', secureBoot: false });
  expect(snapshot.kernelFacts).toMatchObject({
    config: { CONFIG_VFIO_PCI: 'm' },
    lockdown: 'integrity',
    acsOverride: { isSupported: true },
  });
  expect(Object.keys(snapshot.kernelFacts.config ?? {})).toEqual(['CONFIG_VFIO_PCI']);
});
