2024-05-01 10:00:00.123+0000: starting up libvirt version: 9.0.0, package: 4+deb12u1 (Debian), qemu version: 7.2.9, kernel: 6.1.0, hostname: host
LC_ALL=C \
PATH=/usr/local/sbin:/usr/bin \
XDG_CACHE_HOME=/var/lib/libvirt/qemu/domain-1-win10/.cache \
/usr/bin/qemu-system-x86_64 \
-name guest=win10,debug-threads=on \
-object '{"qom-type":"secret","id":"masterKey0","format":"raw","file":"/var/lib/libvirt/qemu/domain-1-win10/master-key.aes"}' \
-blockdev '{"driver":"file","filename":"/usr/share/OVMF/OVMF_CODE_4M.fd","node-name":"libvirt-pflash0-storage","auto-read-only":true,"discard":"unmap"}' \
-machine pc-q35-7.2,usb=off,smm=off,dump-guest-core=off,memory-backend=pc.ram,pflash0=libvirt-pflash0-format,hpet=off \
-accel kvm \
-cpu host,migratable=on,kvm=off \
-overcommit mem-lock=off \
-device '{"driver":"pcie-root-port","port":16,"chassis":1,"id":"pci.1","bus":"pcie.0","multifunction":true,"addr":"0x2"}' \
-device '{"driver":"vfio-pci","host":"0000:01:00.0","id":"hostdev0","bus":"pci.5","addr":"0x0"}' \
-device '{"driver":"usb-host","hostdevice":"/dev/bus/usb/001/004","id":"hostdev2","bus":"usb.0","port":"1"}' \
-msg timestamp=on
