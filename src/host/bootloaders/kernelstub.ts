import { runCommand } from '../commands.js';
import { addArguments } from '../kernel-arguments.js';
import { findFile, type HostSnapshot } from '../model.js';
import type { BootloaderWriter } from './writer.js';

const CONFIGURATION = '/etc/kernelstub/configuration';

/**
 * Pop!_OS with UEFI: kernelstub keeps the arguments and writes the entries of systemd-boot.
 *
 * @see https://github.com/pop-os/kernelstub, README: --add-options and --delete-options
 */
export const kernelstubWriter: BootloaderWriter = {
  names: ['kernelstub'],
  readConfigured: (snapshot) => readConfiguration(snapshot)?.options.join(' '),
  addArguments(_, missing) {
    const text = missing.map((argument) => argument.text).join(' ');
    const undo = ['kernelstub', '--delete-options', text];
    return {
      commands: [
        runCommand(['kernelstub', '--add-options', text], 'kernelstub writes the entry that is started', undo),
      ],
    };
  },
  simulate(snapshot, [program, flag, text = '']) {
    if (program !== 'kernelstub' || flag !== '--add-options') return snapshot;
    const configuration = readConfiguration(snapshot);
    if (configuration === undefined) {
      return { ...snapshot, cmdline: addArguments(snapshot.cmdline ?? '', text.split(' ')) };
    }
    const { document, options } = configuration;
    const kernel_options = addArguments(options.join(' '), text.split(' ')).split(' ');
    const content = JSON.stringify({ ...document, user: { ...document.user, kernel_options } }, null, 2);
    const files = snapshot.files.map((file) => (file.path === CONFIGURATION ? { ...file, text: content } : file));
    return { ...snapshot, files };
  },
};

interface Configuration {
  readonly document: { readonly user?: { readonly kernel_options?: unknown } };
  readonly options: readonly string[];
}

function readConfiguration(snapshot: HostSnapshot): Configuration | undefined {
  try {
    const document = JSON.parse(findFile(snapshot, CONFIGURATION)?.text ?? '');
    const options = document?.user?.kernel_options;
    return Array.isArray(options) ? { document, options: options.map(String) } : undefined;
  } catch {
    return undefined;
  }
}
