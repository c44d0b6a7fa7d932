qemu-system-x86_64 -machine pc-i440fx-7.2 -cpu Skylake-Client-IBRS,kvm=off,hv_passthrough,+pcid -device vfio-pci,host=01:00.0 -device vfio-pci,host=nonsense -device edu -set device.x.y=z disk.img
