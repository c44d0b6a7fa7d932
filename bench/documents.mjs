/** The documents that the benchmark reads. They are made here, so that nothing has to be fetched or kept. */

/** An ordinary desktop domain of about 6 KB, the way `virsh dumpxml --inactive` prints one. */
export function desktopDomain() {
  return domain(devices());
}

/** The same domain with this many PCI host devices, each on an address of its own. */
export function domainWithHostdevs(count) {
  const hostdevs = Array.from({ length: count }, (_, index) => hostdev(index));
  return domain(`${devices()}${hostdevs.join('')}`);
}

function domain(content) {
  return `<domain type='kvm'>
  <name>bench-desktop</name>
  <uuid>5c0f1d0e-2a7b-4b86-9d5e-6f1f5b0a7c31</uuid>
  <title>Desktop for the benchmark</title>
  <description>Three disks, two networks, a SPICE console; nothing is passed through yet.</description>
  <metadata>
    <libosinfo:libosinfo xmlns:libosinfo="http://libosinfo.org/xmlns/libvirt/domain/1.0">
      <libosinfo:os id="http://microsoft.com/win/10"/>
    </libosinfo:libosinfo>
  </metadata>
  <memory unit='KiB'>16777216</memory>
  <currentMemory unit='KiB'>16777216</currentMemory>
  <vcpu placement='static'>8</vcpu>
  <iothreads>1</iothreads>
  <resource>
    <partition>/machine</partition>
  </resource>
  <os>
    <type arch='x86_64' machine='pc-i440fx-7.2'>hvm</type>
    <boot dev='hd'/>
    <boot dev='cdrom'/>
    <bootmenu enable='yes' timeout='3000'/>
  </os>
  <features>
    <acpi/>
    <apic/>
    <vmport state='off'/>
  </features>
  <cpu mode='custom' match='exact' check='partial'>
    <model fallback='allow'>Skylake-Client-IBRS</model>
    <topology sockets='1' dies='1' cores='4' threads='2'/>
    <feature policy='require' name='ssbd'/>
    <feature policy='disable' name='mpx'/>
  </cpu>
  <clock offset='utc'>
    <timer name='rtc' tickpolicy='catchup'/>
    <timer name='pit' tickpolicy='delay'/>
    <timer name='hpet' present='no'/>
  </clock>
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>restart</on_reboot>
  <on_crash>destroy</on_crash>
  <pm>
    <suspend-to-mem enabled='no'/>
    <suspend-to-disk enabled='no'/>
  </pm>
  <devices>${content}
  </devices>
</domain>
`;
}

function devices() {
  return `
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <!-- the system, on an LVM volume -->
    <disk type='block' device='disk'>
      <driver name='qemu' type='raw' cache='none' io='native' discard='unmap'/>
      <source dev='/dev/vg0/bench-desktop'/>
      <target dev='vda' bus='virtio'/>
      ${slot(7)}
    </disk>
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2' cache='writeback'/>
      <source file='/var/lib/libvirt/images/bench-data.qcow2'/>
      <target dev='vdb' bus='virtio'/>
      ${slot(8)}
    </disk>
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2' cache='writeback'/>
      <source file='/var/lib/libvirt/images/bench-games.qcow2'/>
      <target dev='vdc' bus='virtio'/>
      ${slot(11)}
    </disk>
    <disk type='file' device='cdrom'>
      <driver name='qemu' type='raw'/>
      <target dev='hda' bus='ide'/>
      <readonly/>
      <address type='drive' controller='0' bus='0' target='0' unit='0'/>
    </disk>
    <controller type='usb' index='0' model='ich9-ehci1'>
      ${slot(5, 7)}
    </controller>
    <controller type='usb' index='0' model='ich9-uhci1'>
      <master startport='0'/>
      ${slot(5, 0, " multifunction='on'")}
    </controller>
    <controller type='usb' index='0' model='ich9-uhci2'>
      <master startport='2'/>
      ${slot(5, 1)}
    </controller>
    <controller type='usb' index='0' model='ich9-uhci3'>
      <master startport='4'/>
      ${slot(5, 2)}
    </controller>
    <controller type='pci' index='0' model='pci-root'/>
    <controller type='ide' index='0'>
      ${slot(1, 1)}
    </controller>
    <controller type='virtio-serial' index='0'>
      ${slot(6)}
    </controller>
    <interface type='network'>
      <mac address='52:54:00:6b:3c:58'/>
      <source network='default'/>
      <model type='virtio'/>
      ${slot(3)}
    </interface>
    <interface type='bridge'>
      <mac address='52:54:00:6b:3c:59'/>
      <source bridge='br0'/>
      <model type='virtio'/>
      ${slot(12)}
    </interface>
    <serial type='pty'>
      <target type='isa-serial' port='0'>
        <model name='isa-serial'/>
      </target>
    </serial>
    <console type='pty'>
      <target type='serial' port='0'/>
    </console>
    <channel type='unix'>
      <target type='virtio' name='org.qemu.guest_agent.0'/>
      <address type='virtio-serial' controller='0' bus='0' port='1'/>
    </channel>
    <channel type='spicevmc'>
      <target type='virtio' name='com.redhat.spice.0'/>
      <address type='virtio-serial' controller='0' bus='0' port='2'/>
    </channel>
    <input type='tablet' bus='usb'>
      <address type='usb' bus='0' port='1'/>
    </input>
    <input type='mouse' bus='ps2'/>
    <input type='keyboard' bus='ps2'/>
    <graphics type='spice' autoport='yes'>
      <listen type='address'/>
      <image compression='off'/>
    </graphics>
    <sound model='ich6'>
      ${slot(4)}
    </sound>
    <audio id='1' type='spice'/>
    <video>
      <model type='qxl' ram='65536' vram='65536' vgamem='16384' heads='1' primary='yes'/>
      ${slot(2)}
    </video>
    <redirdev bus='usb' type='spicevmc'>
      <address type='usb' bus='0' port='2'/>
    </redirdev>
    <memballoon model='virtio'>
      ${slot(9)}
    </memballoon>
    <rng model='virtio'>
      <backend model='random'>/dev/urandom</backend>
      ${slot(10)}
    </rng>`;
}

function hostdev(index) {
  // From bus 02 on: bus 01 is left to the device that the pipeline adds.
  const bus = hex(2 + (index >> 8), 2);
  return `
    <hostdev mode='subsystem' type='pci' managed='yes'>
      <source>
        <address domain='0x0000' bus='0x${bus}' slot='0x${hex((index >> 3) & 0x1f, 2)}' function='0x${index & 7}'/>
      </source>
    </hostdev>`;
}

function slot(number, last = 0, more = '') {
  return `<address type='pci' domain='0x0000' bus='0x00' slot='0x${hex(number, 2)}' function='0x${last}'${more}/>`;
}

function hex(value, digits) {
  return value.toString(16).padStart(digits, '0');
}
