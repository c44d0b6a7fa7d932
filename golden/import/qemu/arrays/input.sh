#!/usr/bin/env bash
args=(
  -enable-kvm
  -M q35            # PCI Express
  -cpu host,-hypervisor
  -m 8G -smp 4
)
args+=( -bios /usr/share/ovmf/x64/OVMF.fd )
for dev in 0a:00.0 0a:00.1; do
  :
done
args+=(
  -device "vfio-pci,host=0a:00.0,multifunction=on"
  -device 'vfio-pci,host=0a:00.1'
)
exec qemu-system-x86_64 "${args[@]}" "$@"
