import { z } from 'zod/mini';
import { findUserAlias } from '../domain/alias.js';
import { listDevices } from '../domain/devices.js';
import type { DomainDraft } from '../domain/domain-draft.js';
import { requireQemuDomain } from '../domain/support.js';
import { stripDevices } from './strip-runtime-devices.js';
import { defineTransform } from './transform.js';

/**
 * Turn the dump of a running guest into the configuration it was started from, as near as the dump tells: no `id`, no
 * aliases that libvirt gave, no generated security labels, no terminals, ports, sockets and interfaces of this one run.
 * What libvirt filled in and does not mark, such as an expanded CPU, stays and is named in a warning. A document
 * without an `id` is not of a running guest, and is left alone.
 *
 * @throws PtxError DOMAIN_UNSUPPORTED
 * @see https://libvirt.org/manpages/virsh.html#dumpxml (what `--inactive` leaves out: libvirt 9.0)
 */
export const stripRuntime = defineTransform({
  name: 'strip-runtime',
  summary: 'Turn the dump of a running guest into its configuration',
  source: 'https://libvirt.org/manpages/virsh.html#dumpxml',
  conflicts: ['modernize-qemu-arguments', 'override-pci-ids', 'set-primary-gpu', 'add-usb-hostdev', 'add-pci-hostdev'],
  options: () => z.strictObject({}),
  plan(draft) {
    requireQemuDomain(draft);
    if (draft.root.attribute('id') === undefined) {
      warnOfAliases(draft);
      return;
    }
    draft.removeAttribute(draft.root, 'id', 'Only a running guest has an id');
    removeDefaultPartition(draft);
    removeLabels(draft);
    for (const name of ['cachetune', 'memorytune']) {
      for (const tune of draft.findAll('cputune').flatMap((block) => block.childrenNamed(name))) {
        draft.removeAttribute(tune, 'id', 'The host numbers its allocations at each start');
      }
    }
    stripDevices(draft);
    warnOfWhatStays(draft);
  },
});

function warnOfAliases(draft: DomainDraft): void {
  const device = listDevices(draft).find(
    (each) => each.child('alias') !== undefined && findUserAlias(each) === undefined,
  );
  if (device === undefined) return;
  draft.warn('The domain has no "id", so it is taken for a configuration, although it holds aliases of a run', device);
}

/** The partition that libvirt puts guests in where they name none (virDomainCgroupInitCgroup, 9.0). */
function removeDefaultPartition(draft: DomainDraft): void {
  const resource = draft.find('resource');
  const [partition, ...others] = resource?.elements ?? [];
  if (resource === undefined || partition?.name !== 'partition' || others.length > 0) return;
  if (partition.text === '/machine') draft.remove(resource, 'libvirt puts every guest there by itself');
}

/** Of a configuration libvirt reads labels of the type "static" only (virSecurityLabelDefParseXML, 9.0). */
function removeLabels(draft: DomainDraft): void {
  const reason = 'The host labels a guest anew at each start';
  for (const seclabel of draft.root.childrenNamed('seclabel')) {
    const isStatic = seclabel.attribute('type') === 'static';
    const labels = [...(isStatic ? [] : seclabel.childrenNamed('label')), ...seclabel.childrenNamed('imagelabel')];
    const isGenerated =
      seclabel.attribute('type') === 'dynamic' &&
      seclabel.attribute('relabel') !== 'no' &&
      labels.length > 0 &&
      labels.length === seclabel.elements.length;
    if (isGenerated) draft.remove(seclabel, reason);
    else draft.removeAll(labels, reason);
  }
}

function warnOfWhatStays(draft: DomainDraft): void {
  const cpu = draft.find('cpu');
  if (cpu?.attribute('check') === 'full') {
    draft.warn(
      'The CPU is the one of this run, with every feature spelt out: what was asked for is not in the dump',
      cpu,
    );
  }
  const websocket = listDevices(draft).find(
    (device) => device.attribute('autoport') === 'yes' && Number(device.attribute('websocket') ?? '-1') > 0,
  );
  if (websocket !== undefined) {
    draft.warn('The websocket port stays: the dump does not tell whether it was chosen for this run', websocket);
  }
}
