import type { HostAction } from './action.js';
import { bootloaderWriters, readConfiguredCmdline } from './bootloaders/registry.js';
import { parseCmdline } from './cmdline.js';
import { isBoundEarly } from './early-binding.js';
import { guessGroups } from './expected-groups.js';
import { addArguments, findParameter, hasArgument } from './kernel-arguments.js';
import type { ConfigFile, HostSnapshot } from './model.js';
import type { HostPlan } from './plan.js';
import { judgeViability } from './viability.js';

/** What a plan makes of a host, once it was started anew; of a blocked plan nothing. */
export function simulate(snapshot: HostSnapshot, plan: HostPlan): HostSnapshot {
  return plan.verdict === 'blocked' ? snapshot : simulateStart(simulateActions(snapshot, plan), plan);
}

/** What the actions of a plan make of a host, before it is started anew. */
export function simulateActions(snapshot: HostSnapshot, { actions }: HostPlan): HostSnapshot {
  return actions.reduce(simulateAction, snapshot);
}

function simulateAction(snapshot: HostSnapshot, action: HostAction): HostSnapshot {
  switch (action.kind) {
    case 'write-file': {
      const { path, content, mode } = action;
      const before = snapshot.files.find((file) => file.path === path);
      const file: ConfigFile = { path, uid: 0, gid: 0, linkTarget: null, ...before, text: content, mode };
      const files = [...snapshot.files.filter((other) => other !== before), file];
      return { ...snapshot, files: files.sort((a, b) => (a.path < b.path ? -1 : 1)) };
    }
    case 'run-command': {
      const simulators = bootloaderWriters.flatMap((writer) => writer.simulate?.bind(writer) ?? []);
      return simulators.reduce((state, run) => run(state, action.argv), snapshot);
    }
    case 'write-sysfs':
      return simulateSysfs(snapshot, action.path, action.value);
    case 'manual':
      return { ...snapshot, cmdline: addArguments(snapshot.cmdline ?? '', action.kernelArguments) };
  }
}

function simulateSysfs(snapshot: HostSnapshot, path: string, value: string): HostSnapshot {
  const pciDevices = snapshot.pciDevices.map((device) => {
    const { address, sriov } = device;
    const folder = `/sys/bus/pci/devices/${address}`;
    if (sriov === null) return device;
    if (path === `${folder}/sriov_numvfs`) return { ...device, sriov: { ...sriov, numVfs: Number(value) } };
    if (path !== `${folder}/sriov_drivers_autoprobe`) return device;
    return { ...device, sriov: { ...sriov, isAutoprobed: value === '1' } };
  });
  return { ...snapshot, pciDevices };
}

/** The kernel gets what is configured, groups change with it, and vfio-pci takes what the files give it. */
function simulateStart(before: HostSnapshot, plan: HostPlan): HostSnapshot {
  const cmdline = startCmdline(before);
  const value = findParameter(cmdline, 'pcie_acs_override')?.value ?? null;
  const { isSupported } = before.kernelFacts.acsOverride;
  const acsOverride = { ...before.kernelFacts.acsOverride, value };
  const after: HostSnapshot = { ...before, cmdline, kernelFacts: { ...before.kernelFacts, acsOverride } };
  const grouped = changeGroups(after, {
    isOn: before.iommu.state === 'disabled' && hasArgument(cmdline, 'intel_iommu=on'),
    isSplit: isSupported === true && value !== null && before.kernelFacts.acsOverride.value === null,
  });
  // Steps by hand leave nothing in files that could be read here: they are taken to be done.
  const isByHand = plan.actions.some(({ kind }) => kind === 'manual');
  const isBound = (address: string) => isByHand && plan.passthroughSet.includes(address);
  const pciDevices = grouped.pciDevices.map((device) =>
    isBoundEarly(grouped, device) || isBound(device.address)
      ? { ...device, driver: 'vfio-pci', driverModule: 'vfio_pci' }
      : device,
  );
  const modules = grouped.kernelFacts.modules.map((module) =>
    module.name === 'vfio_pci' && module.kind === 'module' ? { ...module, isLoaded: true } : module,
  );
  const iommuGroups = grouped.iommuGroups.map((group) => ({
    ...group,
    viability: judgeViability(
      pciDevices.filter(({ address }) => group.members.includes(address)),
      grouped.kernel,
    ),
  }));
  return { ...grouped, pciDevices, iommuGroups, kernelFacts: { ...grouped.kernelFacts, modules } };
}

function startCmdline(snapshot: HostSnapshot): string {
  const configured = parseCmdline(readConfiguredCmdline(snapshot) ?? '').map(({ text }) => text);
  const running = snapshot.cmdline ?? '';
  const missing = configured.filter((text) => !hasArgument(running, text));
  return missing.length === 0 ? running : addArguments(running, missing);
}

function changeGroups(snapshot: HostSnapshot, { isOn, isSplit }: { isOn: boolean; isSplit: boolean }): HostSnapshot {
  const on = isOn ? guessGroups(snapshot, 'iommu-on') : snapshot;
  return isSplit ? guessGroups(on, 'acs-override') : on;
}
