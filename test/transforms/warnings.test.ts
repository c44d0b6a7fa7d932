import { describe, expect, it } from 'vitest';
import {
  addEvdevInput,
  addPciHostdev,
  addShmem,
  addTpm,
  addUsbHostdev,
  addViommu,
  convertToQ35,
  disableMemballoon,
  enableHyperv,
  hideKvm,
  modernizeQemuArguments,
  parseDomain,
  removeEmulatedVideo,
  removePciHostdev,
  type Step,
  setClockWindows,
  setCpuHostPassthrough,
  setFirmwareEfi,
  setHostdevRom,
  setMmioWindow,
  setPrimaryGpu,
  setSmbiosHost,
  setVcpuPinning,
  stripRuntime,
  transformDomain,
  useHugepages,
} from '../../src/index.js';

const QEMU = "xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'";

function domain({ type = 'kvm', machine = 'pc', root = '', os = '', devices = '', more = '' }): string {
  return `<domain type='${type}' ${root}><name>a</name><os><type arch='x86_64' machine='${machine}'>hvm</type>${os}</os><devices>${devices}</devices>${more}</domain>`;
}

function hostdev(more: string): string {
  const source = "<source><address domain='0' bus='1' slot='0' function='0'/></source>";
  return `<hostdev mode='subsystem' type='pci' managed='yes'>${source}${more}</hostdev>`;
}

function override(alias: string): string {
  return `<qemu:override><qemu:device alias='${alias}'><qemu:frontend/></qemu:device></qemu:override>`;
}

function argumentList(...values: string[]): string {
  return `<qemu:commandline>${values.map((value) => `<qemu:arg value='${value}'/>`).join('')}</qemu:commandline>`;
}

describe('says on the side', () => {
  it.each<[string, Step, string, string]>([
    ['host-passthrough without KVM', setCpuHostPassthrough(), domain({ type: 'qemu' }), 'cannot start it'],
    [
      'a raw -cpu',
      hideKvm(),
      domain({
        root: QEMU,
        more: "<qemu:commandline><qemu:arg value='-cpu'/><qemu:arg value='host'/></qemu:commandline>",
      }),
      'overrides <cpu>',
    ],
    ['a device that is not there', removePciHostdev({ address: '01:00' }), domain({}), 'no host device 01:00'],
    [
      'an override that loses its device',
      removePciHostdev({ address: '01:00.0' }),
      domain({ root: QEMU, devices: hostdev("<alias name='ua-gpu'/>"), more: override('ua-gpu') }),
      '"ua-gpu" now matches no device',
    ],
    ['a raw --cpu', hideKvm(), domain({ root: QEMU, more: argumentList('--cpu', 'host') }), 'overrides <cpu>'],
    [
      'a raw -smbios',
      setSmbiosHost(),
      domain({ root: QEMU, more: argumentList('-smbios', 'type=1,manufacturer=Other') }),
      '"-smbios" overrides <smbios> and <sysinfo>',
    ],
    [
      'a raw -rtc',
      setClockWindows(),
      domain({ root: QEMU, more: argumentList('-rtc', 'base=utc') }),
      '"-rtc" overrides <clock>',
    ],
    [
      'a video card by a raw -vga',
      removeEmulatedVideo(),
      domain({ root: QEMU, more: argumentList('-vga', 'std') }),
      'A QEMU argument brings a video card, which stays',
    ],
    [
      'a hole by a long -global',
      setMmioWindow({ size: '64G' }),
      domain({
        root: QEMU,
        machine: 'q35',
        more: argumentList('-global', 'driver=q35-pcihost,property=pci-hole64-size,value=1G'),
      }),
      'QEMU takes the size of the hole from this argument',
    ],
    [
      'a pin that numad knows nothing of',
      setVcpuPinning({ pins: 3 }),
      domain({ more: "<vcpu placement='auto'>1</vcpu>" }),
      'numad places the memory',
    ],
    [
      'a hard limit that VFIO exceeds',
      useHugepages({ size: '2M' }),
      domain({
        devices: hostdev(''),
        more: "<memory unit='GiB'>4</memory><memtune><hard_limit unit='GiB'>4</hard_limit></memtune>",
      }),
      '4194304 KiB is less than the 5242880 KiB that VFIO pins',
    ],
    [
      'a hard limit that locked memory exceeds',
      useHugepages({ locked: 'yes' }),
      domain({ more: "<memory unit='GiB'>4</memory><memtune><hard_limit>4194303</hard_limit></memtune>" }),
      'that <locked> locks',
    ],
    [
      'a page size that x86 does not have',
      useHugepages({ size: '64K' }),
      domain({ more: '<memory>65536</memory>' }),
      'huge pages of 2M and 1G',
    ],
    [
      'current memory without a balloon',
      disableMemballoon(),
      domain({ more: "<memory unit='GiB'>4</memory><currentMemory unit='GiB'>2</currentMemory>" }),
      'all of its 4194304 KiB, not the 2097152 KiB',
    ],
    [
      'an override of the balloon',
      disableMemballoon(),
      domain({ root: QEMU, devices: "<memballoon model='virtio'/>", more: override('balloon0') }),
      '"balloon0" now matches no device',
    ],
    [
      'values that are no longer read',
      setSmbiosHost(),
      domain({ more: "<sysinfo type='smbios'/>" }),
      'reads no values from <sysinfo> with mode "host"',
    ],
    ['new network cards', convertToQ35(), domain({ devices: "<interface type='user'/>" }), 'Network cards move'],
    [
      'the driver of a disk that moves',
      convertToQ35(),
      domain({ devices: "<disk type='file' device='disk'><target dev='hda' bus='ide'/></disk>" }),
      'storahci',
    ],
    ['a machine without a twin', convertToQ35(), domain({ machine: 'pc-i440fx-2.3' }), 'no q35 twin'],
    ['xHCI', convertToQ35(), domain({ devices: "<controller type='usb' index='0'/>" }), 'Windows 7'],
    ['a disk in MBR', setFirmwareEfi(), domain({}), 'MBR'],
    [
      'a store of another firmware',
      setFirmwareEfi({ loader: '/usr/share/OVMF/OVMF_CODE_4M.fd' }),
      domain({ os: "<loader readonly='yes' type='pflash'>/old.fd</loader><nvram>/vars.fd</nvram>" }),
      'another firmware',
    ],
    ['a USB device number', addUsbHostdev({ address: '1.4' }), domain({}), 'another number'],
    ['an event number', addEvdevInput({ dev: '/dev/input/event5' }), domain({}), 'after a reboot'],
    ['a device without events', addEvdevInput({ dev: '/dev/input/by-id/usb-x-mouse' }), domain({}), 'no event device'],
    ['an old mouse device', addEvdevInput({ dev: '/dev/input/mouse0' }), domain({}), 'no event device'],
    [
      'a ROM beside the display',
      setHostdevRom({ address: '01:00', file: '/gpu.rom' }),
      domain({ devices: hostdev('').replace("function='0'", "function='1'") }),
      'went on 0000:01:00.1',
    ],
    [
      'the ROM of what the guest does not get',
      setHostdevRom({ address: '01:00.0', bar: 'off' }),
      domain({ devices: hostdev("<address type='unassigned'/>") }),
      'does not get 0000:01:00.0',
    ],
    [
      'why a raw argument stays',
      modernizeQemuArguments(),
      domain({ root: QEMU, more: argumentList('-fw_cfg', 'name=opt/ovmf/X-PciMmio64Mb,string=65536') }),
      '"-fw_cfg name=opt/ovmf/X-PciMmio64Mb,string=65536" stays: libvirt reserves the names',
    ],
    [
      'a bus of another raw argument',
      modernizeQemuArguments(),
      domain({ root: QEMU, more: argumentList('-device', 'vfio-pci,host=01:00.0,bus=root.1') }),
      'Bus "root.1" is none that <controller> declares',
    ],
    [
      'an override that libvirt could not apply',
      modernizeQemuArguments(),
      domain({
        root: QEMU,
        devices: hostdev(''),
        more: `${argumentList('-set', 'device.hostdev0.x-vga=on')}<qemu:capabilities><qemu:del capability='device.json'/></qemu:capabilities>`,
      }),
      'takes away "device.json"',
    ],
    [
      'numbers in an override',
      modernizeQemuArguments(),
      domain({
        root: QEMU,
        devices: hostdev(''),
        more: argumentList('-set', 'device.hostdev0.x-vga=on') + override('hostdev0'),
      }),
      '<qemu:override> names "hostdev0"',
    ],
    [
      'a setting that keeps those beside it',
      modernizeQemuArguments(),
      domain({
        root: QEMU,
        devices: hostdev(''),
        more: argumentList('-set', 'device.hostdev0.x-vga=on', '-set', 'device.hostdev7.x-vga=on'),
      }),
      '"-set device.hostdev7.x-vga=on" stays, and counts the same devices',
    ],
    [
      'an id that another argument mentions',
      modernizeQemuArguments(),
      domain({
        root: QEMU,
        more: argumentList('-device', 'vfio-pci,host=01:00.0,id=gpu', '-set', 'device.gpu.x-vga=on'),
      }),
      'mentions its id "gpu"',
    ],
    [
      'another value in <sysinfo>',
      modernizeQemuArguments(),
      domain({
        root: QEMU,
        os: "<smbios mode='sysinfo'/>",
        more: `${argumentList('-smbios', 'type=1,serial=b')}<sysinfo type='smbios'><system><entry name='serial'>a</entry></system></sysinfo>`,
      }),
      '<sysinfo> says "a" for "serial" of <system>',
    ],
    [
      'what -cpu had overridden',
      modernizeQemuArguments(),
      domain({
        root: QEMU,
        more: `${argumentList('-cpu', 'host')}<features><kvm><hidden state='on'/></kvm></features>`,
      }),
      'kept from the guest: hidden',
    ],
    [
      'a variable that QEMU does not read',
      modernizeQemuArguments(),
      domain({ root: QEMU, more: "<qemu:commandline><qemu:env name='QEMU_PA_SERVER' value='/x'/></qemu:commandline>" }),
      '"QEMU_PA_SERVER" stays',
    ],
    [
      'a limit of memory beside an IOMMU',
      addViommu(),
      domain({ machine: 'q35', more: "<memtune><hard_limit unit='GiB'>9</hard_limit></memtune>" }),
      'raise <hard_limit>',
    ],
    [
      'an extended interrupt mode without KVM',
      addViommu({ eim: 'on' }),
      domain({ type: 'qemu', machine: 'q35' }),
      'KVM',
    ],
    [
      'a host device behind an IOMMU that QEMU cannot follow',
      addViommu({ caching_mode: 'off' }),
      domain({ machine: 'q35', devices: hostdev('') }),
      'without "caching_mode"',
    ],
    [
      'an emulated card that claims VGA too',
      setPrimaryGpu({ address: '01:00.0' }),
      domain({ devices: `<video><model type='vga'/></video>${hostdev('')}` }),
      'legacy VGA ranges',
    ],
    [
      'a card that libvirt will add',
      setPrimaryGpu({ address: '01:00.0' }),
      domain({ devices: `<graphics type='vnc'/>${hostdev('')}` }),
      'legacy VGA ranges',
    ],
    ['a window for more than 39 bits', setMmioWindow({ size: '512G' }), domain({}), 'more address bits'],
    [
      'an argument that sets the hole',
      setMmioWindow({ size: '64G' }),
      domain({
        root: QEMU,
        more: "<qemu:commandline><qemu:arg value='-global'/><qemu:arg value='q35-pcihost.pci-hole64-size=1G'/></qemu:commandline>",
      }),
      'not from <pcihole64>',
    ],
    [
      'a timezone',
      setClockWindows(),
      domain({ more: "<clock offset='timezone' timezone='Europe/Prague'/>" }),
      'Timezone "Europe/Prague" goes',
    ],
    [
      'a TPM 1.2 that is lost',
      addTpm(),
      domain({ devices: "<tpm model='tpm-tis'><backend type='emulator'/></tpm>" }),
      'sealed in it',
    ],
    ['a TPM without ACPI', addTpm(), domain({}), 'by ACPI'],
    [
      'a shared memory of another size',
      addShmem({ size: 64 }),
      domain({ devices: "<shmem name='looking-glass'><model type='ivshmem-plain'/><size unit='M'>32</size></shmem>" }),
      'Remove /dev/shm/looking-glass',
    ],
    [
      'a raw ivshmem device',
      addShmem(),
      domain({ root: QEMU, more: argumentList('-device', 'ivshmem-plain,memdev=a') }),
      'brings an ivshmem device',
    ],
    ['a screen that stays dark', removeEmulatedVideo(), domain({}), 'No GPU is passed through'],
    ['a screen that is dark at first', removeEmulatedVideo(), domain({ devices: hostdev('') }), 'shows nothing until'],
    [
      'a raw video card',
      removeEmulatedVideo(),
      domain({ root: QEMU, more: argumentList('--device', 'VGA,id=a') }),
      'brings a video card',
    ],
    [
      'sound without a viewer',
      removeEmulatedVideo({ keep: 'sound' }),
      domain({ devices: "<graphics type='spice'/><audio id='1' type='spice'/>" }),
      'goes nowhere now',
    ],
    [
      'a CPU that was expanded',
      stripRuntime(),
      domain({ root: "id='1'", more: "<cpu mode='custom' check='full'><model>EPYC</model></cpu>" }),
      'not in the dump',
    ],
    [
      'a websocket',
      stripRuntime(),
      domain({ root: "id='1'", devices: "<graphics type='vnc' port='5900' autoport='yes' websocket='5700'/>" }),
      'websocket port stays',
    ],
    [
      'aliases in a configuration',
      stripRuntime(),
      domain({ devices: "<input type='mouse' bus='ps2'><alias name='input0'/></input>" }),
      'no "id"',
    ],
  ])('%s', (_, step, xml, message) => {
    const { warnings } = transformDomain(parseDomain(xml), step);
    expect(warnings.map((warning) => warning.message).join('\n')).toContain(message);
    expect(warnings.every((warning) => warning.step === step.transform)).toBe(true);
  });

  it('once in a run', () => {
    const more = "<qemu:commandline><qemu:arg value='-cpu'/><qemu:arg value='host'/></qemu:commandline>";
    const { warnings } = transformDomain(parseDomain(domain({ root: QEMU, more })), hideKvm(), enableHyperv());
    expect(warnings).toHaveLength(1);
  });

  it('that QEMU cannot remap DMA of host devices with an AMD IOMMU', () => {
    const xml = domain({ machine: 'q35', devices: hostdev('') });
    const { warnings } = transformDomain(parseDomain(xml), addViommu({ model: 'amd' }), {
      target: { libvirt: '11.5' },
    });
    expect(warnings.map((warning) => warning.message).join()).toContain('dma-remap');
  });

  it('nothing where there is nothing to say', () => {
    const quiet = domain({ machine: 'q35' });
    expect(transformDomain(parseDomain(quiet), hideKvm(), addPciHostdev({ address: '01:00.0' })).warnings).toEqual([]);
    const events = addEvdevInput({ dev: '/dev/input/by-id/usb-x-event-kbd' });
    expect(transformDomain(parseDomain(quiet), addUsbHostdev({ id: '046d:c52b' }), events).warnings).toEqual([]);
  });
});
