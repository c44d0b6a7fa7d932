qemu-system-x86_64 -cpu host,host-phys-bits=on,pmu=off -device vfio-pci,host=01:00.0,x-no-kvm-intx=on \
  -smbios type=0,vendor="American Megatrends Inc.",version=2806,date=10/27/2022 \
  -smbios type=1,manufacturer=ASUS,product="System Product Name",serial=abc \
  -smbios type=2,manufacturer="ASUSTeK",product="TUF GAMING B550-PLUS" \
  -smbios type=4,manufacturer=AMD \
  -no-hpet -global ICH9-LPC.disable_s3=1 -global kvm-pit.lost_tick_policy=delay
