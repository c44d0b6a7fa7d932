/** The namespaces that libvirt domains use, under the prefixes that libvirt prints. */
export const NAMESPACES = {
  qemu: 'http://libvirt.org/schemas/domain/qemu/1.0',
  libosinfo: 'http://libosinfo.org/xmlns/libvirt/domain/1.0',
} as const;
