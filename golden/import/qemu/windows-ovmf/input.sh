#!/bin/bash
# Windows 10 with a GTX 1070
set -e

vmname="win10"
GPU=0000:01:00
VBIOS="/var/lib/vbios/gtx1070.rom"

if ps -ef | grep qemu-system-x86_64 | grep -q "$vmname"; then
  echo "$vmname is already running."
  exit 1
fi

cp /usr/share/OVMF/OVMF_VARS.fd /tmp/my_vars.fd

sudo qemu-system-x86_64 \
  -name $vmname,process=$vmname \
  -machine type=q35,accel=kvm,kernel_irqchip=on \
  -cpu host,kvm=off,hv_vendor_id=1234567890ab,hv_vapic,hv_time,hv_relaxed,hv_spinlocks=0x1fff \
  -smp 8,sockets=1,cores=4,threads=2 \
  -m 16G \
  -mem-path /dev/hugepages \
  -mem-prealloc \
  -balloon none \
  -rtc clock=host,base=localtime \
  -vga none \
  -nographic \
  -serial none -parallel none \
  -device vfio-pci,host=${GPU}.0,multifunction=on,romfile=$VBIOS \
  -device vfio-pci,host=${GPU}.1 \
  -drive if=pflash,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE.fd \
  -drive if=pflash,format=raw,file=/tmp/my_vars.fd \
  -drive id=disk0,if=virtio,cache=none,format=raw,file=/dev/sdb \
  -netdev type=tap,id=net0,ifname=vmtap0,vhost=on \
  -device virtio-net-pci,netdev=net0,mac=52:54:00:aa:bb:cc &> /dev/null
