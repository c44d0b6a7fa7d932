qemu-system-x86_64 -machine q35,accel=kvm,kernel-irqchip=split -cpu host \
  -device intel-iommu,intremap=on,caching-mode=on,aw-bits=48,device-iotlb=on \
  -device vfio-pci,host=0000:05:00.0
