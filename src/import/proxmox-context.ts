import type { ProxmoxEntry } from './proxmox-file.js';
import { readPropertyString, readProxmoxBoolean } from './proxmox-file.js';
import type { StepCollector } from './step-collector.js';

/** What one setting has to know of the others. */
export interface ProxmoxContext {
  readonly collector: StepCollector;
  readonly isUefi: boolean;
  readonly isQ35: boolean;
  /** Version of Windows by `ostype`, 0 for other guests. */
  readonly windows: number;
  /** vCPUs that the guest may have. */
  readonly vcpus: number;
  readonly hasVga: boolean;
  readonly hasHugepages: boolean;
  /** `hidden=…` of `cpu`. */
  readonly hidden: boolean | undefined;
  /** True where `cpu` names a Hyper-V vendor id. */
  readonly hasVendorId: boolean;
  /** True where a `-cpu` in `args` replaces all that Proxmox VE says of the CPU. */
  readonly isCpuReplaced: boolean;
  /** Functions of whole cards that the caller told, by the short address of the card. */
  readonly functions: ReadonlyMap<string, string>;
  /** Cards whose functions were asked for. */
  readonly usedFunctions: Set<string>;
  /** Places in the boot order by the name of the device, from 1. */
  readonly bootOrder: ReadonlyMap<string, number>;
}

/** Look through all settings before one of them is imported. */
export function readContext(
  entries: readonly ProxmoxEntry[],
  collector: StepCollector,
  functions: ReadonlyMap<string, string>,
): ProxmoxContext {
  const values = new Map(entries.map(({ key, value }) => [key, value]));
  const number = (key: string) => Number(values.get(key) ?? 1) || 1;
  const machine = readPropertyString(values.get('machine') ?? '', 'type').get('type') ?? '';
  const order = readPropertyString(values.get('boot') ?? '', 'legacy').get('order') ?? '';
  const names = order.split(';').filter((name) => name !== '');
  return {
    collector,
    isUefi: values.get('bios') === 'ovmf',
    isQ35: /q35/.test(machine),
    windows: windowsVersion(values.get('ostype') ?? ''),
    vcpus: number('cores') * number('sockets'),
    hasVga: values.has('vga'),
    hasHugepages: values.has('hugepages'),
    hidden: readProxmoxBoolean(readPropertyString(values.get('cpu') ?? '', 'cputype').get('hidden')),
    hasVendorId: /\bhv-vendor-id=/.test(values.get('cpu') ?? ''),
    isCpuReplaced: /(^|\s)--?cpu\s/.test(values.get('args') ?? ''),
    functions,
    usedFunctions: new Set(),
    bootOrder: new Map(names.map((name, index) => [name, index + 1])),
  };
}

/** As qemu-server counts (windows_version of PVE::QemuServer::Helpers). */
function windowsVersion(ostype: string): number {
  if (/^(wxp|w2k3|w2k)$/.test(ostype)) return 5;
  if (/^(w2k8|wvista)$/.test(ostype)) return 6;
  return Number(/^win([0-9]+)$/.exec(ostype)?.[1] ?? 0);
}
