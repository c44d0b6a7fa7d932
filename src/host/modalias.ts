import type { PciFunction } from './model.js';

const FIELDS = /^pci:v(.+?)d(.+?)sv(.+?)sd(.+?)bc(.+?)sc(.+?)i(.+)$/;

/** A module, and the devices that it is for: ids in upper case with leading zeros, `*` for any. */
export interface ModuleAlias {
  readonly module: string;
  readonly fields: readonly string[];
}

/**
 * Read the aliases for PCI devices of modules.alias (`alias pci:v…i* nvme`) and of modules.builtin.modinfo
 * (`ahci.alias=pci:v…`, each ended by a NUL). Names are those of modules, with underscores.
 *
 * @see depmod(8) and modules.builtin.modinfo in Documentation/kbuild/kbuild.rst of Linux 6.12
 */
export function parseAliases(text: string): ModuleAlias[] {
  return [...text.matchAll(/^alias (pci:\S+) (\S+)$|([^\n.\0]+)\.alias=(pci:[^\0\n]+)/gm)].flatMap((match) => {
    const [, pattern = match[4] ?? '', module = match[3] ?? ''] = match;
    const fields = FIELDS.exec(pattern)?.slice(1);
    return fields === undefined ? [] : [{ module: module.replaceAll('-', '_'), fields }];
  });
}

/** The modules that are for a device, in the order of the aliases, each once. */
export function matchAliases(aliases: readonly ModuleAlias[], modalias: string | null): string[] {
  const own = FIELDS.exec(modalias ?? '')?.slice(1);
  if (own === undefined) return [];
  const isFor = ({ fields }: ModuleAlias) =>
    fields.every((field, index) => field === '*' || field === own[index] || isGlobFor(field, own[index] ?? ''));
  return [...new Set(aliases.filter(isFor).map(({ module }) => module))];
}

/** Write the alias of a device, as its file `modalias` has it. */
export function formatModalias(device: Pick<PciFunction, 'vendor' | 'device' | 'subsystem' | 'class'>): string | null {
  const { vendor, device: id, subsystem, class: code } = device;
  if (vendor === null || id === null || subsystem === null || code === null) return null;
  const [subvendor = '', subdevice = ''] = subsystem.split(':');
  const wide = [vendor, id, subvendor, subdevice].map((part) => part.padStart(8, '0').toUpperCase());
  const [base, sub, interface_] = [code.slice(0, 2), code.slice(2, 4), code.slice(4)].map((part) => part.toUpperCase());
  return `pci:v${wide[0]}d${wide[1]}sv${wide[2]}sd${wide[3]}bc${base}sc${sub}i${interface_}`;
}

/** Few aliases have a `*` or a `?` within a field. */
function isGlobFor(field: string, value: string): boolean {
  if (!/[*?]/.test(field)) return false;
  const pattern = field
    .replace(/[^0-9A-Fa-f*?]/g, '')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${pattern}$`).test(value);
}
