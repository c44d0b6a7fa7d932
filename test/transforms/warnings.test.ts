import { describe, expect, it } from 'vitest';
import {
  addPciHostdev,
  addShmem,
  addTpm,
  convertToQ35,
  enableHyperv,
  hideKvm,
  parseDomain,
  removeEmulatedVideo,
  removePciHostdev,
  type Step,
  setClockWindows,
  setCpuHostPassthrough,
  setFirmwareEfi,
  stripRuntime,
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
      domain({ root: QEMU, more: "<qemu:commandline><qemu:arg value='ivshmem-plain,memdev=a'/></qemu:commandline>" }),
      'brings an ivshmem device',
    ],
    ['a screen that stays dark', removeEmulatedVideo(), domain({}), 'No GPU is passed through'],
    ['a screen that is dark at first', removeEmulatedVideo(), domain({ devices: hostdev('') }), 'shows nothing until'],
    [
      'a raw video card',
      removeEmulatedVideo(),
      domain({ root: QEMU, more: "<qemu:commandline><qemu:arg value='VGA,id=a'/></qemu:commandline>" }),
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

  it('nothing where there is nothing to say', () => {
    const quiet = domain({ machine: 'q35' });
    expect(transformDomain(parseDomain(quiet), hideKvm(), addPciHostdev({ address: '01:00.0' })).warnings).toEqual([]);
  });
});
