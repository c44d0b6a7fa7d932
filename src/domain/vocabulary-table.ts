/** Path of an element, its attributes, and its children. A name that is newer than libvirt 9.0 says so: `ps2@10.7`. */
export type VocabularyRow = readonly [path: string, attributes: string, children?: string];

const ON_OFF = 'state';

/** One row for each of several elements that are alike. */
function each(parent: string, names: string, attributes: string, children = ''): VocabularyRow[] {
  return names.split(/\s+/).map((name) => [`${parent}/${name}`, attributes, children]);
}

/** The domain itself. */
const DOMAIN: readonly VocabularyRow[] = [
  [
    'domain',
    'type id',
    `name uuid hwuuid@11.7 genid title description metadata maxMemory memory currentMemory blkiotune memtune
     memoryBacking vcpu vcpus iothreads iothreadids defaultiothread cputune numatune resource sysinfo bootloader
     bootloader_args os idmap features cpu clock on_poweroff on_reboot on_crash on_lockfailure pm perf iommufd@12.2
     throttlegroups@11.2 devices seclabel keywrap launchSecurity qemu:commandline qemu:capabilities qemu:override
     qemu:deprecation`,
  ],
  ['domain/vcpu', 'placement cpuset current'],
  ['domain/vcpus', '', 'vcpu'],
  ['domain/vcpus/vcpu', 'id enabled hotpluggable order'],
];

const MEMORY_BACKING: readonly VocabularyRow[] = [
  ['domain/memoryBacking', '', 'hugepages nosharepages locked source access allocation discard'],
  ['domain/memoryBacking/hugepages', '', 'page'],
  ['domain/memoryBacking/hugepages/page', 'size unit nodeset'],
  ['domain/memoryBacking/source', 'type'],
  ['domain/memoryBacking/access', 'mode'],
  ['domain/memoryBacking/allocation', 'mode threads'],
  ...each('domain/memoryBacking', 'nosharepages locked discard', ''),
];

const CPUTUNE: readonly VocabularyRow[] = [
  [
    'domain/cputune',
    '',
    `shares period quota global_period global_quota emulator_period emulator_quota iothread_period iothread_quota vcpupin
     emulatorpin iothreadpin vcpusched iothreadsched emulatorsched cachetune memorytune energytune@12.4`,
  ],
  ['domain/cputune/vcpupin', 'vcpu cpuset'],
  ['domain/cputune/emulatorpin', 'cpuset'],
  ['domain/cputune/iothreadpin', 'iothread cpuset'],
  ['domain/cputune/vcpusched', 'vcpus scheduler priority'],
  ['domain/cputune/iothreadsched', 'iothreads scheduler priority'],
  ['domain/cputune/emulatorsched', 'scheduler priority'],
];

const OS: readonly VocabularyRow[] = [
  [
    'domain/os',
    'firmware',
    `type firmware init initarg initenv initdir inituser initgroup loader nvram varstore@12.1 kernel initrd cmdline
     shim@11.2 dtb root acpi boot bootmenu bios smbios`,
  ],
  ['domain/os/type', 'arch machine'],
  ['domain/os/firmware', '', 'feature'],
  ['domain/os/firmware/feature', 'enabled name'],
  ['domain/os/loader', 'readonly secure stateless type format@9.2'],
  ['domain/os/nvram', 'template type format@9.2 templateFormat@10.10', 'source'],
  ['domain/os/varstore', 'path template'],
  ['domain/os/acpi', '', 'table'],
  ['domain/os/acpi/table', 'type'],
  ['domain/os/boot', 'dev'],
  ['domain/os/bootmenu', 'enable timeout'],
  ['domain/os/bios', 'useserial rebootTimeout'],
  ['domain/os/smbios', 'mode'],
];

const FEATURES: readonly VocabularyRow[] = [
  [
    'domain/features',
    '',
    `acpi apic pae hap viridian privnet hyperv kvm pvspinlock capabilities pmu vmport gic smm ioapic hpt vmcoreinfo htm
     nested-hv msrs ccf-assist xen cfpc sbbc ibs tcg async-teardown@9.6 ras@10.4 ps2@10.7 aia@11.1 virtualization@12.1`,
  ],
  ...each('domain/features', 'acpi pae viridian privnet', ''),
  ...each('domain/features', 'hap pvspinlock pmu vmport vmcoreinfo htm nested-hv ccf-assist ras ps2', ON_OFF),
  ...each('domain/features', 'cfpc sbbc ibs aia', 'value'),
  ['domain/features/apic', 'eoi'],
  ['domain/features/async-teardown', 'enabled'],
  ['domain/features/gic', 'version'],
  ['domain/features/ioapic', 'driver'],
  ['domain/features/msrs', 'unknown'],
  ['domain/features/smm', ON_OFF, 'tseg'],
  ['domain/features/smm/tseg', 'unit'],
  ['domain/features/tcg', '', 'tb-cache'],
  ['domain/features/tcg/tb-cache', 'unit'],
  ['domain/features/hpt', 'resizing', 'maxpagesize'],
  ['domain/features/hpt/maxpagesize', 'unit'],
  ['domain/features/xen', '', 'e820_host passthrough'],
  ['domain/features/xen/e820_host', ON_OFF],
  ['domain/features/xen/passthrough', 'state mode'],
  ['domain/features/kvm', '', 'hidden hint-dedicated poll-control pv-ipi dirty-ring'],
  ...each('domain/features/kvm', 'hidden hint-dedicated poll-control pv-ipi', ON_OFF),
  ['domain/features/kvm/dirty-ring', 'state size'],
];

const HYPERV: readonly VocabularyRow[] = [
  [
    'domain/features/hyperv',
    'mode',
    `relaxed vapic spinlocks vpindex runtime synic stimer reset vendor_id frequencies reenlightenment tlbflush ipi evmcs
     avic emsr_bitmap@10.7 xmm_input@10.7`,
  ],
  ...each(
    'domain/features/hyperv',
    'relaxed vapic vpindex runtime synic reset frequencies reenlightenment ipi evmcs avic emsr_bitmap xmm_input',
    ON_OFF,
  ),
  ['domain/features/hyperv/spinlocks', 'state retries'],
  ['domain/features/hyperv/vendor_id', 'state value'],
  ['domain/features/hyperv/stimer', ON_OFF, 'direct'],
  ['domain/features/hyperv/stimer/direct', ON_OFF],
  ['domain/features/hyperv/tlbflush', ON_OFF, 'direct@11.0 extended@11.0'],
  ...each('domain/features/hyperv/tlbflush', 'direct extended', ON_OFF),
];

const CPU: readonly VocabularyRow[] = [
  [
    'domain/cpu',
    'mode match check migratable deprecated_features@11.0',
    'arch model vendor topology cache maxphysaddr feature numa',
  ],
  ['domain/cpu/model', 'fallback vendor_id'],
  ['domain/cpu/vendor', ''],
  ['domain/cpu/topology', 'sockets dies clusters@10.1 cores threads'],
  ['domain/cpu/cache', 'level mode'],
  ['domain/cpu/maxphysaddr', 'mode bits limit@9.3'],
  ['domain/cpu/feature', 'policy name'],
  ['domain/cpu/numa', '', 'cell interconnects'],
  ['domain/cpu/numa/cell', 'id cpus memory unit memAccess discard', 'distances cache'],
  ['domain/cpu/numa/cell/distances', '', 'sibling'],
  ['domain/cpu/numa/cell/distances/sibling', 'id value'],
  ['domain/cpu/numa/cell/cache', 'level associativity policy', 'size line'],
  ...each('domain/cpu/numa/cell/cache', 'size line', 'value unit'),
  ['domain/cpu/numa/interconnects', '', 'latency bandwidth'],
  ['domain/cpu/numa/interconnects/latency', 'initiator target cache type value'],
  ['domain/cpu/numa/interconnects/bandwidth', 'initiator target cache type value unit'],
];

const CLOCK: readonly VocabularyRow[] = [
  ['domain/clock', 'offset adjustment basis timezone start', 'timer'],
  ['domain/clock/timer', 'name present tickpolicy track frequency mode', 'catchup'],
  ['domain/clock/timer/catchup', 'threshold slew limit'],
];

const HOSTDEV: readonly VocabularyRow[] = [
  [
    'domain/devices',
    '',
    `emulator disk controller lease filesystem interface smartcard serial parallel console channel input tpm graphics
     sound audio video hostdev redirdev redirfilter hub watchdog memballoon rng nvram panic shmem memory iommu vsock
     crypto@9.1 pstore@10.6`,
  ],
  [
    'domain/devices/hostdev',
    'mode type managed model display ramfb sgio rawio',
    'driver source teaming boot alias rom acpi address readonly shareable ip route',
  ],
  ['domain/devices/hostdev/driver', 'name model@10.0 iommufd@12.1'],
  ['domain/devices/hostdev/teaming', 'type persistent'],
  ['domain/devices/hostdev/boot', 'order loadparm'],
  ['domain/devices/hostdev/alias', 'name'],
  ['domain/devices/hostdev/rom', 'bar file enabled'],
  ['domain/devices/hostdev/acpi', 'index nodeset@11.8'],
  [
    'domain/devices/hostdev/source',
    'startupPolicy guestReset writeFiltering protocol name wwpn missing',
    'address vendor product adapter host auth initiator block char interface',
  ],
  ['domain/devices/hostdev/source/vendor', 'id'],
  ['domain/devices/hostdev/source/product', 'id'],
];

const QEMU: readonly VocabularyRow[] = [
  ['domain/qemu:commandline', '', 'qemu:arg qemu:env'],
  ['domain/qemu:commandline/qemu:arg', 'value'],
  ['domain/qemu:commandline/qemu:env', 'name value'],
  ['domain/qemu:capabilities', '', 'qemu:add qemu:del'],
  ...each('domain/qemu:capabilities', 'qemu:add qemu:del', 'capability'),
  ['domain/qemu:deprecation', 'behavior'],
  ['domain/qemu:override', '', 'qemu:device'],
  ['domain/qemu:override/qemu:device', 'alias', 'qemu:frontend'],
  ['domain/qemu:override/qemu:device/qemu:frontend', '', 'qemu:property'],
  ['domain/qemu:override/qemu:device/qemu:frontend/qemu:property', 'name type value'],
];

/**
 * What libvirt knows of the parts of a domain that ptx is about. What has no row is not described, and says nothing
 * about its names.
 *
 * @see domaincommon.rng and cputypes.rng of libvirt 9.0.0 and 12.8.0, and the versions in its formatdomain and news pages
 */
export const VOCABULARY: readonly VocabularyRow[] = [
  ...DOMAIN,
  ...MEMORY_BACKING,
  ...CPUTUNE,
  ...OS,
  ...FEATURES,
  ...HYPERV,
  ...CPU,
  ...CLOCK,
  ...HOSTDEV,
  ...QEMU,
];
