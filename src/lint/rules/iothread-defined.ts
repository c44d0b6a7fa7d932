import { listIothreadIds, listPins } from '../../domain/cpu-tune.js';
import { readDecimal } from '../../domain/number.js';
import { defineRule } from '../rule.js';

/** What names an IOThread names one that there is. */
export const iothreadDefined = defineRule({
  name: 'iothread-defined',
  summary: 'Disks, controllers and pins name IOThreads that there are',
  about: ['cputune/iothreadpin', 'disk/driver[@iothread]', 'controller/driver[@iothread]'],
  why: 'IOThreads are numbered from 1 up to what <iothreads> says, or have the ids of <iothreadids>. libvirt refuses a disk, a controller or a pin that names another.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#iothreads-allocation',
  checked:
    'virDomainIOThreadPinDefParseXML, qemuValidateDomainDeviceDefDiskIOThreads and qemuValidateCheckSCSIControllerIOThreads, libvirt 9.0.0',
  messages: {
    device: {
      text: 'There is no IOThread {id} for this {what}',
      cure: 'Raise <iothreads>, or name another',
      effect: 'refused',
    },
    pin: { text: 'There is no IOThread {id} to pin', cure: 'Raise <iothreads>, or remove the pin', effect: 'refused' },
  },
  check({ domain, read, devices, report }) {
    const ids = new Set(read(listIothreadIds));
    for (const pin of listPins(domain, 'iothreadpin')) {
      const id = readDecimal(pin.attribute('iothread'));
      if (id !== undefined && !ids.has(id)) report({ message: 'pin', at: pin, part: '@iothread', data: { id } });
    }
    for (const device of [...devices('disk'), ...devices('controller')]) {
      const driver = device.child('driver');
      const id = readDecimal(driver?.attribute('iothread'));
      if (driver === undefined || id === undefined || ids.has(id)) continue;
      // Of a controller libvirt takes 0 for none (virDomainControllerDefParseXML, 9.0.0).
      if (id === 0 && device.name === 'controller') continue;
      report({ message: 'device', at: driver, part: '@iothread', data: { id, what: device.name } });
    }
  },
});
