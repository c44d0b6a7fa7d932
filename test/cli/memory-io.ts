import { posix } from 'node:path';
import type { FolderEntry, Io } from '../../src/cli/io.js';
import { main } from '../../src/cli/main.js';
import { PtxError } from '../../src/errors.js';

/** What a run left behind. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly files: ReadonlyMap<string, string>;
  /** What was written, as bytes. */
  readonly bytes: { readonly stdout: Uint8Array; readonly files: ReadonlyMap<string, Uint8Array> };
}

interface Machine {
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly stdin?: string | Uint8Array;
  readonly io?: Partial<Io>;
}

/** Run the command line against files in memory. */
export async function runPtx(argv: readonly string[], { files = {}, stdin = '', io }: Machine = {}): Promise<Outcome> {
  const written = new Map<string, Buffer>();
  let stdout = Buffer.alloc(0);
  let stderr = '';
  const code = await main(argv, {
    env: {},
    cwd: '/',
    isStdinTerminal: false,
    isStdoutTerminal: false,
    isStderrTerminal: false,
    readStdin: async () => Buffer.from(stdin),
    readFile: async (path) => {
      const content = files[path];
      if (content === undefined) throw new Error(`ENOENT: no such file or directory, open '${path}'`);
      return Buffer.from(content);
    },
    readFolder: async (path) => listFolder(Object.keys(files), path),
    isFile: async (path) => files[path] !== undefined,
    realPath: async (path) => posix.resolve('/', path),
    replaceFile: async (path, content) => void written.set(path, Buffer.from(content)),
    writeStdout: async (content) => {
      stdout = Buffer.concat([stdout, Buffer.from(content)]);
    },
    writeStderr: (text) => {
      stderr += text;
    },
    ask: async () => undefined,
    runProgram: async ([program]) => {
      throw new Error(`ENOENT: no such file or directory, spawn '${program}'`);
    },
    ...io,
  });
  const texts = new Map([...written].map(([path, content]) => [path, content.toString()]));
  return { code, stdout: stdout.toString(), stderr, files: texts, bytes: { stdout, files: written } };
}

/** A domain that `--hide-kvm` changes by one element. */
export const DOMAIN = `<domain type='kvm'>
  <name>win10</name>
  <vcpu>4</vcpu>
  <os>
    <type arch='x86_64'>hvm</type>
  </os>
  <features>
    <acpi/>
  </features>
</domain>
`;

/** The same, hidden. */
export const HIDDEN = DOMAIN.replace(
  '    <acpi/>\n',
  `    <acpi/>\n    <kvm>\n      <hidden state='on'/>\n    </kvm>\n`,
);

/** The folder of files in memory, undefined for a file. */
function listFolder(files: readonly string[], path: string): FolderEntry[] | undefined {
  const prefix = path === '.' ? '' : `${path.replace(/\/$/, '')}/`;
  if (files.includes(path)) return undefined;
  const below = files.filter((file) => file.startsWith(prefix)).map((file) => file.slice(prefix.length));
  if (below.length === 0) throw new PtxError('FILE_UNREADABLE', 'Cannot read: no such file or directory');
  const kinds = new Map(
    below.map((name) => [name.split('/')[0] ?? '', name.includes('/') ? 'folder' : 'file'] as const),
  );
  return [...kinds].sort().map(([name, kind]) => ({ name, kind }));
}
