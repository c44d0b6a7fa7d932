[Unit]
Description=Windows guest

[Service]
ExecStart=/usr/bin/qemu-system-x86_64 -machine q35,accel=kvm -cpu host,kvm=off \
  -device vfio-pci,host=01:00.0,multifunction=on -device vfio-pci,host=01:00.1 \
  -drive if=pflash,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.fd
Restart=no
