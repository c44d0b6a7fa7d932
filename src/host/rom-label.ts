/**
 * The label of SELinux with which guests may read a file, and only read it. libvirt sets none on a ROM.
 *
 * @see virt.te of selinux-policy in Fedora 41 and of the reference policy: read_files_pattern(…, virt_content_t, …)
 */
export const ROM_LABEL = 'virt_content_t';
