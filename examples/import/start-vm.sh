#!/bin/bash
# A guest with a graphics card of its own, by hand
GPU=01:00

exec qemu-system-x86_64 \
  -machine q35,accel=kvm \
  -cpu host,kvm=off,hv_vendor_id=1234567890ab \
  -m 16G -smp 8 \
  -drive if=pflash,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.fd \
  -drive file=workstation.qcow2,if=virtio \
  -device vfio-pci,host=$GPU.0,multifunction=on,romfile=/var/lib/libvirt/vbios/gpu.rom \
  -device vfio-pci,host=$GPU.1 \
  -device usb-host,vendorid=0x046d,productid=0xc52b \
  -netdev bridge,br=$BRIDGE,id=net0 -device virtio-net-pci,netdev=net0 \
  -global ICH9-LPC.disable_s3=1 \
  -vga none
