import { oneLine } from '../../domain/one-line.js';
import { PtxError } from '../../errors.js';
import { systemError } from '../../host/node/system-error.js';
import { detectFormat } from '../../import/detect.js';
import { formatImported, formatRemark } from '../../import/format.js';
import type { Imported, ImportOptions } from '../../import/imported.js';
import { importProxmox } from '../../import/proxmox.js';
import { importQemu } from '../../import/qemu.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { flagArgument, hasFlag, type ParsedFlags, usageError } from '../flags.js';
import type { Io } from '../io.js';
import { namingFile } from '../report.js';

const FORMATS = ['proxmox', 'qemu'] as const;
type Format = (typeof FORMATS)[number];

/** `ptx import`: other descriptions of a guest to a steps file. */
export const importCommand: Command = {
  usage: '[FILE|-] [FLAGS]',
  description: [
    'Read the file of a Proxmox VE guest, or a script with a QEMU command line, from FILE or standard input, and print a steps file that makes a libvirt domain like it. What no step says is listed on standard error, and as comments in the YAML.',
    'Exit codes: 0 done, 1 something was not mapped (--strict), 2 usage or options, 3 failure.',
  ],
  examples: [
    'ptx import /etc/pve/qemu-server/100.conf --functions 01:00=0-1 >steps.yaml',
    'ptx import vm.sh --from qemu | ptx transform win10.xml --steps /dev/stdin',
  ],
  flags: [
    {
      name: 'from',
      argument: FORMATS.join('|'),
      choices: FORMATS,
      summary: 'What FILE is; without it the text tells',
    },
    {
      name: 'functions',
      argument: 'CARD=LIST',
      summary: 'The functions of a card that is passed as a whole: 01:00=0-1. May be given for several cards',
    },
    {
      name: 'format',
      argument: 'yaml|json',
      choices: ['yaml', 'json'],
      summary: 'What to print: YAML with comments (the default), or JSON',
    },
    { name: 'strict', summary: 'Exit 1 where something was not mapped' },
  ],
  run,
};

async function run(parsed: ParsedFlags, io: Io): Promise<number> {
  const [input = '-', ...rest] = parsed.operands;
  if (rest.length > 0) throw usageError('Expected one FILE');
  if (parsed.operands.length === 0 && io.isStdinTerminal) {
    throw usageError('Expected a FILE or a text on standard input', 'Name a FILE, or "-" to type one');
  }
  const name = input === '-' ? '<stdin>' : input;
  const text = await namingFile(name, async () => decode(await readInput(input, io)));
  const from = (flagArgument(parsed, 'from') as Format | undefined) ?? detectFormat(text);
  if (from === undefined) {
    throw usageError(`Cannot tell what "${name}" is`, 'Say --from proxmox or --from qemu');
  }
  const imported = importText(from, text, readFunctions(parsed));
  const isJson = flagArgument(parsed, 'format') === 'json';
  report(imported, name, isJson, io);
  await io.writeStdout(formatImported(imported, isJson ? 'json' : 'yaml'));
  return hasFlag(parsed, 'strict') && imported.unmapped.length > 0 ? EXIT.pending : EXIT.ok;
}

function importText(from: Format, text: string, options: ImportOptions): Imported {
  if (from === 'proxmox') return importProxmox(text, options);
  if (options.functions !== undefined) throw usageError('--functions is for --from proxmox: QEMU names each function');
  return importQemu(text);
}

function readFunctions({ given }: ParsedFlags): ImportOptions {
  const pairs = given.filter(({ name }) => name === 'functions').map(({ argument = '' }) => argument);
  if (pairs.length === 0) return {};
  const functions = pairs.map((pair) => {
    const [, card, list] = /^([^=]+)=(.+)$/.exec(pair) ?? [];
    if (card === undefined || list === undefined) {
      throw usageError(`Expected --functions to be like 01:00=0-1, found "${pair}"`);
    }
    return [card, list] as const;
  });
  return { functions: Object.fromEntries(functions) };
}

/** JSON has no comments, so the notes go to standard error there. */
function report({ unmapped, notes }: Imported, name: string, isJson: boolean, io: Io): void {
  const write = (kind: string, remarks: Imported['unmapped']) => {
    for (const remark of remarks) io.writeStderr(`${oneLine(`ptx: ${name}: ${kind}: ${formatRemark(remark)}`)}\n`);
  };
  write('not mapped', unmapped);
  if (isJson) write('note', notes);
}

async function readInput(input: string, io: Io): Promise<Uint8Array> {
  try {
    return input === '-' ? await io.readStdin() : await io.readFile(input);
  } catch (error) {
    throw systemError('FILE_UNREADABLE', 'Cannot read', error);
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new PtxError('FILE_UNREADABLE', 'The file is not UTF-8', { cause });
  }
}
