import { parsePciAddress } from '../domain/pci-address.js';
import { PtxError } from '../errors.js';
import type { Imported, ImportOptions } from './imported.js';
import { formatShort } from './pci-plan.js';
import { type ProxmoxContext, readContext } from './proxmox-context.js';
import { type ProxmoxEntry, readProxmoxFile } from './proxmox-file.js';
import { HANDLERS, NOTES, UNMAPPED } from './proxmox-settings.js';
import { StepCollector } from './step-collector.js';

/**
 * Turn the file of a Proxmox VE guest, lines of it or `qm set` commands into steps.
 *
 * @throws PtxError OPTION_INVALID for functions of a card that the text does not pass as a whole
 * @see https://pve.proxmox.com/pve-docs/qm.conf.5.html
 */
export function importProxmox(text: string, options: ImportOptions = {}): Imported {
  const file = readProxmoxFile(text);
  const collector = new StepCollector();
  for (const { reason, ...source } of file.unmapped) collector.unmapped(source, reason);
  for (const { reason, ...source } of file.notes) collector.note(source, reason);
  const context = readContext(file.entries, collector, readFunctions(options));
  for (const entry of inOrderOfQemu(file.entries)) {
    const isNamed = [HANDLERS, NOTES].some((table) => Object.hasOwn(table, entry.key));
    const name = isNamed ? entry.key : entry.key.replace(/[0-9]+$/, '#');
    const [handler, note] = [find(HANDLERS, name), find(NOTES, name)];
    if (handler !== undefined) handler(entry, context);
    else if (note !== undefined) collector.note(entry.source, note);
    else {
      const reason = find(UNMAPPED, name) ?? `ptx does not know the setting "${entry.key}"`;
      collector.unmapped(entry.source, reason);
    }
  }
  refuseUnusedFunctions(context);
  return collector.finish();
}

/** Proxmox VE puts `args` behind all other options. */
function inOrderOfQemu(entries: readonly ProxmoxEntry[]): ProxmoxEntry[] {
  const isRaw = ({ key }: ProxmoxEntry) => key === 'args';
  return [...entries.filter((entry) => !isRaw(entry)), ...entries.filter(isRaw)];
}

function find<Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function readFunctions({ functions = {} }: ImportOptions): Map<string, string> {
  return new Map(
    Object.entries(functions).map(([card, list]) => {
      const target = parsePciAddress(card);
      if (target?.function === undefined && target !== undefined) return [formatShort(target), list];
      const message = `Option "functions": expected a card such as 01:00, found "${card}"`;
      throw new PtxError('OPTION_INVALID', message, { option: 'functions' });
    }),
  );
}

function refuseUnusedFunctions({ functions, usedFunctions }: ProxmoxContext): void {
  const unused = [...functions.keys()].find((card) => !usedFunctions.has(card));
  if (unused === undefined) return;
  const message = `Option "functions": no setting passes the whole card "${unused}"`;
  throw new PtxError('OPTION_INVALID', message, { option: 'functions' });
}
