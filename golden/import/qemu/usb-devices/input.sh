qemu-kvm -cpu max -usb -device qemu-xhci,id=xhci \
  -device usb-host,hostbus=1,hostaddr=4 \
  -device usb-host,hostbus=3,hostport=2.1 \
  -device usb-host,vendorid=1133,productid=50475,guest-reset=false \
  -device usb-host,vendorid=0x046d \
  -usbdevice host:1532:0101 -usbdevice tablet -usb -device usb-tablet
