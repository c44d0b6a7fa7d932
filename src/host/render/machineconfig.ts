import { parseCmdline } from '../cmdline.js';
import { UDEV_RULES } from '../early-binding.js';
import { OWNED_HEADER } from '../file-edit.js';
import type { HostPlan } from '../plan.js';
import { toBase64 } from './base64.js';
import { isOwnFile } from './own-file.js';
import { commentLines, describeCommands, describeLines, describeManualStep, describePlan } from './plan-comment.js';
import { listActions, listOpenSteps } from './plan-parts.js';
import type { PlanRenderer } from './renderer.js';
import { formatYaml } from './yaml-document.js';

/** Which part of what a host shall have stands in which file. */
interface IgnitionFile {
  readonly path: string;
  readonly lines: readonly string[];
}

/**
 * A MachineConfig of OpenShift for worker nodes: kernel arguments and files, out of what the host shall have. Nodes run an
 * image with an initramfs of its own, and no command; none of the extensions that there are has to do with VFIO.
 *
 * @see MachineConfigSpec of machineconfiguration.openshift.io/v1 in OpenShift 4.14; Ignition specification 3.2.0, storage.files
 */
export const machineConfigRenderer: PlanRenderer = {
  name: 'machineconfig',
  summary: 'A MachineConfig for worker nodes of OpenShift',
  isRunnable: true,
  render(plan) {
    const kernelArguments = plan.configuration.kernelArguments.flatMap(({ text }) =>
      parseCmdline(text).map((parameter) => parameter.text),
    );
    const files = listFiles(plan);
    const machineConfig = {
      apiVersion: 'machineconfiguration.openshift.io/v1',
      kind: 'MachineConfig',
      metadata: {
        labels: { 'machineconfiguration.openshift.io/role': 'worker' },
        name: '100-worker-ptx-vfio',
      },
      spec: {
        config: {
          ignition: { version: '3.2.0' },
          ...(files.length === 0 ? {} : { storage: { files: files.map(formatFile) } }),
        },
        ...(kernelArguments.length === 0 ? {} : { kernelArguments }),
      },
    };
    const comments = files.map(
      ({ lines }, index) => [`spec.config.storage.files.${index}`, commentLines(lines)] as const,
    );
    return formatYaml(machineConfig, {
      comment: [...describePlan(plan), ...commentLines(NOTES), ...describeLeftOut(plan)],
      comments: Object.fromEntries(comments),
    });
  },
};

const NOTES: readonly string[] = [
  'Every node with the role "worker" gets it and is restarted: give nodes without these devices another role.',
  'The initramfs stays that of the image: a driver that it loads has its devices before these files are read.',
];

function listFiles(plan: HostPlan): IgnitionFile[] {
  const { modprobe, initramfsModules, modules, udevRules } = plan.configuration;
  const texts = (wanted: typeof modprobe) => [...new Set(wanted.map(({ text }) => text))];
  const files = [
    { path: '/etc/modprobe.d/ptx-vfio.conf', lines: texts(modprobe) },
    { path: '/etc/modules-load.d/ptx-vfio.conf', lines: texts([...initramfsModules, ...modules]) },
    { path: UDEV_RULES, lines: texts(udevRules) },
    ...listOwnFiles(plan),
  ];
  return files.filter(({ lines }) => lines.length > 0);
}

/** Files that are ours as a whole; lines of others are left to the reader. */
function listOwnFiles({ configuration: { fileLines } }: HostPlan): IgnitionFile[] {
  const paths = [...new Set(fileLines.map(({ path }) => path))].filter(isOwnFile);
  return paths.map((path) => ({ path, lines: fileLines.filter((line) => line.path === path).map(({ text }) => text) }));
}

function formatFile({ path, lines }: IgnitionFile): object {
  const text = [OWNED_HEADER, ...lines, ''].join('\n');
  return {
    path,
    mode: 0o644,
    overwrite: true,
    contents: { source: `data:text/plain;charset=utf-8;base64,${toBase64(text)}` },
  };
}

function describeLeftOut(plan: HostPlan): string[] {
  const commands = listActions(plan, 'run-command');
  const none = 'A MachineConfig runs no commands, so these of the plan are left out:';
  return [
    ...(commands.length === 0 ? [] : [...commentLines([none]), ...describeCommands(commands.map(({ argv }) => argv))]),
    ...describeLines(plan.configuration.fileLines.filter(({ path }) => !isOwnFile(path))),
    ...listOpenSteps(plan).flatMap(describeManualStep),
  ];
}
