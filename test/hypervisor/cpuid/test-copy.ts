import { DOMParser, type Element, XMLSerializer } from '@xmldom/xmldom';
import { EMULATOR } from '../../helpers/hypervisor.js';
import { FIRMWARE } from './build.js';

/** What a test copy gets in place of what it asked for; paths as the hypervisor names them. */
export interface Replacements {
  readonly name: string;
  readonly kernel: string;
  /** The file that the serial port writes to. */
  readonly serial: string;
  /** The library to preload into QEMU; absent where KVM has all that the document asks for. */
  readonly standIn: string | undefined;
  readonly qemuArguments: readonly string[];
}

/**
 * Make the copy of a document that the probe runs in. Kept as written: the domain's type, vcpu, machine type, features,
 * cpu and clock, which are all that QEMU's CPUID table depends on. Replaced: name and UUID; the memory, of which this
 * machine has less; firmware and boot devices, by a kernel and the little that loads it, as an instruction emulator
 * boots no OVMF; the emulator and every device (disks, networks, screens, host devices), by one serial port.
 */
export function makeTestCopy(xml: string, { name, kernel, serial, standIn, qemuArguments }: Replacements): string {
  // xmldom reads it, so that ptx's own parser does not vouch for what ptx wrote.
  const domain = new DOMParser().parseFromString(xml, 'text/xml').documentElement;
  if (domain === null) throw new Error(`${name}: no document element`);
  const keep = (parent: Element, tag: string) => childrenNamed(parent, tag).map(serialize).join('\n');
  const environment = standIn === undefined ? '' : `<qemu:env name='LD_PRELOAD' value='${standIn}'/>`;
  const argv = qemuArguments.map((value) => `<qemu:arg value='${value}'/>`).join('');
  return `<domain type='${domain.getAttribute('type')}' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
  <name>${name}</name>
  <memory unit='MiB'>64</memory>
  ${keep(domain, 'vcpu')}
  <os>
    ${childrenNamed(domain, 'os')
      .map((os) => keep(os, 'type'))
      .join('')}
    <loader type='rom'>${FIRMWARE}</loader>
    <kernel>${kernel}</kernel>
  </os>
  ${keep(domain, 'features')}
  ${keep(domain, 'cpu')}
  ${keep(domain, 'clock')}
  <devices>
    <emulator>${EMULATOR}</emulator>
    <controller type='usb' model='none'/>
    <serial type='file'>
      <source path='${serial}'/>
    </serial>
    <memballoon model='none'/>
  </devices>
  <qemu:commandline>${argv}${environment}</qemu:commandline>
</domain>
`;
}

function childrenNamed(parent: Element, name: string): Element[] {
  return [...parent.childNodes].filter((node): node is Element => node.nodeName === name);
}

function serialize(element: Element): string {
  return new XMLSerializer().serializeToString(element);
}
