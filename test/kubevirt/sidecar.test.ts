import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, credentials, loadPackageDefinition, type ServiceError, status } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runPtx } from '../cli/memory-io.js';
import { ROOT } from '../helpers/doc-blocks.js';
import { ANNOTATED, DOMAIN_XML, EXPECTED, FILES, FLAGS, VMI } from './example.js';

/** The other end: grpc-js and protobufjs, which read the definitions of proto/ and know nothing of ours. */
const definition = loadPackageDefinition(
  loadSync(
    ['info', 'v1alpha1', 'v1alpha2', 'v1alpha3', 'plugins'].map((name) =>
      join(ROOT, `test/kubevirt/proto/${name}.proto`),
    ),
    { keepCase: true, defaults: true },
  ),
);

let folder: string;
let socket: string;
const open: Client[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ptx-sidecar-'));
  socket = join(folder, 'ptx.sock');
});
afterEach(() => {
  for (const client of open.splice(0)) client.close();
  rmSync(folder, { recursive: true });
});

/** Start a sidecar, and have it stop at the end. */
async function withSidecar(flags: readonly string[], use: (sidecar: { stderr: () => string }) => Promise<void>) {
  let stderr = '';
  let setListening = () => {};
  const listening = new Promise<void>((resolve) => {
    setListening = resolve;
  });
  const writeStderr = (text: string) => {
    stderr += text;
    if (text.includes('listening')) setListening();
  };
  const run = runPtx(['kubevirt-sidecar', '--socket', socket, ...flags], { files: FILES, io: { writeStderr } });
  await Promise.race([listening, run.then(({ code }) => Promise.reject(new Error(`exit code ${code}: ${stderr}`)))]);
  await use({ stderr: () => stderr });
  await call('kubevirt.hooks.v1alpha3.Callbacks', 'Shutdown', {});
  expect(await run).toMatchObject({ code: 0, stdout: '' });
  expect(existsSync(socket)).toBe(false);
}

/** Call a method as KubeVirt does: over the socket, in plain text, as "localhost". */
function call(service: string, method: string, request: object): Promise<Record<string, unknown>> {
  const Service = service
    .split('.')
    .reduce((within, name) => (within as Record<string, unknown>)[name], definition as unknown);
  const client = new (Service as new (...args: unknown[]) => Client)(`unix:${socket}`, credentials.createInsecure(), {
    'grpc.default_authority': 'localhost',
  });
  open.push(client);
  return new Promise((resolve, reject) => {
    const unary = (client as unknown as Record<string, (...args: unknown[]) => void>)[method] as (
      ...args: unknown[]
    ) => void;
    unary.call(client, request, (error: ServiceError | null, answer: Record<string, unknown>) =>
      error === null ? resolve(answer) : reject(error),
    );
  });
}

const VERSIONS = ['v1alpha1', 'v1alpha2', 'v1alpha3'];
const define = async (version: string, vmi: string, domain: string) => {
  const request = { domainXML: Buffer.from(domain), vmi: Buffer.from(vmi) };
  const { domainXML } = await call(`kubevirt.hooks.${version}.Callbacks`, 'OnDefineDomain', request);
  return (domainXML as Buffer).toString();
};

describe('ptx kubevirt-sidecar', () => {
  it('says what it is', () =>
    withSidecar([], async () => {
      expect(await call('kubevirt.hooks.info.Info', 'Info', {})).toEqual({
        name: 'libvirt-ptx',
        hookPoints: [
          { name: 'OnDefineDomain', priority: 0 },
          { name: 'Shutdown', priority: 0 },
        ],
        versions: VERSIONS,
      });
    }));

  it('announces the versions that it is told to', () =>
    withSidecar(['--version', 'v1alpha2', '--version', 'v1alpha1'], async () => {
      expect(await call('kubevirt.hooks.info.Info', 'Info', {})).toEqual({
        name: 'libvirt-ptx',
        hookPoints: [{ name: 'OnDefineDomain', priority: 0 }],
        versions: ['v1alpha1', 'v1alpha2'],
      });
    }));

  it('defines a domain in every version, with steps of files and of annotations', () =>
    withSidecar(FLAGS, async ({ stderr }) => {
      for (const version of VERSIONS) expect(await define(version, VMI, DOMAIN_XML)).toBe(EXPECTED);
      expect(stderr()).toContain('ptx: studio/render on rack2: 6 changes\n');
      expect(await define('v1alpha3', VMI, EXPECTED)).toBe(EXPECTED);
      expect(stderr()).toContain('ptx: studio/render on rack2: no changes\n');
    }));

  it('answers calls that come at once', () =>
    withSidecar([], async () => {
      const answers = await Promise.all(Array.from({ length: 20 }, () => define('v1alpha3', ANNOTATED, DOMAIN_XML)));
      expect(new Set(answers)).toEqual(new Set([EXPECTED]));
    }));

  it('is the domain hook of a plugin', () =>
    withSidecar([], async () => {
      const mutate = (domainType: string) =>
        call('kubevirt.hooks.plugins.v1alpha1.DomainHookService', 'MutateDomain', {
          domain_type: domainType,
          domain: Buffer.from(DOMAIN_XML),
          vmi: Buffer.from(ANNOTATED),
          sidecar_context: { invocation_context: 'Boot' },
        });
      expect(String((await mutate('libvirt')).domain)).toBe(EXPECTED);
      await expect(mutate('other')).rejects.toMatchObject({
        code: status.FAILED_PRECONDITION,
        details: 'ptx: DOMAIN_UNSUPPORTED: Expected a domain of type "libvirt", found "other"',
      });
    }));

  it('refuses with the reason, goes on, and answers nothing that it does not know', () =>
    withSidecar([], async ({ stderr }) => {
      const doctype = `<!DOCTYPE domain>\n${DOMAIN_XML}`;
      await expect(define('v1alpha3', ANNOTATED, doctype)).rejects.toMatchObject({
        code: status.FAILED_PRECONDITION,
        details: expect.stringMatching(/^ptx: <domain>:1:1: XML_DOCTYPE_REFUSED: /),
      });
      expect(stderr()).toContain('XML_DOCTYPE_REFUSED');
      await expect(define('v1alpha1', '{', DOMAIN_XML)).rejects.toMatchObject({ code: status.FAILED_PRECONDITION });
      await expect(define('v1alpha3', ANNOTATED, 'x'.repeat(10 * 1024 * 1024))).rejects.toMatchObject({
        code: status.RESOURCE_EXHAUSTED,
      });
      const latin1 = { domainXML: Buffer.from('<domain>\xff</domain>', 'latin1'), vmi: Buffer.from(ANNOTATED) };
      await expect(call('kubevirt.hooks.v1alpha3.Callbacks', 'OnDefineDomain', latin1)).rejects.toMatchObject({
        details: expect.stringContaining('Expected UTF-8'),
      });
      expect(await define('v1alpha3', ANNOTATED, DOMAIN_XML)).toBe(EXPECTED);
    }));
});

describe('the socket', () => {
  it('takes the place of one that a killed sidecar left behind', async () => {
    const left = createServer().listen(socket);
    await new Promise((resolve) => left.once('listening', resolve));
    await withSidecar([], async () => expect(await define('v1alpha3', VMI, DOMAIN_XML)).toBe(DOMAIN_XML));
    left.close();
  });

  it('does not take the place of anything else', async () => {
    writeFileSync(socket, 'a file');
    const { code, stdout, stderr } = await runPtx(['kubevirt-sidecar', '--socket', socket]);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain(`ptx: ${socket}: FILE_UNWRITABLE: Cannot listen: what is there is no socket`);
    expect(statSync(socket).isFile()).toBe(true);
  });

  it.each([
    [['--socket', '/nowhere/ptx.sock'], 3, 'FILE_UNWRITABLE: Cannot listen: no such file or directory'],
    [['--steps', 'missing.yaml'], 3, 'ptx: missing.yaml: FILE_UNREADABLE: '],
    [['--version', 'v1'], 2, 'ptx: USAGE: Expected --version to be "v1alpha1" or "v1alpha2" or "v1alpha3", found "v1"'],
    [['domain.xml'], 2, 'ptx: USAGE: '],
  ])('is not opened with %j', async (flags, code, line) => {
    const outcome = await runPtx(['kubevirt-sidecar', ...flags]);
    expect(outcome).toMatchObject({ code, stdout: '' });
    expect(outcome.stderr).toContain(line);
  });
});
