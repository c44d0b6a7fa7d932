import type { Rule } from './rule.js';
import { clockOffsetValid } from './rules/clock-offset-valid.js';
import { cpuAttributesValid } from './rules/cpu-attributes-valid.js';
import { cpuCacheValid } from './rules/cpu-cache-valid.js';
import { cpuFeaturesValid } from './rules/cpu-features-valid.js';
import { cpuHostPassthrough } from './rules/cpu-host-passthrough.js';
import { cpuInvtscShown } from './rules/cpu-invtsc-shown.js';
import { cpuMaxphysaddrValid } from './rules/cpu-maxphysaddr-valid.js';
import { cpuModelValid } from './rules/cpu-model-valid.js';
import { cpuTopoextFits } from './rules/cpu-topoext-fits.js';
import { cpuTopologyValid } from './rules/cpu-topology-valid.js';
import { featureStateValid } from './rules/feature-state-valid.js';
import { gpuHypervisorHidden } from './rules/gpu-hypervisor-hidden.js';
import { hidingMethodsSeparate } from './rules/hiding-methods-separate.js';
import { hostPassthroughOnKvm } from './rules/host-passthrough-on-kvm.js';
import { hostdevWithAcpi } from './rules/hostdev-with-acpi.js';
import { hypervPassthroughEmpty } from './rules/hyperv-passthrough-empty.js';
import { hypervPrerequisitesPresent } from './rules/hyperv-prerequisites-present.js';
import { hypervSpinlocksRetriesValid } from './rules/hyperv-spinlocks-retries-valid.js';
import { hypervVendorIdOwn } from './rules/hyperv-vendor-id-own.js';
import { hypervVendorIdShown } from './rules/hyperv-vendor-id-shown.js';
import { hypervVendorIdValid } from './rules/hyperv-vendor-id-valid.js';
import { hypervclockBesideHyperv } from './rules/hypervclock-beside-hyperv.js';
import { kvmDirtyRingSizeValid } from './rules/kvm-dirty-ring-size-valid.js';
import { kvmSignatureHidden } from './rules/kvm-signature-hidden.js';
import { kvmSingle } from './rules/kvm-single.js';
import { msrsEffective } from './rules/msrs-effective.js';
import { timerSingle } from './rules/timer-single.js';
import { timerTscModeAbsent } from './rules/timer-tsc-mode-absent.js';
import { timerValid } from './rules/timer-valid.js';
import { uefiWithAcpi } from './rules/uefi-with-acpi.js';
import { unusedSuppression } from './rules/unused-suppression.js';
import { windowsClockLocaltime } from './rules/windows-clock-localtime.js';
import { windowsCpuSockets } from './rules/windows-cpu-sockets.js';
import { xmlWellFormed } from './rules/xml-well-formed.js';

/** Every rule, by the part of a domain that it is about. */
export const rules: readonly Rule[] = Object.freeze([
  xmlWellFormed,
  unusedSuppression,
  kvmSingle,
  featureStateValid,
  hypervPrerequisitesPresent,
  hypervSpinlocksRetriesValid,
  hypervVendorIdValid,
  hypervVendorIdShown,
  hypervVendorIdOwn,
  hypervPassthroughEmpty,
  hypervclockBesideHyperv,
  hidingMethodsSeparate,
  kvmSignatureHidden,
  gpuHypervisorHidden,
  kvmDirtyRingSizeValid,
  msrsEffective,
  uefiWithAcpi,
  hostdevWithAcpi,
  cpuAttributesValid,
  cpuModelValid,
  cpuFeaturesValid,
  cpuTopologyValid,
  cpuCacheValid,
  cpuMaxphysaddrValid,
  cpuTopoextFits,
  cpuInvtscShown,
  cpuHostPassthrough,
  hostPassthroughOnKvm,
  clockOffsetValid,
  timerValid,
  timerSingle,
  timerTscModeAbsent,
  windowsClockLocaltime,
  windowsCpuSockets,
]);

/** The rule of a name, undefined where there is none. */
export function findRule(id: string): Rule | undefined {
  return rules.find((rule) => rule.id === id);
}
