qemu-system-x86_64 -machine q35,hpet=off -cpu qemu64 -cpu host -vga std -vga none -rtc base=localtime \
  -smbios type=1,manufacturer=First,product=Box -smbios type=1,manufacturer=Second \
  -device vfio-pci,host=01:00.0,romfile=/a.rom -device vfio-pci,host=0000:01:00.0,romfile=/b.rom \
  -device vfio-pci,host=01:00.1,bootindex=1 \
  -device vfio-pci,host=02:00.0,romfile=
