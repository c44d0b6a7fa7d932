import type { ImportRemark, ImportSource } from './imported.js';
import { splitWords } from './shell.js';

/** A setting of a Proxmox VE guest, from its file or from `qm set`. */
export interface ProxmoxEntry {
  readonly key: string;
  readonly value: string;
  readonly source: ImportSource;
}

/** A file of a guest, read. */
export interface ProxmoxFile {
  /** The settings that count. */
  readonly entries: readonly ProxmoxEntry[];
  /** Lines that are no setting. */
  readonly unmapped: readonly ImportRemark[];
  readonly notes: readonly ImportRemark[];
}

const SETTING = /^\s*([a-z][a-z0-9_-]*)\s*:\s*(.*?)\s*$/i;
const SECTION = /^\s*\[(.+)\]\s*$/;
/** `qm set 100 -hostpci0 …`, also behind a prompt. */
const COMMAND = /^\s*(?:\S*[#$]\s+)?(?:sudo\s+)?qm\s+(?:set|create)\s+\S+\s+(-.*)$/;
/** Settings whose values are nobody's business. */
const SECRET = /^(cipassword|sshkeys)$/;

/**
 * Read `/etc/pve/qemu-server/VMID.conf`, or lines of it, or `qm set` commands. Of sections, which hold snapshots and
 * changes that are pending, only the names are told.
 */
export function readProxmoxFile(text: string): ProxmoxFile {
  const entries = new Map<string, ProxmoxEntry>();
  const unmapped: ImportRemark[] = [];
  const notes: ImportRemark[] = [];
  const set = (entry: ProxmoxEntry) => {
    const before = entries.get(entry.key);
    if (before !== undefined) notes.push({ ...before.source, reason: `Line ${entry.source.line} says it again` });
    entries.set(entry.key, entry);
  };
  let isInSection = false;
  for (const [index, content] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = index + 1;
    const [, section] = SECTION.exec(content) ?? [];
    if (section !== undefined) {
      isInSection = true;
      notes.push({ line, text: `[${section}]`, reason: sectionReason(section) });
      continue;
    }
    const [, command] = COMMAND.exec(content) ?? [];
    if (isInSection) continue;
    if (command !== undefined) {
      for (const entry of readCommand(command, line)) set(entry);
      continue;
    }
    if (/^\s*(#|$)/.test(content)) continue;
    const [, key, value] = SETTING.exec(content) ?? [];
    if (key === undefined || value === undefined) {
      unmapped.push({ line, text: content.trim(), reason: 'Expected a setting such as "hostpci0: 01:00.0"' });
    } else set(entryOf(key, value, line));
  }
  return { entries: [...entries.values()], unmapped, notes };
}

function sectionReason(section: string): string {
  if (section === 'PENDING') return 'Changes that wait for the next start are not imported';
  return section.startsWith('special:') ? 'Not part of the configuration' : 'A snapshot is not imported';
}

function readCommand(text: string, line: number): ProxmoxEntry[] {
  const words = splitWords(text, line).map((word) => word.text);
  const entries: ProxmoxEntry[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const [, key = '', joined] = /^--?([a-z][a-z0-9_-]*)(?:=([\s\S]*))?$/i.exec(words[index] ?? '') ?? [];
    if (key === '') continue;
    if (joined === undefined) index += 1;
    entries.push(entryOf(key, joined ?? words[index] ?? '', line));
  }
  return entries;
}

function entryOf(key: string, value: string, line: number): ProxmoxEntry {
  return { key, value, source: { line, text: `${key}: ${SECRET.test(key) ? '…' : value}` } };
}

/** Read `value,key=value`; what comes first without a key has the one of `defaultKey`. */
export function readPropertyString(text: string, defaultKey: string): Map<string, string> {
  const properties = new Map<string, string>();
  for (const item of text.split(',').filter((part) => part !== '')) {
    const equals = item.indexOf('=');
    if (equals < 0) properties.set(properties.has(defaultKey) ? item.trim() : defaultKey, item.trim());
    else properties.set(item.slice(0, equals).trim(), item.slice(equals + 1).trim());
  }
  return properties;
}

/** Read a boolean as Proxmox VE does (parse_boolean of PVE::JSONSchema). */
export function readProxmoxBoolean(text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  if (/^(1|on|yes|true)$/i.test(text)) return true;
  return /^(0|off|no|false)$/i.test(text) ? false : undefined;
}
