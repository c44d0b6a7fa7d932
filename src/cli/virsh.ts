import { oneLine } from '../domain/one-line.js';
import { PtxError } from '../errors.js';
import { decodeUtf8 } from './decode-utf8.js';
import type { Io } from './io.js';

/** A domain of a connection. Its UUID names it to virsh, which takes a name of digits for the id of another one. */
export interface DomainName {
  readonly name: string;
  readonly uuid: string;
}

/** What libvirt says of a domain beside its XML. */
export interface DomainState {
  readonly isRunning: boolean;
  readonly isPersistent: boolean;
  readonly hasManagedSave: boolean;
  readonly snapshots: number;
}

/** One connection of libvirt, by way of virsh: what its URI can name, such as `qemu+ssh://`, works as it does there. */
export class Virsh {
  readonly #io: Io;
  readonly #connection: readonly string[];

  /** @param uri as `virsh --connect` takes it; without one virsh chooses */
  constructor(io: Io, uri: string | undefined) {
    this.#io = io;
    this.#connection = uri === undefined ? [] : ['--connect', uri];
  }

  /** The URI of the connection as libvirt writes it. */
  async uri(): Promise<string> {
    return (await this.#run('uri')).trim();
  }

  /** Every persistent and every running domain, or those of one kind. */
  async listDomains(kind?: 'persistent' | 'transient'): Promise<DomainName[]> {
    const filter = kind === undefined ? [] : [`--${kind}`];
    const lines = (await this.#run('list', '--all', '--uuid', '--name', ...filter)).split('\n');
    return lines.flatMap((line) => {
      const [, uuid, name] = /^ *([0-9a-f-]{36}) +(.*?) *$/.exec(line) ?? [];
      return uuid === undefined || name === undefined ? [] : [{ name, uuid }];
    });
  }

  /** The definition that counts from the next start, with its secrets. */
  dump({ uuid }: DomainName): Promise<string> {
    return this.#run('dumpxml', '--inactive', '--security-info', '--domain', uuid);
  }

  /** What else has to be known before it is changed. */
  async readState({ uuid }: DomainName): Promise<DomainState> {
    const info = await this.#run('dominfo', '--domain', uuid);
    const field = (name: string) => new RegExp(`^${name}: *(.*?) *$`, 'm').exec(info)?.[1];
    return {
      isRunning: field('State') !== 'shut off',
      isPersistent: field('Persistent') === 'yes',
      hasManagedSave: field('Managed save') === 'yes',
      snapshots: await this.#countSnapshots(uuid),
    };
  }

  /** Define a domain from a file, after libvirt's schema has judged it. */
  async define(file: string): Promise<void> {
    await this.#run('define', '--validate', '--file', file);
  }

  /** Not every driver has snapshots. */
  async #countSnapshots(uuid: string): Promise<number> {
    try {
      const names = await this.#run('snapshot-list', '--name', '--domain', uuid);
      return names.split('\n').filter((name) => name.trim() !== '').length;
    } catch (error) {
      if (error instanceof PtxError) return 0;
      throw error;
    }
  }

  async #run(...command: readonly string[]): Promise<string> {
    const argv = ['virsh', ...this.#connection, '--quiet', ...command];
    const { code, stdout, stderr } = await this.#io.runProgram(argv).catch((cause) => {
      const hint = 'It comes with libvirt-clients (Debian, Ubuntu), libvirt-client (Fedora, RHEL) or libvirt (Arch)';
      throw new PtxError('LIBVIRT_FAILED', 'There is no virsh on this machine', { cause, hint });
    });
    if (code === 0) return decodeUtf8(stdout);
    const reason = readReason(stderr) || (code === null ? 'virsh was interrupted' : `virsh ended with ${code}`);
    const hint = HINTS.find(([pattern]) => pattern.test(stderr))?.[1];
    throw new PtxError('LIBVIRT_FAILED', `${command[0]}: ${reason}`, { hint });
  }
}

const HINTS: readonly (readonly [pattern: RegExp, hint: string])[] = [
  [
    /Permission denied|authentication (?:failed|unavailable)|polkit/i,
    'Run it as root, or as a member of group libvirt',
  ],
  [/read only access/i, 'The connection must not be one for reading alone'],
  [/failed to connect to the hypervisor/, 'Is libvirtd or virtqemud running? --connect names another connection'],
];

/** What libvirt says, without its log lines and the words that only repeat what was asked. */
function readReason(stderr: string): string {
  const lines = stderr
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\d{4}-\d\d-\d\d [\d:.+]+: \d+: /.test(line))
    .map((line) => line.replace(/^error: /, ''))
    .filter((line) => !/^(?:Failed to define domain from|failed to connect to the hypervisor$)/.test(line));
  return oneLine(lines.join('; '));
}
