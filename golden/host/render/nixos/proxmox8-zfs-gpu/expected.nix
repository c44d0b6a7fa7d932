# Made by ptx for 0000:01:00.0, 0000:01:00.1 (10de:2786, 10de:22bc)
# boot-vga-on-target-if-igpu-disabled: The firmware starts on 0000:00:02.0; if it is turned off there,
#   it starts on 0000:01:00.0, which then is in use when vfio-pci takes it
# It counts after the next start of the host.
# Name this file in "imports" of /etc/nixos/configuration.nix, then run: nixos-rebuild boot
{ ... }:
{
  boot.kernelParams = [
    # Devices that stay with the host go untranslated, which costs them less
    "iommu=pt"
  ];
  boot.initrd.kernelModules = [
    # vfio-pci has to be there before a native driver is
    "vfio_pci"
    "vfio"
    "vfio_iommu_type1"
  ];
  # vfio-pci takes devices with the ids that it knows: 10de:2786, 10de:22bc
  # "nvidiafb" is for 0000:01:00.0 too, so vfio-pci has to be there first
  # "nouveau" is for 0000:01:00.0 too, so vfio-pci has to be there first
  # "nvidia_drm" is for 0000:01:00.0 too, so vfio-pci has to be there first
  # "nvidia" is for 0000:01:00.0 too, so vfio-pci has to be there first
  # "snd_hda_intel" is for 0000:01:00.1 too, so vfio-pci has to be there first
  boot.extraModprobeConfig = ''
    options vfio-pci ids=10de:2786,10de:22bc
    softdep nvidiafb pre: vfio-pci
    softdep nouveau pre: vfio-pci
    softdep nvidia_drm pre: vfio-pci
    softdep nvidia pre: vfio-pci
    softdep snd_hda_intel pre: vfio-pci
  '';
}
