qemu-system-x86_64 -accel kvm -cpu host -m 4G \
  -device vfio-pci-nohotplug,sysfsdev=/sys/bus/mdev/devices/4b20d080-1b54-4048-85b3-a6a62d165c01,display=on,ramfb=on,x-igd-opregion=on \
  -display gtk,gl=on \
  -device vfio-pci,sysfsdev=/sys/bus/pci/devices/0000:06:10.2
