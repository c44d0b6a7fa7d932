import type { HostAction, RunCommand, WriteFile } from '../action.js';
import type { HostPlan } from '../plan.js';
import { sha256 } from '../sha256.js';
import { describePlan } from './plan-comment.js';
import { listActions, stateFile } from './plan-parts.js';
import type { PlanRenderer } from './renderer.js';
import { listSysfsChanges, type SysfsChange, sysfsCommand } from './sysfs.js';
import { formatYaml } from './yaml-document.js';

/** What the note on the host says once all of the plan is done. */
const DONE = 'applied\n';

type Task = Readonly<Record<string, unknown>>;

/**
 * A playbook of modules that every Ansible has. Commands run where a file was changed, and again after a run that failed;
 * a second run changes nothing.
 *
 * @see ansible.builtin of ansible-core 2.14: copy, command, stat, assert, file, debug
 */
export const ansibleRenderer: PlanRenderer = {
  name: 'ansible',
  summary: 'A playbook for Ansible: "ansible-playbook -i HOST, FILE"',
  isRunnable: true,
  render(plan) {
    const play = {
      name: 'Prepare the host for PCI passthrough',
      hosts: 'all',
      become: true,
      gather_facts: false,
      tasks: [...listChecks(plan), ...listWork(plan), ...listReports(plan)],
    };
    const comment = [
      ...describePlan(plan),
      'It is for the host that the plan was made from: others fail before anything is changed.',
    ];
    return formatYaml([play], { comment, isTemplated: true });
  },
};

/** What has to hold before anything is changed. */
function listChecks(plan: HostPlan): Task[] {
  return [
    ...listActions(plan, 'write-file').flatMap((file, index) => [
      {
        name: `Look at ${file.path}`,
        'ansible.builtin.stat': { path: file.path, checksum_algorithm: 'sha256' },
        register: `ptx_before_${index}`,
      },
      {
        name: `Check that ${file.path} is what the plan was made for`,
        'ansible.builtin.assert': { that: [expectFile(file, `ptx_before_${index}.stat`)], quiet: true },
      },
    ]),
    ...listSysfsChanges(plan).flatMap(({ path, before, values }, index) => [
      {
        name: `Look at ${path}`,
        'ansible.builtin.command': { argv: ['cat', path] },
        register: `ptx_sysfs_${index}`,
        changed_when: false,
        check_mode: false,
      },
      {
        name: `Check that ${path} is what the plan was made for`,
        'ansible.builtin.assert': {
          that: [`ptx_sysfs_${index}.stdout in ${JSON.stringify([before, ...values])}`],
          quiet: true,
        },
      },
    ]),
  ];
}

function expectFile({ content, precondition }: WriteFile, stat: string): string {
  const digests = [sha256(content), ...(precondition.kind === 'unchanged' ? [precondition.sha256] : [])];
  const isKnown = `${stat}.checksum in ${JSON.stringify(digests)}`;
  return precondition.kind === 'absent'
    ? `not ${stat}.exists or (${stat}.isreg and ${isKnown})`
    : `${stat}.exists and ${stat}.isreg and ${isKnown}`;
}

/** Files, then commands; a note on the host says that all of it is done. */
function listWork(plan: HostPlan): Task[] {
  const files = listActions(plan, 'write-file');
  const commands = listActions(plan, 'run-command');
  const writes = listSysfsChanges(plan).map(sysfsTask);
  if (files.length + commands.length === 0) return writes;
  const state = stateFile(plan);
  const isPending = [
    `(ptx_done.stat.checksum | default('')) != '${sha256(DONE)}'`,
    ...files.map((_, index) => `ptx_file_${index} is changed`),
  ].join(' or ');
  return [
    {
      name: 'See whether it is done',
      'ansible.builtin.stat': { path: state, checksum_algorithm: 'sha256' },
      register: 'ptx_done',
    },
    {
      name: 'Do it',
      block: [
        ...files.flatMap(fileTasks),
        ...commands.map((command) => commandTask(command, isPending)),
        {
          name: 'Make a folder for the note',
          'ansible.builtin.file': { path: '/var/lib/ptx', state: 'directory', mode: '0755' },
        },
        { name: 'Note that it is done', 'ansible.builtin.copy': { dest: state, content: DONE, mode: '0644' } },
      ],
      rescue: [
        { name: 'Have the next run do it again', 'ansible.builtin.file': { path: state, state: 'absent' } },
        {
          name: 'Stop',
          'ansible.builtin.fail': { msg: 'The plan was not carried out: see the task that failed above' },
        },
      ],
    },
    ...writes,
  ];
}

function fileTasks({ path, content, mode, precondition }: WriteFile, index: number): Task[] {
  const folder = path.slice(0, path.lastIndexOf('/'));
  const owner = precondition.kind === 'absent' ? { owner: 'root', group: 'root' } : {};
  return [
    // Its mode is that of the folder where there is one.
    ...(precondition.kind === 'absent' && folder !== ''
      ? [{ name: `Make ${folder}`, 'ansible.builtin.file': { path: folder, state: 'directory' } }]
      : []),
    {
      name: `Write ${path}`,
      'ansible.builtin.copy': { dest: path, content, mode, ...owner },
      register: `ptx_file_${index}`,
    },
  ];
}

function commandTask({ argv }: RunCommand, isPending: string): Task {
  return {
    name: `Run ${argv[0]}`,
    'ansible.builtin.command': { argv },
    when: isPending,
    changed_when: true,
  };
}

function sysfsTask(change: SysfsChange, index: number): Task {
  return {
    name: `Set ${change.path}`,
    'ansible.builtin.command': { argv: sysfsCommand(change) },
    when: `ptx_sysfs_${index}.stdout != ${JSON.stringify(change.values.at(-1))}`,
    changed_when: true,
  };
}

/** What is left to the reader. */
function listReports(plan: HostPlan): Task[] {
  const report = (name: string, msg: readonly string[]): Task => ({ name, 'ansible.builtin.debug': { msg } });
  const { requiresReboot } = plan;
  const isManual = (action: HostAction) => action.kind === 'manual';
  return [
    ...plan.actions
      .filter(isManual)
      .flatMap((step) => (step.kind === 'manual' ? [report('By hand', [step.title, step.reason, ...step.lines])] : [])),
    ...(requiresReboot ? [report('Restart', ['It counts after the next start of the host'])] : []),
  ];
}
