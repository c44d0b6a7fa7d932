qemu-system-x86_64 -device vfio-pci,host=01:00.2 -device vfio-pci,host=01:00.0,romfile=/srv/gpu.rom -device vfio-pci,host=01:00.1 -device vfio-pci,host=0001:03:00.0 -device vfio-pci,host=01:00.5,romfile=/srv/other.rom \ 
  -cpu "host"
