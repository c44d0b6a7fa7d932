import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import {
  addPciHostdev,
  addShmem,
  addTpm,
  addViommu,
  convertToQ35,
  disableMemballoon,
  removeEmulatedVideo,
  type Step,
  setClockWindows,
  setFirmwareEfi,
  setMmioWindow,
  setSmbiosHost,
  transformXml,
} from '../../src/index.js';
import { recordEvidence } from '../helpers/evidence.js';
import { isSkipped, isWithoutKvm, listMissing, listMissingParts, readHypervisor } from '../helpers/hypervisor.js';
import { buildInitramfs, COMPILER } from './boot/initramfs.js';
import { formatObservation, type Observation, observe } from './boot/observe.js';
import { bootGuest } from './boot/run.js';
import { GRAPHICS, HUGE, LARGE, NETWORK, NVME, SECOND_NETWORK, SOUND, type StandIn, USB } from './boot/stand-ins.js';

/** One guest, and what it finds. */
interface Row {
  readonly claim: string;
  /** The file that it boots, or that ptx changes first. */
  readonly document: string;
  readonly steps?: readonly Step[];
  /** By PCI address on the host, or UUID of the mediated device. */
  readonly standIns: Readonly<Record<string, StandIn>>;
  /** What is not named is not looked at. */
  readonly expected: Partial<Observation>;
}

const I440FX = 'test/hypervisor/boot/i440fx.xml';
const OVMF = '/usr/share/OVMF/OVMF_CODE_4M.fd';
const RECIPES = 'golden/recipes';
const WINDOWS = 'test/hypervisor/boot/windows.xml';

const ROWS: readonly Row[] = [
  {
    claim: 'A graphics card has one slot behind a root port of its own, and its ROM on function 0',
    document: 'examples/windows-gpu/expected.xml',
    standIns: { '0000:01:00.0': GRAPHICS, '0000:01:00.1': SOUND },
    expected: {
      firmware: 'UEFI, Secure Boot off',
      machine: 'q35',
      window: '32 GiB above 4 GiB',
      hostdevs: [
        'root port 00:02.0: 00.0 is 0000:01:00.0 with ROM /var/lib/libvirt/vbios/gpu.rom, 00.1 is 0000:01:00.1 without ROM',
      ],
      disks: ['sd win10.qcow2 WIN10-SYSTEM', 'sr virtio-win.iso'],
      interfaces: ['52:54:00:6b:3c:58'],
      hpet: 'absent',
      clock: 'local time',
    },
  },
  {
    claim: 'A card joins a domain that has its root ports already, under Secure Boot',
    document: 'examples/method-a/expected.xml',
    standIns: { '0000:01:00.0': GRAPHICS, '0000:01:00.1': SOUND },
    expected: {
      firmware: 'UEFI, Secure Boot on',
      machine: 'q35',
      window: '32 GiB above 4 GiB',
      hostdevs: ['root port 00:02.4: 00.0 is 0000:01:00.0 without ROM, 00.1 is 0000:01:00.1 without ROM'],
      disks: ['sd win11.qcow2 QM00001'],
      interfaces: ['52:54:00:1f:a7:02'],
      hpet: 'absent',
      clock: 'local time',
    },
  },
  {
    claim: 'A network card has its boot ROM and comes first in the boot order',
    document: 'examples/nic/expected.xml',
    standIns: { '0000:03:00.0': NETWORK },
    expected: {
      firmware: 'BIOS',
      machine: 'q35',
      hostdevs: ['root port 00:01.4: 00.0 is 0000:03:00.0 with ROM /var/lib/libvirt/vbios/ixgbe.rom'],
      disks: ['vd router.qcow2'],
      interfaces: ['52:54:00:7e:10:0a'],
      boot: ['/pci@i0cf8/pci-bridge@1,4/ethernet@0/ethernet-phy@0', '/pci@i0cf8/pci-bridge@1,2/scsi@0/disk@0,0'],
      hpet: 'present',
      clock: 'UTC',
    },
  },
  {
    claim: 'UEFI has room for a card with a large BAR',
    document: 'examples/library/expected/render-1a.xml',
    standIns: { '0000:1a:00.0': LARGE, '0000:1a:00.1': SOUND },
    expected: {
      firmware: 'UEFI, Secure Boot off',
      machine: 'q35',
      window: '32 GiB above 4 GiB',
      hostdevs: [
        'root port 00:01.0: 00.0 is 0000:1a:00.0 without ROM and 16 GiB above 4 GiB, 00.1 is 0000:1a:00.1 without ROM',
      ],
      boot: ['/pci@i0cf8/pci-bridge@1,1/ethernet@0/ethernet-phy@0'],
    },
  },
  {
    claim: 'On i440fx, before `convert-to-q35`',
    document: I440FX,
    standIns: { '0000:01:00.0': GRAPHICS, '0000:01:00.1': SOUND },
    expected: {
      firmware: 'BIOS',
      machine: 'i440fx',
      window: '2 GiB above 4 GiB',
      hostdevs: [
        'root bus: 09.0 is 0000:01:00.0 with ROM /var/lib/libvirt/vbios/gpu.rom, 09.1 is 0000:01:00.1 without ROM',
      ],
      disks: [
        'vd fast FAST',
        'vd scratch.qcow2 SCRATCH',
        'sd system.qcow2 SYSTEM',
        'sd second.qcow2 SECOND',
        'sr drivers.iso',
        'sd archive ARCHIVE',
      ],
      interfaces: ['52:54:00:3a:91:01', '52:54:00:3a:91:02', '52:54:00:3a:91:03'],
      boot: ['/pci@i0cf8/ide@1,1/drive@0/disk@0'],
    },
  },
  {
    claim: '`convert-to-q35` keeps the order of disks and network cards, and the first disk to boot from',
    document: I440FX,
    steps: [convertToQ35()],
    standIns: { '0000:01:00.0': GRAPHICS, '0000:01:00.1': SOUND },
    expected: {
      firmware: 'BIOS',
      machine: 'q35',
      window: '32 GiB above 4 GiB',
      hostdevs: [
        'root port 00:02.0: 00.0 is 0000:01:00.0 with ROM /var/lib/libvirt/vbios/gpu.rom, 00.1 is 0000:01:00.1 without ROM',
      ],
      disks: [
        'vd fast FAST',
        'vd scratch.qcow2 SCRATCH',
        'sd system.qcow2 SYSTEM',
        'sd second.qcow2 SECOND',
        'sr drivers.iso',
        'sd archive ARCHIVE',
      ],
      interfaces: ['52:54:00:3a:91:01', '52:54:00:3a:91:02', '52:54:00:3a:91:03'],
      boot: ['/pci@i0cf8/pci8086,2922@1f,2/drive@1/disk@0'],
    },
  },
  {
    claim: 'TPM, SMBIOS strings, clock and boot order arrive unharmed, whatever ptx changes beside them',
    document: WINDOWS,
    steps: [
      convertToQ35(),
      setFirmwareEfi({ loader: OVMF, nvram: { template: '/usr/share/OVMF/OVMF_VARS_4M.fd' } }),
      addPciHostdev({ address: '01:00', functions: '0-2', rom: { file: '/var/lib/libvirt/vbios/gpu.rom' } }),
    ],
    standIns: { '0000:01:00.0': GRAPHICS, '0000:01:00.1': SOUND, '0000:01:00.2': USB },
    expected: {
      firmware: 'UEFI, Secure Boot off',
      machine: 'q35',
      hostdevs: [
        'root port 00:02.0: 00.0 is 0000:01:00.0 with ROM /var/lib/libvirt/vbios/gpu.rom, 00.1 is 0000:01:00.1 without ROM, 00.2 is 0000:01:00.2 without ROM',
      ],
      disks: ['sd win11.qcow2 WIN11'],
      interfaces: ['52:54:00:5e:0d:11'],
      boot: ['/pci@i0cf8/pci8086,2922@1f,2/drive@0/disk@0', '/pci@i0cf8/pci-bridge@2,1/ethernet@0/ethernet-phy@0'],
      tpm: 'version 2 with table TPM2',
      hpet: 'absent',
      clock: 'local time',
      smbios: {
        bios_vendor: 'American Megatrends Inc.',
        bios_version: 'F31o',
        bios_date: '12/03/2020',
        sys_vendor: 'Gigabyte Technology Co., Ltd.',
        product_name: 'X570 AORUS <ELITE> & more',
        product_version: '1.0',
        product_serial: 'SN-0042',
        product_uuid: '3f6c2b1a-9d84-4e57-b0a6-71c5d2e8f904',
        product_sku: 'SKU-7',
        product_family: 'X570 MB',
        board_vendor: 'Gigabyte Technology Co., Ltd.',
        board_name: 'X570 AORUS ELITE',
        board_serial: 'Default string',
        chassis_vendor: 'Default string',
        chassis_asset_tag: 'A-1',
      },
    },
  },
  {
    claim: 'An ordinary Windows guest on i440fx, before ptx changes it',
    document: `${RECIPES}/windows-gpu/windows-i440fx/input.xml`,
    standIns: {},
    expected: {
      firmware: 'BIOS',
      machine: 'i440fx',
      window: '2 GiB above 4 GiB',
      hostdevs: [],
      video: ['030000 1234:1111'],
      balloon: 'present',
      hpet: 'present',
    },
  },
  {
    claim:
      'Without HPET, balloon and video, with TPM, shared memory and the SMBIOS strings that were asked for, under BIOS',
    document: `${RECIPES}/windows-gpu/windows-i440fx/input.xml`,
    steps: [
      addTpm({ model: 'tpm-tis' }),
      addShmem({ size: 64 }),
      setSmbiosHost({ system: { manufacturer: 'Example, Inc.' }, baseBoard: { product: 'B550' } }),
      setClockWindows(),
      disableMemballoon(),
      removeEmulatedVideo({ keep: 'none' }),
    ],
    standIns: {},
    expected: {
      firmware: 'BIOS',
      machine: 'i440fx',
      smbios: { sys_vendor: 'Example, Inc.', board_name: 'B550' },
      tpm: 'version 2 with table TPM2',
      video: [],
      balloon: 'absent',
      sharedMemory: '64 MiB',
      hpet: 'absent',
      clock: 'local time',
    },
  },
  {
    claim: 'The same under UEFI, with an IOMMU and a window of the size that was asked for',
    document: `${RECIPES}/windows-gpu/linux-q35/input.xml`,
    steps: [
      addTpm(),
      addShmem(),
      addViommu(),
      setMmioWindow({ size: '64G' }),
      setSmbiosHost({ system: { manufacturer: 'Example, Inc.' }, baseBoard: { product: 'B550' } }),
      setClockWindows(),
      disableMemballoon(),
      removeEmulatedVideo({ keep: 'none' }),
    ],
    standIns: {},
    expected: {
      firmware: 'UEFI, Secure Boot off',
      machine: 'q35',
      window: '64 GiB above 4 GiB',
      smbios: { sys_vendor: 'Example, Inc.', board_name: 'B550' },
      tpm: 'version 2 with table TPM2',
      video: [],
      balloon: 'absent',
      sharedMemory: '32 MiB',
      iommu: 'DMAR',
      hpet: 'absent',
      clock: 'local time',
    },
  },
  {
    claim: 'Recipe `windows-gpu`, from i440fx',
    document: `${RECIPES}/windows-gpu/windows-i440fx/expected.xml`,
    standIns: { '0000:01:00.0': GRAPHICS, '0000:01:00.1': SOUND },
    expected: {
      firmware: 'UEFI, Secure Boot off',
      machine: 'q35',
      hostdevs: [
        'root port 00:02.0: 00.0 is 0000:01:00.0 with ROM /var/lib/libvirt/vbios/gpu.rom, 00.1 is 0000:01:00.1 without ROM',
      ],
      disks: ['sd win10-cad.qcow2 CAD-0003', 'sr -'],
      interfaces: ['52:54:00:9e:10:33'],
      boot: ['/pci@i0cf8/pci8086,2922@1f,2/drive@0/disk@0'],
      balloon: 'absent',
      hpet: 'absent',
      clock: 'local time',
    },
  },
  {
    claim: 'Recipe `windows-gpu-stealth`, on q35; the machine has no SMBIOS tables to show',
    document: `${RECIPES}/windows-gpu-stealth/linux-q35/expected.xml`,
    standIns: { '0000:01:00.0': GRAPHICS, '0000:01:00.1': SOUND },
    expected: {
      firmware: 'UEFI, Secure Boot off',
      machine: 'q35',
      hostdevs: [
        'root port 00:02.3: 00.0 is 0000:01:00.0 with ROM /var/lib/libvirt/vbios/gpu.rom, 00.1 is 0000:01:00.1 without ROM',
      ],
      disks: ['vd debian-workstation.qcow2'],
      interfaces: ['52:54:00:6b:3c:58'],
      balloon: 'absent',
      hpet: 'absent',
      clock: 'local time',
    },
  },
  {
    claim:
      'Recipe `linux-gpu`, which may leave machine type and firmware: the card on i440fx, behind the disk in the boot order',
    document: `${RECIPES}/linux-gpu/windows-i440fx/expected.xml`,
    // The video cards of QEMU have no place in the boot order.
    standIns: { '0000:01:00.0': NETWORK },
    expected: {
      firmware: 'BIOS',
      machine: 'i440fx',
      hostdevs: ['root bus: 1f.0 is 0000:01:00.0 without ROM'],
      disks: ['sd win10-cad.qcow2 CAD-0003', 'sr -'],
      boot: ['/pci@i0cf8/ide@1,1/drive@0/disk@0', '/pci@i0cf8/ethernet@1f/ethernet-phy@0'],
      balloon: 'absent',
    },
  },
  {
    claim: 'Recipe `compute-gpu`, on q35: the BAR of an accelerator fits in the window that was asked for',
    document: `${RECIPES}/compute-gpu/linux-q35/expected.xml`,
    standIns: { '0000:41:00.0': HUGE },
    expected: {
      firmware: 'UEFI, Secure Boot off',
      machine: 'q35',
      window: '128 GiB above 4 GiB',
      hostdevs: ['root port 00:02.3: 00.0 is 0000:41:00.0 without ROM and 64 GiB above 4 GiB'],
      balloon: 'absent',
    },
  },
  {
    claim: 'Recipe `compute-gpu`, from i440fx, with the window that it brings by itself',
    document: `${RECIPES}/compute-gpu/windows-i440fx/expected.xml`,
    standIns: { '0000:41:00.0': LARGE, '0000:41:00.1': SOUND },
    expected: {
      firmware: 'UEFI, Secure Boot off',
      machine: 'q35',
      window: '64 GiB above 4 GiB',
      hostdevs: [
        'root port 00:02.0: 00.0 is 0000:41:00.0 with ROM /var/lib/libvirt/vbios/gpu.rom and 16 GiB above 4 GiB, 00.1 is 0000:41:00.1 without ROM',
      ],
      balloon: 'absent',
    },
  },
  {
    claim: 'Recipe `nic`, a virtual function on q35',
    document: `${RECIPES}/nic/linux-q35/expected.xml`,
    standIns: { '0000:03:10.0': NETWORK },
    expected: {
      firmware: 'UEFI, Secure Boot off',
      machine: 'q35',
      hostdevs: ['root port 00:02.3: 00.0 is 0000:03:10.0 without ROM'],
      interfaces: ['52:54:00:6b:3c:58'],
      balloon: 'absent',
    },
  },
  {
    claim: 'Recipe `nic`, a whole card on i440fx, behind the disk in the boot order',
    document: `${RECIPES}/nic/windows-i440fx/expected.xml`,
    standIns: { '0000:03:00.0': NETWORK, '0000:03:00.1': SECOND_NETWORK },
    expected: {
      firmware: 'BIOS',
      machine: 'i440fx',
      hostdevs: [
        'root bus: 1f.0 is 0000:03:00.0 with ROM /var/lib/libvirt/pxe/nic.rom, 1f.1 is 0000:03:00.1 without ROM',
      ],
      interfaces: ['52:54:00:9e:10:33'],
      boot: ['/pci@i0cf8/ide@1,1/drive@0/disk@0', '/pci@i0cf8/ethernet@1f/ethernet-phy@0'],
      balloon: 'absent',
    },
  },
  {
    claim: 'Recipe `vgpu`, on q35',
    document: `${RECIPES}/vgpu/linux-q35/expected.xml`,
    standIns: { 'c2177883-f1bb-47f0-914d-32a22e3a8804': GRAPHICS },
    expected: {
      firmware: 'UEFI, Secure Boot off',
      machine: 'q35',
      hostdevs: ['root port 00:02.3: 00.0 is c2177883-f1bb-47f0-914d-32a22e3a8804 without ROM'],
      balloon: 'absent',
    },
  },
  {
    claim: 'Recipe `vgpu`, on i440fx',
    document: `${RECIPES}/vgpu/windows-i440fx/expected.xml`,
    standIns: { '4b20d080-1b54-4048-85b3-a6a62d165c01': GRAPHICS },
    expected: {
      firmware: 'BIOS',
      machine: 'i440fx',
      hostdevs: ['root bus: 04.0 is 4b20d080-1b54-4048-85b3-a6a62d165c01 without ROM'],
      balloon: 'absent',
    },
  },
  {
    claim: 'Recipe `storage-controller`, on q35: it comes first in the boot order',
    document: `${RECIPES}/storage-controller/linux-q35/expected.xml`,
    standIns: { '0000:04:00.0': NVME },
    expected: {
      firmware: 'UEFI, Secure Boot off',
      machine: 'q35',
      hostdevs: ['root port 00:02.3: 00.0 is 0000:04:00.0 without ROM'],
      disks: ['vd debian-workstation.qcow2'],
      boot: ['/pci@i0cf8/pci-bridge@2,3/pci1b36,0010@0/namespace@1,0', '/pci@i0cf8/pci-bridge@2,2/scsi@0/disk@0,0'],
      balloon: 'absent',
    },
  },
  {
    claim: 'Recipe `storage-controller`, on i440fx, with the ROM that SeaBIOS boots from',
    document: `${RECIPES}/storage-controller/windows-i440fx/expected.xml`,
    standIns: { '0000:05:00.0': NVME },
    expected: {
      firmware: 'BIOS',
      machine: 'i440fx',
      hostdevs: ['root bus: 1f.0 is 0000:05:00.0 with ROM /var/lib/libvirt/hba/hba.rom'],
      disks: ['sd win10-cad.qcow2 CAD-0003', 'sr -'],
      boot: ['/pci@i0cf8/ide@1,1/drive@0/disk@0'],
      balloon: 'absent',
    },
  },
];

/** Where `scripts/install-guest-kernel.sh` puts a kernel. */
const SYSTEM = path.resolve(process.env.PTX_GUEST_KERNEL ?? '.cache/linux');
const KERNEL = path.join(SYSTEM, 'vmlinuz');
const FIRMWARE = [OVMF, '/usr/share/seabios/bios-256k.bin'];
const TPM = ['/usr/bin/swtpm', '/usr/bin/swtpm_setup'];

const missing = [...listMissingParts(), ...listMissing([KERNEL, ...COMPILER, ...FIRMWARE, ...TPM])];

// A guest keeps a CPU busy.
vi.setConfig({ maxConcurrency: 2 });

describe.skipIf(isWithoutKvm('boot') || isSkipped('boot', missing))('boot', () => {
  const seen = new Set<Row>();
  let work = '';
  let initramfs = '';

  beforeAll(() => {
    work = mkdtempSync(path.join(tmpdir(), 'ptx-boot-'));
    initramfs = path.join(work, 'initramfs');
    writeFileSync(initramfs, buildInitramfs(path.join(SYSTEM, 'modules'), work));
  });

  for (const row of ROWS) {
    it.concurrent(row.claim, async () => {
      const report = await bootGuest(makeDocument(row), row.standIns, { kernel: KERNEL, initramfs }, readHypervisor());
      expect(report.list('failed')).toEqual([]);
      expect(observe(report, row.standIns)).toMatchObject(row.expected);
      seen.add(row);
    });
  }

  afterAll(() => {
    rmSync(work, { recursive: true, force: true });
    if (seen.size < ROWS.length) return;
    const { libvirt, qemu } = readHypervisor();
    recordEvidence(
      'boot',
      ROWS.map((row) => ({
        claim: row.claim,
        document: describeDocument(row),
        libvirt,
        qemu,
        accelerator: 'TCG',
        observed: formatObservation(row.expected),
      })),
    );
  });
});

function makeDocument({ document, steps = [] }: Row): string {
  return transformXml(readFileSync(document, 'utf8'), ...steps);
}

function describeDocument({ document, steps = [] }: Row): string {
  return [document, ...steps.map(({ transform }) => transform)].join(' + ');
}
