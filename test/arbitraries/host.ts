import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { type HostSnapshot, hostSnapshotSchema } from '../../src/host/model.js';
import type { HostRequestInput } from '../../src/host/request.js';
import { GOLDEN_ROOT } from '../helpers/golden.js';
import { machineNames } from '../helpers/host-tree.js';

/** A host, and what is asked of it. */
export interface HostAndRequest {
  readonly snapshot: HostSnapshot;
  readonly request: HostRequestInput;
}

const machines = machineNames.map((name) =>
  hostSnapshotSchema.parse(JSON.parse(readFileSync(join(GOLDEN_ROOT, `host/inspect/${name}.json`), 'utf8'))),
);

const LOADERS = [
  'grub',
  'grub-bls',
  'proxmox-grub',
  'proxmox-systemd-boot',
  'systemd-boot',
  'kernelstub',
  'ostree',
  'limine',
] as const;
const TOOLS = ['initramfs-tools', 'dracut', 'mkinitcpio', 'ostree', 'genkernel'] as const;
const DISTROS = ['debian', 'ubuntu', 'fedora', 'arch', 'gentoo', 'nixos'] as const;

const GRUB_VALUES = [
  '"quiet splash"',
  "'quiet'",
  'quiet',
  '',
  '"quiet $(cat /etc/extra)"',
  '"quiet $OTHER"',
  '"a=\\"b c\\""',
  '"quiet vfio-pci.ids=1b21:2142"',
  '"intel_iommu=off -- single"',
] as const;

const file = (path: string, text: fc.Arbitrary<string>) =>
  fc.option(
    text.map((content) => ({ path, text: content, mode: '0644', uid: 0, gid: 0, linkTarget: null })),
    { nil: undefined },
  );

const newline = fc.constantFrom('', '\n');

const files = fc
  .tuple(
    file(
      '/etc/default/grub',
      fc
        .array(
          fc
            .tuple(
              fc.constantFrom(
                'GRUB_CMDLINE_LINUX_DEFAULT=',
                'GRUB_CMDLINE_LINUX=',
                'export GRUB_CMDLINE_LINUX_DEFAULT=',
                'GRUB_CMDLINE_LINUX_DEFAULT+=',
              ),
              fc.constantFrom(...GRUB_VALUES),
              fc.constantFrom('', ' # comment'),
            )
            .map((parts) => parts.join('')),
          { maxLength: 3 },
        )
        .chain((lines) => newline.map((end) => `# defaults\n${lines.join('\n')}${end}`)),
    ),
    file(
      '/etc/default/grub.d/50-cloudimg-settings.cfg',
      fc.constantFrom(...GRUB_VALUES).map((value) => `GRUB_CMDLINE_LINUX_DEFAULT=${value}\n`),
    ),
    file(
      '/etc/kernel/cmdline',
      fc.constantFrom('root=/dev/sda1 ro', 'root=/dev/sda1\n', 'root=/dev/sda1 vfio_pci.ids=1b21:2142 quiet\n'),
    ),
    file('/boot/loader/entries/a.conf', fc.constantFrom('title A\nlinux /a\noptions root=/dev/sda1\n', 'linux /a\n')),
    file('/etc/kernelstub/configuration', fc.constant('{"user":{"kernel_options":["quiet"]}}')),
    file(
      '/etc/modprobe.d/vfio.conf',
      fc.constantFrom(
        'options vfio-pci ids=1b21:2142\n',
        'options vfio-pci disable_vga=1 ids=10de:1c03',
        'softdep nouveau pre: vfio-pci\n',
        'options vfio-pci \\\n  ids=8086:1533\n',
      ),
    ),
    file('/usr/lib/modprobe.d/vendor.conf', fc.constantFrom('options vfio_pci ids=1234:5678\n', 'blacklist nouveau\n')),
    file('/etc/initramfs-tools/modules', fc.constantFrom('# list\n', 'nouveau\nahci', 'vfio\n', '')),
    file(
      '/etc/mkinitcpio.conf',
      fc.constantFrom(
        'MODULES=()\nFILES=()\nHOOKS=(base udev modconf)\n',
        'MODULES=(amdgpu)\nHOOKS=(base)\n',
        'MODULES=(\n  i915\n  nouveau\n)\nHOOKS=(base "modconf")',
      ),
    ),
  )
  .map((found) => found.flatMap((entry) => entry ?? []));

const flags = fc.record({
  companions: fc.boolean(),
  bind: fc.constantFrom('auto' as const, 'ids' as const, 'driver-override' as const),
  iommuPt: fc.boolean(),
  acsOverride: fc.boolean(),
  unsafeInterrupts: fc.boolean(),
  disableVga: fc.boolean(),
  blacklist: fc.boolean(),
});

/** Blockers that a request may accept, so that more hosts get a plan. */
const ACCEPTED = ['only-display', 'root-disk', 'default-route', 'group-member-in-use', 'reserved-region'];

/** Machines of golden/hosts with another kernel, other boot loaders, twins and files, and something asked of one. */
export const hostPlans: fc.Arbitrary<HostAndRequest> = fc
  .record({
    machine: fc.constantFrom(...machines),
    bootloader: fc.constantFrom(null, ...LOADERS),
    initramfs: fc.constantFrom(null, ...TOOLS),
    distro: fc.constantFrom(...DISTROS),
    vfioPci: fc.constantFrom('module' as const, 'builtin' as const),
    builtin: fc.boolean(),
    isOff: fc.boolean(),
    isTwin: fc.boolean(),
    files,
    flags,
    pick: fc.nat(),
  })
  .map(({ machine, pick, ...variant }) => {
    const candidates = machine.pciDevices.filter(({ isBridge, class: code }) => !isBridge && !code?.startsWith('06'));
    const target = candidates[pick % candidates.length];
    const pciDevices = machine.pciDevices.map((device) =>
      variant.isTwin && device !== target && device.class === target?.class
        ? { ...device, vendor: target.vendor, device: target.device }
        : device,
    );
    const modules = machine.kernelFacts.modules.map((module) => {
      if (module.name === 'vfio_pci') return { ...module, kind: variant.vfioPci };
      return variant.builtin && module.name === 'xhci_pci' ? { ...module, kind: 'builtin' as const } : module;
    });
    const snapshot: HostSnapshot = {
      ...machine,
      distro: { ...machine.distro, id: variant.distro, idLike: [], versionId: '22.04' },
      bootloader: variant.bootloader,
      bootloaders: variant.bootloader === null ? [] : [{ name: variant.bootloader, evidence: [] }],
      initramfs: variant.initramfs,
      initramfsTools: variant.initramfs === null ? [] : [{ name: variant.initramfs, evidence: [] }],
      vfioPci: variant.vfioPci,
      kernelFacts: { ...machine.kernelFacts, modules },
      files: [...variant.files].sort((a, b) => (a.path < b.path ? -1 : 1)),
      ...(variant.isOff
        ? {
            iommu: { ...machine.iommu, state: 'disabled' as const },
            iommuGroups: [],
            pciDevices: pciDevices.map((device) => ({ ...device, iommuGroup: null })),
          }
        : { pciDevices }),
    };
    return { snapshot, request: { ...variant.flags, devices: [target?.address ?? ''], accepted: ACCEPTED } };
  });
