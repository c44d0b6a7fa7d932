/** Documents that libvirt calls invalid and no rule is about, each with the reason. */
export const UNCAUGHT: Readonly<Record<string, string>> = {
  'tests/genericxml2xmlindata/chardev-reconnect-invalid-mode.xml': 'how a character device reconnects',
  'tests/qemuxml2argvdata/chardev-reconnect-invalid-timeout.xml': 'how a character device reconnects',
  'tests/qemuxml2argvdata/disk-cdrom-empty-network-invalid.xml': 'libvirt 9.0 defines it: the drive is empty',
  'tests/qemuxml2xmloutdata/disk-cdrom-empty-network-invalid.x86_64-latest.xml':
    'what libvirt makes of the same document',
  'tests/qemuxml2argvdata/hostdev-subsys-mdev-vfio-ccw-invalid-address.xml': 'a guest of s390x',
  'tests/qemuxml2argvdata/hostdev-vfio-zpci-invalid-uid-valid-fid.xml': 'a guest of s390x',
  'tests/qemuxml2argvdata/luks-disk-invalid.xml': 'how an image is encrypted',
  'tests/qemuxml2argvdata/mach-virt-serial-invalid-machine.xml': 'a serial console of Arm',
  'tests/qemuxml2argvdata/machine-loadparm-s390-char-invalid.xml': 'a guest of s390x',
  'tests/qemuxml2argvdata/machine-loadparm-s390-len-invalid.xml': 'a guest of s390x',
  'tests/qemuxml2argvdata/pci-rom-disabled-invalid.xml': 'libvirt defines it: the old way to show no ROM',
  'tests/qemuxml2xmloutdata/pci-rom-disabled-invalid.xml': 'what libvirt makes of the same document',
  'tests/qemuxml2argvdata/pseries-phb-invalid-target-index-1.xml': 'a guest of POWER',
  'tests/qemuxml2argvdata/pseries-phb-invalid-target-index-2.xml': 'a guest of POWER',
  'tests/qemuxml2argvdata/pseries-phb-invalid-target-index-3.xml': 'a guest of POWER',
  'tests/qemuxml2argvdata/pseries-serial-invalid-machine.xml': 'a serial console of POWER',
  'tests/qemuxml2argvdata/pseries-spaprvio-invalid.xml': 'a guest of POWER',
};
