LC_ALL=C \
PATH=/usr/bin \
/usr/bin/qemu-system-x86_64 \
-name guest=win11,debug-threads=on \
-S \
-blockdev '{"driver":"file","filename":"/usr/share/OVMF/OVMF_CODE_4M.ms.fd","node-name":"libvirt-pflash0-storage","auto-read-only":true,"discard":"unmap"}' \
-machine pc-q35-7.2,usb=off,smm=on,pflash0=libvirt-pflash0-format,pflash1=libvirt-pflash1-format \
-accel kvm \
-cpu host,migratable=on,hv-time=on,hv-relaxed=on,hv-vapic=on,hv-spinlocks=0x1fff,hv-vpindex=on,hv-synic=on,hv-stimer=on,hv-evmcs=on,kvm=off \
-device '{"driver":"pcie-root-port","port":16,"chassis":1,"id":"pci.1","bus":"pcie.0","multifunction":true,"addr":"0x2"}' \
-device '{"driver":"vfio-pci","host":"0000:01:00.0","id":"hostdev0","bus":"pci.4","addr":"0x0","rombar":0,"x-pci-sub-vendor-id":4163}' \
-device '{"driver":"vfio-pci","host":"0000:01:00.1","id":"hostdev1","bus":"pci.5","addr":"0x0","romfile":"/srv/audio.rom"}' \
-audiodev '{"id":"audio1","driver":"none"}' \
-msg timestamp=on
