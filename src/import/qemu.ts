import type { Imported } from './imported.js';
import { readQemuCommand } from './qemu-command.js';
import { importOptions } from './qemu-options.js';
import { StepCollector } from './step-collector.js';

/**
 * Turn a QEMU command line, or a script that runs one, into steps. Variables that the script sets are filled in, and
 * those that it does not set are named.
 *
 * @see https://www.qemu.org/docs/master/system/invocation.html
 */
export function importQemu(text: string): Imported {
  const collector = new StepCollector();
  importOptions(readQemuCommand(text, collector), collector);
  return collector.finish();
}
