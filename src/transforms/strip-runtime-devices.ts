import { USER_ALIAS } from '../domain/alias.js';
import { listDevices } from '../domain/devices.js';
import type { DomainDraft } from '../domain/domain-draft.js';
import type { XmlElement } from '../xml/node.js';

/** @internal Take out of every device what belongs to the run of the guest that was dumped. */
export function stripDevices(draft: DomainDraft): void {
  const devices = listDevices(draft);
  const aliases = devices.flatMap((device) => device.childrenNamed('alias'));
  draft.removeAll(
    aliases.filter((alias) => !USER_ALIAS.test(alias.attribute('name') ?? '')),
    'libvirt names devices anew at each start',
  );
  for (const device of devices) {
    STRIP[device.name]?.(draft, device);
    if (device.attribute('type') === 'pty') stripTerminal(draft, device);
  }
}

const STRIP: Readonly<Record<string, (draft: DomainDraft, device: XmlElement) => void>> = {
  disk: stripDisk,
  interface: stripInterface,
  channel: stripChannel,
  graphics: stripGraphics,
  hostdev: stripHostdev,
  memory: stripMemory,
  vsock: stripVsock,
};

const FOUND = 'libvirt finds it at each start';

function stripDisk(draft: DomainDraft, disk: XmlElement): void {
  for (const source of disk.childrenNamed('source')) {
    draft.removeAttribute(source, 'index', 'The number belongs to this run');
    stripDeviceLabels(draft, source);
    const sockets = source
      .childrenNamed('reservations')
      .filter((reservations) => reservations.attribute('managed') === 'yes')
      .flatMap((reservations) => reservations.childrenNamed('source'));
    draft.removeAll(sockets, FOUND);
  }
  draft.removeAll(disk.childrenNamed('backingStore'), 'libvirt finds the chain of images at each start');
  draft.removeAll(disk.childrenNamed('mirror'), 'The block job belongs to this run');
}

/** `labelskip` is only read of a running guest; a relabelling without a label says nothing. */
function stripDeviceLabels(draft: DomainDraft, source: XmlElement): void {
  const skipped = source.childrenNamed('seclabel').filter((seclabel) => seclabel.attribute('labelskip') === 'yes');
  draft.removeAll(
    skipped.filter((seclabel) => seclabel.child('label') === undefined),
    'The image could not be labelled in this run',
  );
}

/** Prefixes of interfaces that libvirt makes (virnetdev*.h, 9.0); it drops such names on define. */
const GENERATED_INTERFACE = /^(vnet|macvtap|macvlan)/;
const NETWORK = 'The guest was given this of the network at its start';

function stripInterface(draft: DomainDraft, device: XmlElement): void {
  const target = device.child('target');
  const isOwn = target?.attribute('managed') === 'no';
  if (target !== undefined && !isOwn && GENERATED_INTERFACE.test(target.attribute('dev') ?? '')) {
    removePart(draft, target, 'dev', 'libvirt names the interface anew at each start');
  }
  const source = device.child('source');
  if (source?.attribute('network') !== undefined) {
    for (const name of ['portid', 'bridge', 'macTableManager', 'dev', 'mode'])
      draft.removeAttribute(source, name, NETWORK);
    draft.setAttribute(device, 'type', 'network', 'The network decides what the interface is connected to');
  }
  stripVfioDriver(draft, device);
}

/** Where the driver puts the socket of a channel that names none (qemuDomainPrepareChannel; shorter since libvirt 9.7). */
const CHANNEL_SOCKET = /\/qemu\/channel\/(target\/)?(domain-)?[0-9]+-[^/]+\/[^/]+$/;

function stripChannel(draft: DomainDraft, channel: XmlElement): void {
  for (const target of channel.childrenNamed('target')) {
    if (target.attribute('type') === 'virtio')
      draft.removeAttribute(target, 'state', 'Only a running guest has it open');
  }
  if (channel.attribute('type') !== 'unix') return;
  const sockets = channel
    .childrenNamed('source')
    .filter((source) => CHANNEL_SOCKET.test(source.attribute('path') ?? ''));
  draft.removeAll(sockets, SOCKET);
}

const SOCKET = 'libvirt makes the socket anew at each start';

/** libvirt reads the path of a terminal of a running guest only (virDomainChrSourceDefParseXML, 9.0). */
function stripTerminal(draft: DomainDraft, device: XmlElement): void {
  const reason = 'The host gives a terminal at each start';
  draft.removeAttribute(device, 'tty', reason);
  for (const source of device.childrenNamed('source')) removePart(draft, source, 'path', reason);
}

/** Below a folder that carries the id and the name of the running guest. */
const GRAPHICS_SOCKET = /\/domain-[0-9]+-[^/]+\/[^/]+\.sock$/;

function stripGraphics(draft: DomainDraft, graphics: XmlElement): void {
  const type = graphics.attribute('type');
  if (graphics.attribute('autoport') === 'yes') {
    const reason = 'The port was chosen for this run';
    if (type === 'vnc' && graphics.attribute('port') !== undefined) draft.setAttribute(graphics, 'port', '-1', reason);
    if (type === 'spice') for (const name of ['port', 'tlsPort']) draft.removeAttribute(graphics, name, reason);
  }
  if (type === 'dbus' && /\/[0-9]+-[^/]+-dbus\.sock$/.test(graphics.attribute('address') ?? '')) {
    draft.removeAttribute(graphics, 'address', SOCKET);
  }
  for (const listen of graphics.childrenNamed('listen')) {
    if (GRAPHICS_SOCKET.test(listen.attribute('socket') ?? '')) draft.removeAttribute(listen, 'socket', SOCKET);
    if (listen.attribute('type') !== 'network') continue;
    draft.removeAttribute(listen, 'address', NETWORK);
    draft.removeAttribute(graphics, 'listen', NETWORK);
  }
  if (GRAPHICS_SOCKET.test(graphics.attribute('socket') ?? '')) draft.removeAttribute(graphics, 'socket', SOCKET);
}

function stripHostdev(draft: DomainDraft, hostdev: XmlElement): void {
  stripVfioDriver(draft, hostdev);
  const source = hostdev.child('source');
  if (source === undefined) return;
  draft.removeAttribute(source, 'missing', 'It tells of this run');
  draft.removeAttribute(source, 'index', 'The number belongs to this run');
  if (hostdev.attribute('type') !== 'usb' || source.child('vendor') === undefined) return;
  draft.removeAll(
    source.childrenNamed('address'),
    'The device is known by its ids, and has another number once replugged',
  );
}

/** The driver that libvirt fills in where none is named, and would choose again. */
function stripVfioDriver(draft: DomainDraft, device: XmlElement): void {
  const drivers = device
    .childrenNamed('driver')
    .filter((driver) => driver.attribute('name') === 'vfio' && driver.attributes.length === 1)
    .filter((driver) => driver.elements.length === 0);
  draft.removeAll(drivers, 'libvirt takes this driver by itself');
}

function stripMemory(draft: DomainDraft, memory: XmlElement): void {
  const current = memory.childrenNamed('target').flatMap((target) => target.childrenNamed('current'));
  draft.removeAll(current, 'It tells of this run');
}

function stripVsock(draft: DomainDraft, vsock: XmlElement): void {
  const cid = vsock.child('cid');
  if (cid?.attribute('auto') === 'yes') draft.removeAttribute(cid, 'address', 'The host gives a number at each start');
}

/** Remove an attribute, and the element where that was all it said. */
function removePart(draft: DomainDraft, element: XmlElement, name: string, reason: string): void {
  if (element.attribute(name) === undefined) return;
  if (element.attributes.length === 1 && element.elements.length === 0) draft.remove(element, reason);
  else draft.removeAttribute(element, name, reason);
}
