import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readArguments } from './arguments.js';
import {
  type DriverRoot,
  EMULATOR,
  type Hypervisor,
  hasKvm,
  makeDriverRoot,
  readHypervisor,
  removeDriverRoot,
  runVirsh,
  shareCapabilities,
} from './hypervisor.js';
import { makeStandInHost } from './stand-in-host.js';

/** What real libvirt says of documents, by the key of each. */
export interface Verdicts {
  /** Errors of those that it refuses. */
  readonly errors: Map<string, string>;
  /** `dumpxml --inactive` of those that it takes. */
  readonly dumps: Map<string, string>;
}

/** What real libvirt makes of documents, by the key of each. */
export interface Conversions {
  /** Errors of those that it does not convert. */
  readonly errors: Map<string, string>;
  /** QEMU's arguments of the others, as {@link readArguments} gives them. */
  readonly arguments: Map<string, string[]>;
}

/**
 * Let real libvirt define documents with `--validate`, all in one virsh process on the embedded driver, which needs no
 * daemon. Each copy gets a name and a UUID of its own, and an emulator that exists.
 */
export function defineAll(
  documents: ReadonlyMap<string, string>,
  hypervisor: Hypervisor = readHypervisor(),
  flag = '--validate',
): Verdicts {
  const { stdout, errors, keys } = askEach(documents, hypervisor, {
    copy: (xml) => xml,
    commands: (file, name) => [`define ${flag} ${file}`, `dumpxml --inactive --security-info ${name}`],
  });
  const dumps = new Map<string, string>();
  for (const [dump] of stdout.matchAll(/^<domain [\s\S]*?^<\/domain>\n/gm)) {
    const key = keys.get(/<name>(ptx[0-9]+)<\/name>/.exec(dump)?.[1] ?? '');
    if (key !== undefined) dumps.set(key, withOwnType(dump, documents.get(key) ?? ''));
  }
  return { errors, dumps };
}

/**
 * Let real libvirt turn documents into QEMU's arguments, without defining or starting them, for a machine that is the
 * same everywhere.
 */
export function convertAll(documents: ReadonlyMap<string, string>, hypervisor: Hypervisor): Conversions {
  const convertible = new Map([...documents].filter(([, xml]) => !INTERFACE_HOSTDEV.test(xml)));
  const { stdout, errors, keys } = askEach(convertible, hypervisor, {
    copy: independentCopy,
    wrap: makeStandInHost,
    commands: (file) => [`domxml-to-native qemu-argv --xml ${file}`],
  });
  for (const key of documents.keys()) {
    if (!convertible.has(key)) errors.set(key, "libvirt does not convert <interface type='hostdev'>");
  }
  const converted = new Map<string, string[]>();
  for (const [, command = '', name = ''] of stdout.matchAll(/^(.* -name guest=(ptx[0-9]+),.*?)(?:virsh # .*)?$/gm)) {
    const key = keys.get(name);
    if (key !== undefined) converted.set(key, readArguments(command, name, documents.get(key) ?? ''));
  }
  return { errors, arguments: converted };
}

/** A document, and the one that is defined before. */
export interface Pair {
  readonly first: string;
  readonly second: string;
}

/** Let real libvirt define one document after another, with their own names and UUIDs: the errors of the second ones. */
export function definePairs(pairs: ReadonlyMap<string, Pair>, hypervisor: Hypervisor): Map<string, string> {
  const root = makeDriverRoot(hypervisor);
  try {
    shareCapabilities(root);
    const keys = new Map([...pairs.keys()].map((key, index) => [`ptx${index}`, key] as const));
    const commands = [...pairs.values()].flatMap(({ first, second }, index) => {
      const files = [first, second].map((xml, number) => {
        const file = `pair${index}-${number}.xml`;
        writeFileSync(path.join(root.hostPath, file), typedCopy(xml));
        return path.join(root.path, file);
      });
      const name = /<name>([^<]*)<\/name>/.exec(first)?.[1] ?? '';
      return [
        `define ${files[0]}`,
        `echo --err ptx${index}`,
        `define ${files[1]}`,
        'echo --err end',
        `undefine ${name}`,
      ];
    });
    const { stderr } = runVirsh(root, commands);
    if (pairs.size > 0 && !stderr.includes('error: ptx0\n')) throw new Error(`virsh does not run: ${stderr}`);
    return readErrors(stderr.replace(/^error: end$[\s\S]*?(?=^error: ptx|$(?![\s\S]))/gm, ''), keys);
  } finally {
    removeDriverRoot(root);
  }
}

/** What libvirt printed, with the type of the document where its copy had to have another. */
function withOwnType(dump: string, document: string): string {
  const isOfKvm = /<domain\b[^>]*\stype\s*=\s*(['"])kvm\1/.test(document);
  return isOfKvm ? dump.replace(/^<domain type='qemu'/, "<domain type='kvm'") : dump;
}

/** Up to 12.8 "argument key 'driver' must not have null value" is all that libvirt makes of these, and 9.0 crashes. */
const INTERFACE_HOSTDEV = /<interface\b[^>]*\stype\s*=\s*(['"])hostdev\1/;

interface Question {
  /** What is to be asked about a document, after name, UUID and emulator. */
  copy(xml: string): string;
  /** The argv that runs virsh on another machine than the real one. */
  wrap?(root: DriverRoot): string[];
  commands(file: string, name: string): string[];
}

interface Answers {
  readonly stdout: string;
  /** By the key of the document. */
  readonly errors: Map<string, string>;
  /** The key of each document by the name of its copy. */
  readonly keys: ReadonlyMap<string, string>;
}

/** Ask one virsh process about each document. */
function askEach(documents: ReadonlyMap<string, string>, hypervisor: Hypervisor, question: Question): Answers {
  const root = makeDriverRoot(hypervisor);
  try {
    shareCapabilities(root);
    const commands: string[] = [];
    const keys = new Map<string, string>();
    for (const [key, xml] of documents) {
      const name = `ptx${keys.size}`;
      keys.set(name, key);
      const copy = question.copy(testCopy(xml, name, keys.size, hypervisor));
      writeFileSync(path.join(root.hostPath, `${name}.xml`), copy);
      commands.push(`echo --err ${name}`, ...question.commands(`${path.join(root.path, name)}.xml`, name));
    }
    const { stdout, stderr } = runVirsh(root, commands, question.wrap?.(root));
    if (documents.size > 0 && !stderr.includes('error: ptx0\n')) throw new Error(`virsh does not run: ${stderr}`);
    return {
      stdout: stdout.replaceAll(root.path, ''),
      errors: readErrors(stderr.replaceAll(root.path, ''), keys),
      keys,
    };
  } finally {
    removeDriverRoot(root);
  }
}

function testCopy(xml: string, name: string, number: number, { root = '' }: Hypervisor): string {
  const uuid = `11111111-2222-4333-8444-${number.toString(16).padStart(12, '0')}`;
  const old = /<uuid>\s*([0-9a-fA-F-]+)\s*<\/uuid>/.exec(xml)?.[1];
  // The UUID may stand in <sysinfo> as well, where libvirt compares the two.
  const copy = old === undefined ? xml : xml.replaceAll(old, uuid);
  const typed = typedCopy(copy);
  // A name that libvirt refuses stays, so that it does.
  const named = /<name>[^<]*<\/name>/.test(typed)
    ? typed.replace(/<name>[^<\n/]+<\/name>/, `<name>${name}</name>`)
    : typed.replace(/(<domain\b[^>]*>)/, `$1<name>${name}</name>`);
  return named.replace(/(<emulator>)([^<]*)(<\/emulator>)/g, (all, open, emulator: string, close) =>
    !existsSync(root + emulator.trim()) && /x86_64|i[3-6]86|kvm|qemu$/.test(emulator) ? open + EMULATOR + close : all,
  );
}

/** Without KVM libvirt takes no domain of its type. */
function typedCopy(xml: string): string {
  return hasKvm ? xml : xml.replace(/(<domain\b[^>]*\stype\s*=\s*)(['"])kvm\2/, '$1$2qemu$2');
}

/**
 * A copy that is converted the same everywhere: neither CPU, clock and USB devices of the machine nor its kernel module
 * for PCI devices, which libvirt finds out when it starts a domain, make a difference.
 */
function independentCopy(xml: string): string {
  return xml
    .replace(/<cpu\b[^>]*>/, (tag) => {
      const end = /\/?>$/.exec(tag)?.[0] ?? '';
      const start = tag.slice(0, -end.length).replace(/\s(?:check|match)\s*=\s*(['"]).*?\1/g, '');
      const hostModel = /\smode\s*=\s*(['"])host-model\1/;
      if (!hostModel.test(start)) return `${start} check='none'${end}`;
      const named = `${start.replace(hostModel, " mode='custom'")} check='none'><model>qemu64</model>`;
      return end === '>' ? named : `${named}</cpu>`;
    })
    .replace(/(<timer\b[^>]*)\sfrequency\s*=\s*(['"]).*?\2/g, '$1')
    .replace(/<hostdev\b[^>]*\stype\s*=\s*(['"])pci\1[\s\S]*?<\/hostdev>/g, (hostdev) =>
      hostdev.includes('<driver') ? hostdev : hostdev.replace('<source', "<driver name='vfio'/><source"),
    )
    .replace(/<product\s+id\s*=\s*(['"])(\w+)\1\s*\/>(?!\s*<address)/g, (tag, _, id: string) => {
      return `${tag}<address bus='1' device='${(Number(id) % 127) + 1}'/>`;
    });
}

function readErrors(stderr: string, keys: ReadonlyMap<string, string>): Map<string, string> {
  const errors = new Map<string, string>();
  for (const part of stderr.split(/^error: (?=ptx[0-9]+$)/m).slice(1)) {
    const [name = '', ...lines] = part.split('\n');
    const key = keys.get(name);
    const error = lines
      .filter((line) => !/^\d{4}-\d\d-\d\d |^error: Failed to define|^error: failed to get domain|^$/.test(line))
      .map((line) => line.replace(/^error: /, ''));
    if (key !== undefined && error.length > 0) errors.set(key, error.join(' ').replaceAll(name, 'NAME'));
  }
  return errors;
}
