qemu-system-x86_64 -cpu host,hypervisor=off,kvm=off,hv_vendor_id=abc,hv_relaxed -cpu host,-hypervisor,hv_relaxed,hv_vapic=off -device vfio-pci,host=01:00.0
