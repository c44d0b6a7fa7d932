qemu-system-x86_64 -enable-kvm -m $MEM -cpu host,hv_vendor_id=$VENDOR \
  -device vfio-pci,host=$GPU,multifunction=on \
  -device vfio-pci,host=${AUDIO:-01:00.1},romfile=$ROM \
  -device vfio-pci,host=$(lspci -D | awk '/NVMe/{print $1}') \
  -object input-linux,id=kbd,evdev=`ls /dev/input/by-id/*-event-kbd`,grab_all=on \
  $EXTRA_ARGS -drive file="$IMAGES/win10.qcow2",if=virtio
