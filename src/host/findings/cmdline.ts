import { readConfiguredCmdline } from '../bootloaders/registry.js';
import { type KernelParameter, parseCmdline } from '../cmdline.js';
import type { PlanFinding } from '../plan.js';
import type { PlanScope } from '../planning.js';

/** Something about kernel parameters that does not do what it looks like. */
interface Mistake {
  readonly code: string;
  readonly message: string;
  isThere(parameters: readonly KernelParameter[], scope: PlanScope): boolean;
}

const has = (parameters: readonly KernelParameter[], name: string, value?: RegExp) =>
  parameters.some((parameter) => parameter.name === name && (value === undefined || value.test(parameter.value ?? '')));

const MISTAKES: readonly Mistake[] = [
  {
    // unknown_bootoption in init/main.c of Linux 6.12: what has a dot is dropped, the rest goes to init.
    code: 'cmdline-split-vfio-ids',
    message:
      'The kernel command line has "vfio pci.ids=…", with a space where "vfio-pci.ids=…" is meant: the kernel drops both words, and nothing is bound by them. They can go',
    isThere: (parameters) =>
      parameters.some(({ name }, at) => {
        const next = parameters[at + 1]?.name;
        return /^vfio(_pci)?$/.test(name) && (next === 'pci.ids' || next === 'ids');
      }),
  },
  {
    code: 'amd_iommu-on',
    message:
      '"amd_iommu=on" is no option of the kernel, and does nothing: the IOMMU of AMD is on by default. It can go',
    isThere: (parameters) => has(parameters, 'amd_iommu', /^on$/),
  },
  {
    code: 'intel_iommu-on-amd',
    message: '"intel_iommu=…" does nothing on a processor of AMD. It can go',
    isThere: (parameters, { snapshot }) => has(parameters, 'intel_iommu') && snapshot.cpu.vendor === 'AuthenticAMD',
  },
  {
    code: 'acs-override-unknown',
    message: 'The kernel has no patch for "pcie_acs_override=…" and ignores it',
    isThere: (parameters, { snapshot }) =>
      has(parameters, 'pcie_acs_override') && snapshot.kernelFacts.acsOverride.isSupported === false,
  },
  {
    code: 'vfio-ids-repeated',
    message: '"vfio-pci.ids=…" is there several times with different ids, and only the last one counts',
    isThere: (parameters) =>
      new Set(parameters.filter(({ name }) => name === 'vfio_pci.ids').map(({ value }) => value)).size > 1,
  },
  {
    code: 'nomodeset',
    message: '"nomodeset" keeps graphics drivers of the host from working too, and passthrough does not need it',
    isThere: (parameters) => has(parameters, 'nomodeset'),
  },
  {
    code: 'unsafe-interrupts-active',
    message: 'The host goes without interrupt remapping: a guest with a device can send it any interrupt',
    isThere: (parameters) => has(parameters, 'vfio_iommu_type1.allow_unsafe_interrupts', /^([1yY]|on)$/),
  },
];

/** Find what the running kernel was given, or the next one will be, that does not do what it looks like. */
export function findCmdlineMistakes(scope: PlanScope): PlanFinding[] {
  const { snapshot } = scope;
  const lines = [snapshot.cmdline, readConfiguredCmdline(snapshot)].map((cmdline) => parseCmdline(cmdline ?? ''));
  return MISTAKES.filter(({ isThere }) => lines.some((parameters) => isThere(parameters, scope))).map(
    ({ code, message }) => ({ code, message }),
  );
}
