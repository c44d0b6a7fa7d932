import { ensureTimer, listTimers } from '../domain/clock.js';
import { addDevice, findRootController } from '../domain/devices.js';
import type { DomainDraft } from '../domain/domain-draft.js';
import { machineFamily } from '../domain/machine.js';
import { readQemuProperties, readQemuSize } from '../domain/qemu-option.js';
import { markup } from '../xml/fragment.js';
import { type Judge, type Move, REASON } from './modernize-qemu-arguments-judge.js';

/** `-global` for what libvirt sets in the same way: power management, the PIT and the 64-bit window of PCI. */
export const global: Judge = (draft, { name, value = '' }) => {
  if (name !== 'global') return undefined;
  const { driver, property, text } = readGlobal(value);
  switch (`${driver}.${property}`) {
    case 'ICH9-LPC.disable_s3':
    case 'PIIX4_PM.disable_s3':
      return powerManagement(draft, driver, 'suspend-to-mem', text);
    case 'ICH9-LPC.disable_s4':
    case 'PIIX4_PM.disable_s4':
      return powerManagement(draft, driver, 'suspend-to-disk', text);
    case 'kvm-pit.lost_tick_policy':
      return pitPolicy(draft, text);
    case 'q35-pcihost.pci-hole64-size':
    case 'i440FX-pcihost.pci-hole64-size':
      return pciHole(draft, driver, text);
    default:
      return undefined;
  }
};

function readGlobal(value: string): { driver: string; property: string; text: string } {
  const [, driver, property, text = ''] = /^([^.=,]+)\.([^=,]+)=(.*)$/.exec(value) ?? [];
  if (driver !== undefined && property !== undefined) return { driver, property, text };
  const properties = readQemuProperties(value);
  const read = (key: string) => properties?.get(key) ?? '';
  return { driver: read('driver'), property: read('property'), text: read('value') };
}

function powerManagement(draft: DomainDraft, driver: string, element: string, text: string): Move | string {
  const wanted = driver === 'ICH9-LPC' ? 'q35' : 'i440fx';
  if (machineFamily(draft) !== wanted) return `The machine has no ${driver}`;
  if (!/^[01]$/.test(text)) return 'Expected 0 or 1';
  return { apply: () => void draft.ensure(`pm/${element}`, { enabled: text === '1' ? 'no' : 'yes' }, REASON) };
}

function pitPolicy(draft: DomainDraft, text: string): Move | string {
  const timers = listTimers(draft, 'pit');
  const isOther = timers.some((timer) => timer.attribute('present') === 'no' || timer.child('catchup') !== undefined);
  if (!/^(delay|discard)$/.test(text) || isOther) return 'libvirt cannot say it of its <timer name="pit">';
  return { apply: () => ensureTimer(draft, { name: 'pit', tickpolicy: text }, 'utc', REASON) };
}

/** More address bits than any processor has; libvirt counts the bytes in 64 bits. */
const MAX_HOLE = 2 ** 57;

function pciHole(draft: DomainDraft, driver: string, text: string): Move | string {
  if (machineFamily(draft) !== (driver === 'q35-pcihost' ? 'q35' : 'i440fx')) return `The machine has no ${driver}`;
  const size = readQemuSize(text);
  if (size === undefined || size % 1024 !== 0) return 'libvirt takes sizes in KiB';
  if (size > MAX_HOLE) return 'libvirt takes no hole of that size';
  const root = findRootController(draft);
  const [amount, unit] = size % 1024 ** 3 === 0 ? [size / 1024 ** 3, 'GiB'] : [size / 1024, 'KiB'];
  const existing = root?.child('pcihole64');
  return {
    apply() {
      const hole = markup('pcihole64', { unit }, String(amount));
      if (root === undefined) {
        const model = driver === 'q35-pcihost' ? 'pcie-root' : 'pci-root';
        addDevice(draft, markup('controller', { type: 'pci', index: '0', model }, [hole]), REASON);
      } else if (existing === undefined) {
        draft.add(root, hole, REASON);
      } else {
        draft.setAttribute(existing, 'unit', unit, REASON);
        draft.setText(existing, String(amount), REASON);
      }
    },
  };
}
