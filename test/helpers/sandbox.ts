import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Programs of a distribution that note how they were called, and do nothing. */
const STAND_INS = '/opt/stand-ins';
const CALLS = '/opt/calls';

/** A root file system that is its own, but for the programs and the devices of this machine. */
export interface Sandbox {
  readonly root: string;
  /** Run a program in it, as root. */
  run(argv: readonly string[]): SpawnSyncReturns<string>;
  /** How the stand-ins were called, a line a call. */
  readCalls(): string[];
}

/** What a sandbox needs of the machine. */
export function listSandboxNeeds(): string[] {
  if (process.getuid?.() !== 0) return ['root'];
  const { status } = spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt']);
  return status === 0 ? [] : ['the right to mount'];
}

/** Make a sandbox in an empty folder. What is mounted is seen by the program only, and gone with it. */
export function makeSandbox(root: string, programs: readonly string[]): Sandbox {
  for (const folder of ['usr', 'dev', 'proc', 'etc', 'root', 'run', 'tmp', 'var/tmp', STAND_INS]) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  for (const folder of ['bin', 'sbin', 'lib', 'lib64']) symlinkSync(`usr/${folder}`, join(root, folder));
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0::/root:/bin/sh\n');
  writeFileSync(join(root, 'etc/group'), 'root:x:0:\n');
  for (const program of programs) {
    const path = join(root, STAND_INS, program);
    writeFileSync(
      path,
      `#!/bin/sh\nprintf '%s\\n' "${program}\${1:+ $*}" >>${CALLS}\nread -r line && exit 3\nexit 0\n`,
    );
    chmodSync(path, 0o755);
  }
  const script = [
    `mount --bind /usr ${root}/usr`,
    `mount --rbind /dev ${root}/dev`,
    `mount --rbind /proc ${root}/proc`,
    `exec chroot ${root} /usr/bin/env -i "$@"`,
  ];
  const environment = [`PATH=${STAND_INS}:/usr/sbin:/usr/bin:/sbin:/bin`, 'HOME=/root', 'LC_ALL=C.UTF-8'];
  return {
    root,
    run: (argv) =>
      spawnSync('unshare', ['--mount', 'sh', '-e', '-c', script.join('\n'), 'sh', ...environment, ...argv], {
        encoding: 'utf8',
      }),
    readCalls: () =>
      existsSync(join(root, CALLS)) ? readFileSync(join(root, CALLS), 'utf8').split('\n').slice(0, -1) : [],
  };
}

/** Write a file of the sandbox. */
export function putFile({ root }: Pick<Sandbox, 'root'>, path: string, text: string, mode = '0644'): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  chmodSync(join(root, path), Number.parseInt(mode, 8));
}
