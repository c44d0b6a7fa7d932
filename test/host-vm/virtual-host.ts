import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Progress } from './progress.js';
import { LABEL, TOOLS } from './tools-disk.js';

/** How a script in a host ended. */
export interface ScriptEnd {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a host is made of. */
export interface HostHardware {
  /** Names its logs. */
  readonly name: string;
  readonly disk: string;
  readonly tools: string;
  /** More arguments of QEMU: processor, IOMMU and devices. */
  readonly qemuArguments: readonly string[];
}

const LOGS = '.cache/host-vm/logs';
const POLL_MS = 500;
const CONSOLE_LINES = 40;

/** An emulated processor reads bytecode three times faster than machine code that is written while it runs. */
const NODE = `${TOOLS}/node --jitless --single-threaded`;

/**
 * A host that runs in QEMU, with what is written to its disk kept for as long as it runs. Its agent, which
 * `scripts/install-host-vm.sh` put there, runs scripts. Console and scripts are logged below `.cache/host-vm/logs`.
 */
export class VirtualHost {
  readonly #name: string;
  readonly #qemu: ChildProcess;
  readonly #folder: string;
  #socket: Socket | undefined;
  #answers = '';
  #errors = '';
  #scripts = 0;

  private constructor({ name, disk, tools, qemuArguments }: HostHardware) {
    this.#name = name;
    this.#folder = mkdtempSync(path.join(tmpdir(), 'ptx-vm-'));
    mkdirSync(LOGS, { recursive: true });
    for (const file of [this.#console, this.#log]) writeFileSync(file, '');
    const image = (id: string, file: string, more: string) => [
      '-drive',
      `id=${id},file=${file},format=raw,if=none,${more}`,
      '-device',
      `virtio-blk-pci,drive=${id}`,
    ];
    this.#qemu = spawn(
      'qemu-system-x86_64',
      [
        ...['-accel', 'tcg', '-m', '2048', '-nodefaults', '-display', 'none'],
        ...['-machine', 'q35,kernel-irqchip=split', ...qemuArguments],
        ...image('root', disk, 'snapshot=on,cache=unsafe'),
        ...image('tools', tools, 'readonly=on'),
        ...['-chardev', `socket,id=agent,path=${this.#path('agent')},server=on,wait=off`],
        ...['-device', 'virtio-serial-pci', '-device', 'virtserialport,chardev=agent,name=ptx'],
        ...['-device', 'virtio-rng-pci', '-serial', `file:${this.#console}`],
      ],
      // What is written to the disk lies here.
      { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, TMPDIR: this.#folder } },
    );
    this.#qemu.stderr?.on('data', (chunk) => {
      this.#errors += chunk;
    });
    this.#qemu.once('error', (error) => {
      this.#errors += error.message;
    });
  }

  /** Start a host, and wait until it answers. */
  static async start(hardware: HostHardware): Promise<VirtualHost> {
    const host = new VirtualHost(hardware);
    try {
      await host.#wait('the agent of QEMU', () => existsSync(host.#path('agent')));
      const socket = connect(host.#path('agent'));
      socket.setEncoding('utf8').on('data', (chunk) => {
        host.#answers += chunk;
      });
      // That QEMU is gone is noticed where an answer is waited for.
      socket.on('error', () => {});
      host.#socket = socket;
      await host.#meet();
      return host;
    } catch (error) {
      await host.stop();
      throw error;
    }
  }

  /** Run a script by bash, as root. */
  async run(script: string): Promise<ScriptEnd> {
    this.#scripts += 1;
    const number = String(this.#scripts);
    const begin = Date.now();
    this.#note(`${number}> ${script}`);
    this.#socket?.write(`${number} ${Buffer.from(script).toString('base64')}\n`);
    const answer = await this.#wait(`an answer to "${script}"`, () => this.#take(number));
    const [status, stdout = '', stderr = ''] = answer;
    const decode = (text: string) => Buffer.from(text.replace(/\.$/, ''), 'base64').toString();
    const end = { status: Number(status), stdout: decode(stdout), stderr: decode(stderr) };
    this.#note(
      `${end.stdout}${end.stderr}${number}: exit code ${status}, ${Math.round((Date.now() - begin) / 1000)} s`,
    );
    return end;
  }

  /** Run a script that has to succeed. Returns what it printed. */
  async read(script: string): Promise<string> {
    const { status, stdout, stderr } = await this.run(script);
    if (status !== 0) throw new Error(`"${script}" ended with exit code ${status}:\n${stdout}${stderr}`);
    return stdout;
  }

  /** Run ptx. */
  async ptx(words: string): Promise<ScriptEnd> {
    return this.run(`cd /root && ${NODE} ${TOOLS}/dist/cli/bin.cjs ${words}`);
  }

  /** Start it again, by its own boot loader, and wait until it answers. */
  async restart(): Promise<void> {
    // After the answer.
    await this.read("setsid sh -c 'sleep 3; systemctl reboot' >/dev/null 2>&1 &");
    await this.#meet();
  }

  /** Turn it off, and forget what was written to its disk. */
  async stop(): Promise<void> {
    this.#socket?.destroy();
    if (!this.#isGone) {
      const closed = new Promise((resolve) => this.#qemu.once('close', resolve));
      this.#qemu.kill('SIGKILL');
      await closed;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #meet(): Promise<void> {
    const begin = Date.now();
    const [boot = ''] = await this.#wait('the start of the host', () => this.#take('ready'));
    this.#note(`ready after ${Math.round((Date.now() - begin) / 1000)} s, start ${boot}`);
    await this.read(`mkdir -p ${TOOLS} && mount -o ro LABEL=${LABEL} ${TOOLS}`);
  }

  /** Take the line that begins with a word out of the answers; undefined where it did not come yet. */
  #take(word: string): string[] | undefined {
    const line = this.#answers.split('\n').find((text) => text.startsWith(`${word} `));
    if (line === undefined || !this.#answers.includes(`${line}\n`)) return undefined;
    this.#answers = this.#answers.replace(`${line}\n`, '');
    return line.split(' ').slice(1);
  }

  async #wait<Result>(what: string, find: () => Result | undefined | false): Promise<Result> {
    const progress = new Progress(this.#qemu.pid ?? 0);
    for (;;) {
      const found = find();
      if (found !== undefined && found !== false) return found;
      const text = readFileSync(this.#console, 'utf8');
      const why = this.#isGone
        ? 'QEMU is gone'
        : text.includes('Kernel panic')
          ? 'a panic'
          : progress.isStalled(text.length)
            ? 'it does nothing any more'
            : undefined;
      if (why !== undefined) {
        const lines = text.split('\n').slice(-CONSOLE_LINES).join('\n');
        throw new Error(`Waited for ${what}: ${why}\n${this.#errors}${this.#console} ends with:\n${lines}`);
      }
      await sleep(POLL_MS);
    }
  }

  get #isGone(): boolean {
    return this.#qemu.exitCode !== null || this.#qemu.signalCode !== null || this.#qemu.pid === undefined;
  }

  #note(text: string): void {
    appendFileSync(this.#log, `${new Date().toISOString().slice(11, 19)} ${text}\n`);
  }

  get #console(): string {
    return path.join(LOGS, `${this.#name}.console`);
  }

  get #log(): string {
    return path.join(LOGS, `${this.#name}.log`);
  }

  #path(name: string): string {
    return path.join(this.#folder, name);
  }
}
