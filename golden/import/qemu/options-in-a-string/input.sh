OPTS=""
OPTS="$OPTS -cpu host,kvm=off"
OPTS="$OPTS -device vfio-pci,host=02:00.0,x-vga=on"
OPTS="$OPTS -device vfio-pci,host=02:00.1"
OPTS="$OPTS -vga none"
OPTS="$OPTS -drive file=$HOME/win.img,if=virtio"
QEMU_AUDIO_DRV=pa qemu-system-x86_64 $OPTS
