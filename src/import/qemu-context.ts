import { readQemuBoolean } from '../domain/qemu-option.js';
import type { StepCollector } from './step-collector.js';

/** What is known of a guest besides the options of QEMU. */
export interface GuestFacts {
  /** True for a guest that boots with UEFI. */
  readonly isUefi?: boolean;
  /** True where `set-clock-windows` is asked for. */
  readonly hasWindowsClock?: boolean;
}

/** What one option of QEMU has to know of the others. */
export interface QemuContext extends Required<GuestFacts> {
  readonly collector: StepCollector;
  /** True where `set-cpu-host-passthrough` is asked for. */
  readonly hasHostCpu: boolean;
  /** True where the guest has an IOMMU that remaps interrupts. */
  readonly hasIommu: boolean;
  readonly hasHugepages: boolean;
  /** Properties of `-object` by their ids. */
  readonly objects: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** Why something needs no step. */
export const KEPT = {
  disk: 'The domain keeps its disks',
  network: 'The domain keeps its network',
  display: 'The domain keeps its graphics',
  sound: 'The domain keeps its sound',
  console: 'The domain keeps its serial ports and channels; libvirt has a monitor of its own',
  boot: 'The domain keeps its boot order',
  identity: 'The domain keeps its name and UUID',
  size: 'The domain keeps its memory and vCPUs',
  process: 'libvirt runs the QEMU process its own way',
  usb: 'The domain has USB controllers and input devices',
};

/** An option that is there only where it has a value. */
export function optional<Value>(name: string, value: Value | undefined): Record<string, Value> {
  return value === undefined ? {} : { [name]: value };
}

/** `on` or `off` as libvirt writes it, however QEMU took it. */
export function switchOf(text: string | undefined): 'on' | 'off' | undefined {
  const isOn = readQemuBoolean(text);
  return isOn === undefined ? undefined : isOn ? 'on' : 'off';
}
