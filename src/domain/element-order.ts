import type { XmlElement } from '../xml/node.js';
import { NAMESPACES } from './namespaces.js';

/**
 * The order in which libvirt prints children, by the name of the parent; names that are missing have no place of
 * their own. Input order is free, so the order only decides where a new element looks at home.
 *
 * @see virDomainDefFormatInternalSetRootName, virDomainFeature, virDomainHyperv and virCPUDefFormatBuf in libvirt 9.0.0
 */
const ORDER: Readonly<Record<string, readonly string[]>> = {
  domain: words(`name uuid genid title description metadata maxMemory memory currentMemory blkiotune memtune
    memoryBacking vcpu vcpus iothreads iothreadids defaultiothread cputune numatune resource sysinfo bootloader
    bootloader_args os idmap features cpu clock on_poweroff on_reboot on_crash on_lockfailure pm perf devices seclabel
    keywrap launchSecurity qemu:commandline qemu:capabilities qemu:override qemu:deprecation`),
  os: words(`type firmware init initarg initenv initdir inituser initgroup loader nvram kernel initrd cmdline dtb root
    acpi boot bootmenu bios smbios`),
  memoryBacking: words('hugepages nosharepages locked source access allocation discard'),
  cputune: words(`shares period quota global_period global_quota emulator_period emulator_quota iothread_period
    iothread_quota vcpupin emulatorpin iothreadpin vcpusched iothreadsched emulatorsched cachetune memorytune`),
  sysinfo: words('bios system baseBoard chassis oemStrings entry'),
  features: words(`acpi apic pae hap viridian privnet hyperv kvm pvspinlock capabilities pmu vmport gic smm ioapic hpt
    vmcoreinfo htm nested-hv msrs ccf-assist xen cfpc sbbc ibs tcg async-teardown ras ps2 aia`),
  hyperv: words(`relaxed vapic spinlocks vpindex runtime synic stimer reset vendor_id frequencies reenlightenment
    tlbflush ipi evmcs avic emsr_bitmap xmm_input`),
  kvm: words('hidden hint-dedicated poll-control pv-ipi dirty-ring'),
  cpu: words('model vendor topology cache maxphysaddr feature numa'),
  devices: words(`emulator disk controller lease filesystem interface smartcard serial parallel console channel input
    tpm graphics sound audio video hostdev redirdev redirfilter hub watchdog memballoon rng nvram panic shmem memory
    iommu vsock crypto pstore`),
  controller: words('model target driver alias address pcihole64'),
  input: words('source alias address'),
  tpm: words('backend alias address'),
  video: words('driver model alias address'),
  memballoon: words('stats driver alias address'),
  shmem: words('model size server msi alias address'),
  iommu: words('driver alias address'),
  hostdev: words('driver source teaming boot alias rom acpi address'),
  disk: words(`driver auth source backingStore mirror target iotune readonly shareable transient serial wwn vendor
    product encryption boot alias address`),
};

/**
 * The child behind which libvirt would print a new child, undefined where it would come first. An element of libvirt's
 * QEMU namespace has the same place under any prefix.
 */
export function findPredecessor(parent: XmlElement, name: string, namespace = ''): XmlElement | undefined {
  const order = ORDER[parent.name] ?? [];
  const own = orderName({ name, namespace });
  const rank = order.indexOf(own);
  const { elements } = parent;
  const rankOf = (child: XmlElement) => order.indexOf(orderName(child));
  const predecessor = elements.findLast(
    (child) => orderName(child) === own || (rank >= 0 && rankOf(child) >= 0 && rankOf(child) <= rank),
  );
  if (predecessor !== undefined) return predecessor;
  // Behind what libvirt does not know, so that it does not matter which of two new elements comes first.
  const successor = rank < 0 ? -1 : elements.findIndex((child) => rankOf(child) > rank);
  return successor < 0 ? elements.at(-1) : elements[successor - 1];
}

/**
 * The child behind which a new child goes where those of its name have an order: the last of them that `isBefore` it,
 * else what stands before the first.
 */
export function findPredecessorAmong(
  parent: XmlElement,
  name: string,
  namespace: string,
  isBefore: (sibling: XmlElement) => boolean,
): XmlElement | undefined {
  const own = orderName({ name, namespace });
  const { elements } = parent;
  const siblings = elements.filter((child) => child.namespace === namespace && orderName(child) === own);
  const [first] = siblings;
  if (first === undefined) return findPredecessor(parent, name, namespace);
  return siblings.findLast(isBefore) ?? elements[elements.indexOf(first) - 1];
}

/** The name under which the table has an element, whatever prefix its document declares. */
function orderName({ name, namespace }: Pick<XmlElement, 'name' | 'namespace'>): string {
  return namespace === NAMESPACES.qemu ? `qemu:${name.slice(name.indexOf(':') + 1)}` : name;
}

/** The place at which libvirt prints a child among its siblings; what it does not know comes last. */
export function printRank(parent: string, name: string): number {
  const rank = (ORDER[parent] ?? []).indexOf(name);
  return rank < 0 ? Number.MAX_SAFE_INTEGER : rank;
}

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
