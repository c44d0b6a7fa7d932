import { PtxError } from '../../errors.js';
import type { WriteFile } from '../action.js';
import { toBase64 } from './base64.js';
import { commentLines, describeManualStep, describePlan } from './plan-comment.js';
import { listActions } from './plan-parts.js';
import type { PlanRenderer } from './renderer.js';
import { listSysfsChanges, sysfsCommand } from './sysfs.js';
import { formatYaml } from './yaml-document.js';

/** Text that every reader of YAML gives back as it is. */
const ASCII = /^[\t\n\x20-\x7e]*$/;

/**
 * A cloud-config, for the first start of a host that is like the one the plan was made from. It cannot look before it
 * writes: lines are added to files, and a change in the midst of one is refused.
 *
 * @see cloud-init 22.4, modules write_files and runcmd
 */
export const cloudInitRenderer: PlanRenderer = {
  name: 'cloud-init',
  summary: 'A cloud-config for the first start of a host of the same kind',
  isRunnable: true,
  render(plan) {
    const files = listActions(plan, 'write-file');
    const commands = listActions(plan, 'run-command');
    const writes = listSysfsChanges(plan);
    const config = {
      ...(files.length === 0 ? {} : { write_files: files.map(formatFile) }),
      ...(commands.length + writes.length === 0
        ? {}
        : {
            runcmd: [
              // All of it becomes one script, which goes on after a failure unless it is told.
              'set -e',
              ...commands.map(({ argv }) => argv),
              ...writes.map(sysfsCommand),
            ],
          }),
    };
    const manual = listActions(plan, 'manual').flatMap(describeManualStep);
    return formatYaml(config, {
      marker: 'cloud-config',
      comment: [...describePlan(plan), ...commentLines(NOTES), ...manual],
      comments: {
        ...Object.fromEntries(files.map(({ reason }, index) => [`write_files.${index}`, commentLines([reason])])),
      },
    });
  },
};

const NOTES: readonly string[] = [
  'cloud-init does this once, when an instance starts for the first time, and does not look at what is there: it is for hosts with the same devices and the same distribution.',
  'Nothing in here restarts the host, and nothing undoes it.',
];

function formatFile(file: WriteFile): object {
  const added = findAdded(file);
  const text = added ?? file.content;
  const isPlain = ASCII.test(text);
  return {
    path: file.path,
    ...(added === undefined ? { owner: 'root:root', permissions: file.mode } : { append: true }),
    ...(isPlain ? {} : { encoding: 'b64' }),
    content: isPlain ? text : toBase64(text),
  };
}

/** What comes behind the text that is there; undefined for a file that is new. */
function findAdded({ path, content, undo }: WriteFile): string | undefined {
  if (undo.kind === 'remove-file') return undefined;
  if (content.startsWith(undo.content)) return content.slice(undo.content.length);
  throw new PtxError('FORMAT_UNSUITED', `A cloud-config cannot change a part of "${path}"`, {
    option: 'format',
    hint: 'As a whole it belongs to the host that the plan was made from: use shell or ansible there',
  });
}
