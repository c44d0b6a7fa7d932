import type { DomainReader } from './domain-reader.js';
import { NAMESPACES } from './namespaces.js';

/**
 * What virt-manager, virt-install and others noted of the guest's operating system: an address such as
 * `http://microsoft.com/win/11`. libvirt itself makes nothing of it.
 *
 * @see https://gitlab.com/libosinfo/osinfo-db, where the addresses are from
 */
function findOsId(domain: DomainReader): string | undefined {
  for (const element of domain.find('metadata')?.descendants() ?? []) {
    if (element.namespace !== NAMESPACES.libosinfo || element.localName !== 'os') continue;
    return element.attribute('id');
  }
  return undefined;
}

/** True where the domain says that its guest is a Windows. */
export function isWindowsGuest(domain: DomainReader): boolean {
  return isWindows(findOsId(domain));
}

/** True for a Windows that is sold for one desk, which uses two sockets at the most; those for servers use more. */
export function isDesktopWindowsGuest(domain: DomainReader): boolean {
  const id = findOsId(domain);
  return isWindows(id) && /\/(xp|vista|7|8|8\.1|10|11)$/.test(id ?? '');
}

function isWindows(id: string | undefined): boolean {
  return id?.startsWith('http://microsoft.com/win/') === true;
}
