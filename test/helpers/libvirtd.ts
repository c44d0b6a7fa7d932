import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isSkipped, listMissing, listMissingParts } from './hypervisor.js';

const DAEMON = '/usr/sbin/libvirtd';

/** Where libvirtd keeps things, and the folder of ours that is there in its stead. */
const FOLDERS: Readonly<Record<string, string>> = {
  etc: '/etc/libvirt',
  run: '/run/libvirt',
  lib: '/var/lib/libvirt',
  cache: '/var/cache/libvirt',
  log: '/var/log/libvirt',
};

const SETTINGS: Readonly<Record<string, readonly string[]>> = {
  'libvirtd.conf': [
    'auth_unix_rw = "none"',
    'unix_sock_rw_perms = "0700"',
    'log_outputs = "3:file:/var/log/libvirt/libvirtd.log"',
  ],
  'qemu.conf': [
    'user = "root"',
    'group = "root"',
    'security_driver = "none"',
    'dynamic_ownership = 0',
    'stdio_handler = "file"',
    'cgroup_controllers = []',
    'namespaces = []',
  ],
};

/** A real libvirtd that sees folders of its own, and nothing of another one on this machine. */
export interface Libvirtd {
  /** Holds `etc`, `run`, `lib`, `cache` and `log`. */
  readonly folder: string;
  readonly uri: string;
  /** Have it read its configuration again, and look for hooks. */
  reload(): void;
  /** Run virsh with the connection; throws where it fails. */
  virsh(...args: string[]): string;
  /** End the daemon and every guest, and remove the folder. */
  stop(): Promise<void>;
}

/** True where no libvirtd can be started, with the reason said in one line. */
export function isWithoutLibvirtd(group: string): boolean {
  if (process.geteuid?.() !== 0) {
    console.log(`Skipped: ${group}: only root can start libvirtd in a mount namespace of its own`);
    return true;
  }
  const missing = [...listMissingParts(), ...listMissing([DAEMON])];
  if (missing.length > 0 && !isSkipped(group, missing)) throw new Error(`${group}: ${missing.join(', ')} missing`);
  return missing.length > 0;
}

/** Start libvirtd in a mount namespace of its own. */
export async function startLibvirtd(): Promise<Libvirtd> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ptx-libvirtd-'));
  for (const name of Object.keys(FOLDERS)) mkdirSync(path.join(folder, name));
  for (const [name, lines] of Object.entries(SETTINGS)) {
    writeFileSync(path.join(folder, 'etc', name), `${lines.join('\n')}\n`);
  }
  const mounts = Object.entries(FOLDERS).map(([name, at]) => `mkdir -p ${at}; mount --bind ${folder}/${name} ${at}`);
  const script = ['set -e', ...mounts, `exec ${DAEMON} --pid-file ${folder}/pid`].join('\n');
  const child = spawn('unshare', ['--mount', 'sh', '-c', script], { stdio: 'ignore' });
  const uri = `qemu+unix:///system?socket=${folder}/run/libvirt-sock`;
  const virsh = (...args: string[]) =>
    execFileSync('virsh', ['-q', '-c', uri, ...args], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
      timeout: 120_000,
    });
  const reload = () => void child.kill('SIGHUP');
  const daemon = { folder, uri, virsh, reload, stop: () => stop(child, folder) };
  try {
    await waitFor(() => existsSync(`${folder}/run/libvirt-sock`), child);
    // The first question has it probe QEMU, which takes seconds; it has been seen not to end.
    virsh('version');
    return daemon;
  } catch (error) {
    await daemon.stop();
    throw error;
  }
}

async function waitFor(isReady: () => boolean, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (isReady()) return;
    if (child.exitCode !== null) throw new Error(`libvirtd ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('libvirtd does not listen after 30 s');
}

/** A guest outlives its daemon, so each goes by the process id that libvirt noted. */
async function stop(child: ChildProcess, folder: string): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const guests = path.join(folder, 'run/qemu');
  const pids = existsSync(guests)
    ? execFileSync('find', [guests, '-name', '*.pid'], { encoding: 'utf8' }).split('\n')
    : [];
  for (const file of pids.filter(Boolean)) kill(Number(readFileSync(file, 'utf8')));
  if (child.exitCode === null && child.kill('SIGTERM')) await ended;
  rmSync(folder, { recursive: true, force: true });
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
