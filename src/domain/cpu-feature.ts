/**
 * The CPU features that libvirt 9.0 knows on x86 as switches of QEMU's `-cpu`, in libvirt's words. Those that QEMU
 * takes for constants or does not know are left out.
 *
 * @see src/cpu_map/x86_features.xml in libvirt 9.0.0
 */
const X86_FEATURES = `vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 pn clflush ds acpi mmx fxsr
  sse sse2 ss ht tm ia64 pbe pni pclmuldq dtes64 monitor ds_cpl vmx smx est tm2 ssse3 cid fma cx16 xtpr pdcm pcid dca
  sse4.1 sse4.2 x2apic movbe popcnt tsc-deadline aes xsave avx f16c rdrand hypervisor arat fsgsbase tsc_adjust bmi1 hle
  avx2 smep bmi2 erms invpcid rtm mpx avx512f avx512dq rdseed adx smap avx512ifma clflushopt clwb intel-pt avx512pf
  avx512er avx512cd sha-ni avx512bw avx512vl avx512vbmi umip pku waitpkg avx512vbmi2 gfni vaes vpclmulqdq avx512vnni
  avx512bitalg avx512-vpopcntdq la57 rdpid cldemote movdiri movdir64b pks avx512-4vnniw avx512-4fmaps fsrm
  avx512-vp2intersect md-clear serialize tsx-ldtrk arch-lbr spec-ctrl stibp arch-capabilities core-capability ssbd
  avx-vnni avx512-bf16 xsaveopt xsavec xgetbv1 xsaves syscall nx mmxext fxsr_opt pdpe1gb rdtscp lm 3dnowext 3dnow lahf_lm
  cmp_legacy svm extapic cr8legacy abm sse4a misalignsse 3dnowprefetch osvw ibs xop skinit wdt lwp fma4 tce nodeid_msr tbm
  topoext perfctr_core perfctr_nb invtsc clzero xsaveerptr wbnoinvd ibpb amd-stibp amd-ssbd virt-ssbd amd-no-ssb npt lbrv
  svm-lock nrip-save tsc-scale vmcb-clean flushbyasid decodeassists pause-filter pfthreshold avic v-vmsave-vmload vgif
  rdctl-no ibrs-all rsba skip-l1dfl-vmentry ssb-no mds-no pschange-mc-no tsx-ctrl taa-no`.split(/\s+/);

/** Other names that QEMU has for some (x86_cpu_initfn, 7.2); libvirt's own differ by dashes, but for `pclmuldq`. */
const QEMU_ALIASES: Readonly<Record<string, string>> = {
  'sse4-1': 'sse4.1',
  'sse4-2': 'sse4.2',
  pclmulqdq: 'pclmuldq',
  sse3: 'pni',
  xd: 'nx',
  ffxsr: 'fxsr_opt',
  i64: 'lm',
};

const BY_QEMU_NAME = new Map(X86_FEATURES.map((name) => [name.replaceAll('_', '-'), name]));

/** libvirt's name of the feature that QEMU calls so, undefined for one that libvirt does not know. */
export function findCpuFeature(qemuName: string): string | undefined {
  const name = qemuName.replaceAll('_', '-');
  return QEMU_ALIASES[name] ?? BY_QEMU_NAME.get(name);
}
