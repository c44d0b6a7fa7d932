import { describe, expect, it } from 'vitest';
import {
  addPciHostdev,
  addViommu,
  convertToQ35,
  enableHyperv,
  hideKvm,
  parseDomain,
  removePciHostdev,
  type Step,
  setCpuHostPassthrough,
  setFirmwareEfi,
  setMmioWindow,
  setPrimaryGpu,
  transformDomain,
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
    [
      'an override by number, when a hostdev goes',
      removePciHostdev({ address: '01:00.0' }),
      domain({ root: QEMU, devices: hostdev(''), more: override('hostdev0') }),
      'numbers host devices anew',
    ],
    [
      'an argument by number, when a hostdev gets another alias',
      addPciHostdev({ address: '01:00.0', alias: 'ua-gpu' }),
      domain({
        root: QEMU,
        devices: hostdev(''),
        more: "<qemu:commandline><qemu:arg value='-set'/><qemu:arg value='device.hostdev0.x-vga=on'/></qemu:commandline>",
      }),
      'numbers host devices anew',
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
  });
});
