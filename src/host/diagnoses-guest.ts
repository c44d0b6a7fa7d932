import { type Diagnosis, tellFrom } from './diagnosis.js';

/** What the system in the guest says of a device that was passed to it. */
export const GUEST: readonly Diagnosis[] = tellFrom('guest', [
  {
    id: 'bar-without-room',
    patterns: [/BAR \d(?: \[[^\][]{1,100}\])?: (?:no space for \[|can't assign; no space)/],
    cause: 'The window for 64-bit BARs is too small for the memory of the card',
    cure: 'Make the window larger',
    prevents: 'ptx transform DOMAIN.xml --set-mmio-window 64G',
    source: 'Linux 6.1, drivers/pci/setup-res.c',
  },
  {
    id: 'nvidia-init-failed',
    patterns: [/NVRM: [^\n!]{0,80}RmInitAdapter failed!/],
    cause: "NVIDIA's driver could not start the card: its ROM, its reset, or room for its BARs",
    cure: 'Give the guest a ROM file that was looked into, pass all functions of the card, and cold boot the host once',
    prevents: 'ptx rom inspect gpu.rom',
    source: 'NVIDIA 535 and 550, nvidia.ko',
  },
  {
    id: 'nvidia-code-43',
    patterns: [/\(Code 43\)/],
    cause:
      'Windows has stopped the device: drivers of NVIDIA before 465 do so where they see a hypervisor; else the ROM or the reset is at fault',
    cure: 'Update the driver, hide the hypervisor, and give the guest a ROM file where the card is the boot display',
    prevents: 'ptx transform DOMAIN.xml --hide-kvm --enable-hyperv',
    source: 'Windows 10 and 11, Device Manager',
  },
  {
    id: 'amdgpu-without-rom',
    patterns: [/amdgpu: Unable to locate a BIOS ROM|amdgpu_get_bios failed/],
    cause: 'The driver of the card finds no ROM: a boot display shows its own no more, and an integrated GPU has none',
    cure: 'Give the guest a ROM file of this very card',
    prevents: 'ptx transform DOMAIN.xml --set-hostdev-rom ADDRESS,file=/usr/share/qemu/gpu.rom',
    source: 'Linux 6.1, drivers/gpu/drm/amd/amdgpu/amdgpu_bios.c',
  },
  {
    id: 'amdgpu-init-failed',
    patterns: [/hw_init of IP block <\w{1,30}> failed -?\d{1,5}/],
    cause: 'The card was not reset since it was last used: the reset bug of many AMD cards',
    cure: 'Cold boot the host; then vendor-reset, or leave the card to amdgpu on the host until the guest starts',
    prevents: null,
    source: 'Linux 6.1, drivers/gpu/drm/amd/amdgpu/amdgpu_device.c',
  },
]);
