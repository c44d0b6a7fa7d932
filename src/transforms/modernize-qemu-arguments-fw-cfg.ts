import { readQemuProperties } from '../domain/qemu-option.js';
import { markup } from '../xml/fragment.js';
import { type Judge, REASON, unknownProperty } from './modernize-qemu-arguments-judge.js';

/** `-fw_cfg name=opt/…` becomes an entry of `<sysinfo type='fwcfg'>` (libvirt 6.5.0). */
export const fwCfg: Judge = (draft, { name: option, value = '' }) => {
  if (option !== 'fw_cfg') return undefined;
  const properties = readQemuProperties(value, 'name') ?? new Map<string, string>();
  const name = properties.get('name') ?? '';
  const string = properties.get('string');
  const file = properties.get('file');
  if (/^opt\/(ovmf|org\.qemu)\//.test(name)) return 'libvirt reserves the names below "opt/ovmf/" and "opt/org.qemu/"';
  if (!/^opt\/[^,]+$/.test(name)) return 'libvirt takes names below "opt/" only';
  const unknown = unknownProperty(properties, ['name', 'string', 'file']);
  if (unknown !== undefined) return unknown;
  if ((string === undefined) === (file === undefined)) return 'QEMU would refuse it';
  // libvirt 9.0 escapes the value as XML and doubles no commas (qemuBuildSysinfoCommandLine).
  const text = string ?? file ?? '';
  if (text === '' || text !== text.trim() || /[,&<>"'\p{Cc}]/u.test(text)) return 'libvirt would spoil its value';
  if (file !== undefined && !file.startsWith('/')) return 'libvirt takes absolute paths only';
  const blocks = draft.root.childrenNamed('sysinfo').filter((sysinfo) => sysinfo.attribute('type') === 'fwcfg');
  if (blocks.flatMap((block) => block.childrenNamed('entry')).some((entry) => entry.attribute('name') === name)) {
    return `<sysinfo> has an entry "${name}" already`;
  }
  return {
    apply() {
      const block = blocks[0] ?? draft.add(draft.root, markup('sysinfo', { type: 'fwcfg' }), REASON);
      draft.insert(block, markup('entry', { name, file }, string ?? []), block.elements.at(-1), REASON);
    },
  };
};
