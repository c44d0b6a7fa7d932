import type { HostSnapshot } from '../model.js';
import type { HostFiles } from './host-files.js';
import { readInteger, readSwitch } from './parse.js';

/** Read what the processor can do, of the first record of /proc/cpuinfo. */
export async function readCpu(files: HostFiles): Promise<HostSnapshot['cpu']> {
  const text = (await files.readText('/proc/cpuinfo', { limit: 65_536, mayBeCut: true })) ?? '';
  const record = new Map(
    [...(text.split(/\n\s*\n/, 1)[0] ?? '').matchAll(/^([^:\t\n]+?)\s*:[ \t]*(.*)$/gm)].map(
      ([, key = '', value = '']) => [key, value.trim()],
    ),
  );
  const flags = (record.get('flags') ?? '').split(/\s+/).filter(Boolean);
  const module = await firstExisting(files, ['kvm_intel', 'kvm_amd']);
  const bits = /^([0-9]+) bits physical/.exec(record.get('address sizes') ?? '');
  return {
    vendor: record.get('vendor_id') ?? null,
    model: record.get('model name') ?? null,
    virtualization: flags.includes('vmx') ? 'vmx' : flags.includes('svm') ? 'svm' : null,
    flags,
    physicalAddressBits: readInteger(bits?.[1]),
    kvm: {
      hasDevice: await files.exists('/dev/kvm'),
      module,
      isNested: module === null ? null : readSwitch(await files.readLine(`/sys/module/${module}/parameters/nested`)),
    },
  };
}

async function firstExisting(files: HostFiles, modules: readonly string[]): Promise<string | null> {
  for (const name of modules) if (await files.exists(`/sys/module/${name}`)) return name;
  return null;
}
