import { readFileSync, statSync } from 'node:fs';
import type { ProgramResult } from '../../src/cli/io.js';

/** A domain that a fake virsh has. */
export interface FakeDomain {
  xml: string;
  state?: string;
  persistent?: 'yes' | 'no';
  managedSave?: 'yes' | 'no';
  snapshots?: string[];
}

/** A stand-in for virsh with domains in memory, which answers as virsh 9.0 does; the real one is asked in test/hypervisor. */
export class FakeVirsh {
  readonly domains: FakeDomain[];
  /** Every command line. */
  readonly calls: string[][] = [];
  /** The modes of the files that were defined from. */
  readonly modes: number[] = [];
  /** What libvirt makes of a definition; throws to refuse it. */
  onDefine: (xml: string) => string = (xml) => xml;
  /** Called before each command, by its name. */
  onCall: (command: string) => void = () => {};

  constructor(...domains: FakeDomain[]) {
    this.domains = domains;
  }

  /** The names of the commands that were run. */
  get commands(): string[] {
    return this.calls.map((argv) => argv[argv.indexOf('--quiet') + 1] ?? '');
  }

  /** For `Io`. */
  readonly run = async (argv: readonly string[]): Promise<ProgramResult> => {
    this.calls.push([...argv]);
    const [command = '', ...args] = argv.slice(argv.indexOf('--quiet') + 1);
    this.onCall(command);
    try {
      return { code: 0, stdout: Buffer.from(this.#answer(command, args)), stderr: '' };
    } catch (error) {
      return { code: 1, stdout: new Uint8Array(), stderr: `error: ${(error as Error).message}\n\n` };
    }
  };

  #answer(command: string, args: readonly string[]): string {
    switch (command) {
      case 'uri':
        return 'qemu:///system\n';
      case 'list':
        return this.#list(args);
      case 'dumpxml':
        return `${this.#find(args).xml}\n`;
      case 'dominfo': {
        const { state = 'shut off', persistent = 'yes', managedSave = 'no' } = this.#find(args);
        return `Id:             -\nState:          ${state}\nPersistent:     ${persistent}\nManaged save:   ${managedSave}\n`;
      }
      case 'snapshot-list':
        return (this.#find(args).snapshots ?? []).map((name) => `${name}\n`).join('');
      case 'define':
        return this.#define(args.at(-1) ?? '');
      default:
        throw new Error(`unknown command: '${command}'`);
    }
  }

  #list(args: readonly string[]): string {
    const wanted = this.domains.filter(({ persistent = 'yes' }) =>
      args.includes('--transient') ? persistent === 'no' : !args.includes('--persistent') || persistent === 'yes',
    );
    return wanted.map(({ xml }) => `${uuidOf(xml)} ${/<name>(.*)<\/name>/.exec(xml)?.[1]}\n`).join('');
  }

  #find(args: readonly string[]): FakeDomain {
    const found = this.domains.find(({ xml }) => uuidOf(xml) === args.at(-1));
    if (found === undefined) throw new Error(`failed to get domain '${args.at(-1)}'`);
    return found;
  }

  #define(file: string): string {
    this.modes.push(statSync(file).mode & 0o7777);
    const xml = this.onDefine(readFileSync(file, 'utf8').trimEnd());
    const found = this.domains.find((domain) => uuidOf(domain.xml) === uuidOf(xml));
    if (found === undefined) this.domains.push({ xml });
    else found.xml = xml;
    return '';
  }
}

function uuidOf(xml: string): string {
  return /<uuid>(.*)<\/uuid>/.exec(xml)?.[1] ?? '';
}
