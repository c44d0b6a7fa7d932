import { defineRule } from '../rule.js';

/** The attribute of `<source>` that each type of disk reads. */
const SOURCES: Readonly<Record<string, string>> = { file: 'file', block: 'dev', dir: 'dir' };

/** Drives without a medium, and a LUN, which libvirt takes for a raw drive without one. */
const MAY_BE_EMPTY = /^(cdrom|floppy|lun)$/;

/** A disk has a source, by the attribute that goes with its type. */
export const diskSourcePresent = defineRule({
  name: 'disk-source-present',
  summary: 'A disk has a source, by the attribute that goes with its type',
  about: ['disk'],
  why: 'A disk of type "file" is read from the attribute "file" of <source> and one of type "block" from "dev". libvirt refuses a disk that has only the other, or no source; a drive for CDs or floppies may be empty.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#hard-drives-floppy-disks-cdroms',
  checked: 'virDomainDiskDefParseSource and virDomainDiskDefValidate, libvirt 9.0.0',
  messages: {
    missing: {
      text: 'A disk of type "{type}" needs <source {attribute}="…">',
      cure: 'Add it, or change the type of the disk',
      effect: 'refused',
    },
  },
  check({ devices, report }) {
    for (const disk of devices('disk')) {
      const type = disk.attribute('type') ?? 'file';
      const attribute = SOURCES[type];
      const device = disk.attribute('device') ?? '';
      if (attribute === undefined || MAY_BE_EMPTY.test(device)) continue;
      const source = disk.child('source');
      if ((source?.attribute(attribute) ?? '') !== '') continue;
      report({ message: 'missing', at: source ?? disk, part: 'tag', data: { type, attribute } });
    }
  },
});
