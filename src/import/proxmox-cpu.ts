import type { ProxmoxContext } from './proxmox-context.js';
import { type ProxmoxEntry, readPropertyString, readProxmoxBoolean } from './proxmox-file.js';
import { modelReason } from './qemu-cpu.js';

/** `cpu: host,hidden=1,flags=+pcid`. */
export function importCpuSetting({ value, source }: ProxmoxEntry, context: ProxmoxContext): void {
  const { collector, hidden, isCpuReplaced } = context;
  if (isCpuReplaced) {
    collector.note(source, 'The -cpu in "args" replaces it');
    return;
  }
  const options = readPropertyString(value, 'cputype');
  const model = options.get('cputype') ?? 'kvm64';
  const isHost = model === 'host';
  if (isHost) collector.add('set-cpu-host-passthrough', {}, source);
  else collector.unmapped({ ...source, text: `cpu: ${model}` }, modelReason(model));
  if (hidden === true) collector.add('hide-kvm', {}, source);
  else if (hidden === false) collector.note({ ...source, text: 'hidden=0' }, 'KVM shows itself unless it is hidden');
  importVendorId(options.get('hv-vendor-id'), source, context);
  for (const flag of (options.get('flags') ?? '').split(';').filter((text) => text !== '')) {
    importFlag(flag, isHost, { ...source, text: `flags=${flag}` }, context);
  }
  for (const [name, text] of options) {
    const isKnown = /^(cputype|hidden|hv-vendor-id|flags)$/.test(name);
    if (!isKnown) collector.unmapped({ ...source, text: `${name}=${text}` }, otherReason(name));
  }
}

function otherReason(name: string): string {
  return name === 'phys-bits' ? 'set-mmio-window passes the address width of the host, with a size' : 'No step says it';
}

function importVendorId(id: string | undefined, source: ProxmoxEntry['source'], context: ProxmoxContext): void {
  if (id === undefined) return;
  if (seesHyperv(context)) context.collector.add('enable-hyperv', { vendor_id: id }, source);
  else context.collector.note({ ...source, text: `hv-vendor-id=${id}` }, 'Proxmox VE shows it to Windows guests only');
}

function importFlag(flag: string, isHost: boolean, source: ProxmoxEntry['source'], context: ProxmoxContext): void {
  const { collector } = context;
  const [sign, name] = [flag[0], flag.slice(1)];
  const isIn = name === 'hv-tlbflush' && seesHyperv(context);
  if (sign === '+' && isIn) collector.note(source, 'enable-hyperv switches it on');
  else if (sign === '-' && /^hv-/.test(name) && !isIn) collector.note(source, 'Off is what QEMU does without it');
  else if (sign === '+' && isHost && !/^hv-/.test(name)) {
    collector.note(source, 'The host CPU brings it, where the host has it');
  } else if (/^hv-/.test(name))
    collector.unmapped(source, `enable-hyperv does not switch it ${sign === '+' ? 'on' : 'off'}`);
  else collector.unmapped(source, 'No step sets a CPU feature: write a <feature> into <cpu>');
}

/** True where Proxmox VE switches on Hyper-V (get_hyperv_enlightenments of qemu-server). */
export function seesHyperv({ windows, isUefi, isCpuReplaced }: ProxmoxContext): boolean {
  return !isCpuReplaced && windows >= (isUefi ? 8 : 6);
}

/** `ostype: win11`: what Proxmox VE switches on for Windows. */
export function importOstype({ value, source }: ProxmoxEntry, context: ProxmoxContext): void {
  const { collector, windows } = context;
  if (windows === 0) {
    collector.note(source, 'Proxmox VE does nothing for this guest that a step says');
    return;
  }
  collector.add('set-clock-windows', {}, source);
  if (seesHyperv(context)) collector.add('enable-hyperv', { set: 'full' }, source);
  else if (context.isCpuReplaced) collector.note(source, 'The -cpu in "args" says which Hyper-V the guest sees');
  else collector.note(source, `Proxmox VE does not switch on Hyper-V for ostype "${value}" with this CPU and BIOS`);
}

/** A GPU with x-vga in a Windows guest: Proxmox VE calls its Hyper-V "proxmox" where nobody says otherwise. */
export function importGpuVendorId({ value, source }: ProxmoxEntry, context: ProxmoxContext): void {
  const isPrimary = readProxmoxBoolean(readPropertyString(value, 'host').get('x-vga')) === true;
  if (isPrimary && seesHyperv(context) && !context.hasVendorId) {
    context.collector.add('enable-hyperv', { vendor_id: 'proxmox' }, source);
  }
}
