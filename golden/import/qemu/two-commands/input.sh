if [ "$1" = install ]; then
  qemu-system-x86_64 -cpu host -device vfio-pci,host=01:00.0 -cdrom win.iso
else
  qemu-system-x86_64 -cpu host -device vfio-pci,host=02:00.0
fi
cat <<EOF > /tmp/readme
-device vfio-pci,host=04:00.0
EOF
