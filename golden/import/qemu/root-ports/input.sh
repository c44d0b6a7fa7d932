qemu-system-x86_64 -machine q35,accel=kvm -cpu host \
  -device ioh3420,bus=pcie.0,addr=1c.0,multifunction=on,port=1,chassis=1,id=root.1 \
  -device pcie-root-port,port=0x10,chassis=2,id=rp2,bus=pcie.0,addr=0x3 \
  -device vfio-pci,host=02:00.0,bus=root.1,addr=00.0,multifunction=on,x-vga=on \
  -device vfio-pci,host=02:00.1,bus=root.1,addr=00.1 \
  -device vfio-pci,host=03:00.0,bus=rp2,bootindex=0,rombar=0 \
  -device pxb-pcie,id=pcie.9,bus_nr=9,numa_node=1 \
  -bios /usr/share/qemu/bios.bin -vga none
