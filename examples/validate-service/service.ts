/** A service that says what is wrong with the domain XML that it is sent: `node service.ts [PORT]`, on this machine only. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { lintDomain, PtxError, parseDomain } from 'libvirt-ptx';

/** What a service bears. */
export interface ServiceLimits {
  readonly maxBytes: number;
  /** How long a request may take to arrive. */
  readonly timeoutMs: number;
  readonly maxConnections: number;
}

const LIMITS: ServiceLimits = { maxBytes: 256 * 1024, timeoutMs: 10_000, maxConnections: 100 };

/** An answer: its status, and what is printed as JSON. */
type Answer = readonly [status: number, body: object];

/** Make the service; `listen` is the caller's. It takes `POST /validate` with XML as its body. */
export function createService(limits: Partial<ServiceLimits> = {}): Server {
  const { maxBytes, timeoutMs, maxConnections } = { ...LIMITS, ...limits };
  const server = createServer(
    // Checked several times within the time that is left, or a slow request would be noticed late.
    { requestTimeout: timeoutMs, headersTimeout: timeoutMs, connectionsCheckingInterval: Math.max(50, timeoutMs / 4) },
    async (request, response) => {
      try {
        send(response, await answer(request, maxBytes));
      } catch {
        // Whoever asked went away, or took too long.
        request.destroy();
      }
    },
  );
  server.maxConnections = maxConnections;
  return server;
}

async function answer(request: IncomingMessage, maxBytes: number): Promise<Answer> {
  if (request.url !== '/validate') return [404, fault('NOT_FOUND', 'Expected POST /validate')];
  if (request.method !== 'POST') return [405, fault('METHOD_NOT_ALLOWED', 'Expected POST')];
  const bytes = await readBody(request, maxBytes);
  if (bytes === undefined) return [413, fault('FILE_TOO_LARGE', `Expected at most ${maxBytes} bytes`)];
  try {
    const xml = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const findings = lintDomain(parseDomain(xml));
    return [200, { isUsable: findings.every(({ severity }) => severity !== 'error'), findings }];
  } catch (error) {
    if (error instanceof PtxError) return [422, { error: describe(error) }];
    if (error instanceof TypeError) return [422, fault('XML_NOT_WELL_FORMED', 'Not well-formed XML: not UTF-8')];
    console.error(error);
    return [500, fault('INTERNAL', 'This is a fault of the service')];
  }
}

/** The body, undefined where it is larger than allowed: no more than that is ever kept. */
async function readBody(request: IncomingMessage, maxBytes: number): Promise<Uint8Array | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return undefined;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function describe({ code, message, location, hint }: PtxError): object {
  return { code, message, ...location, ...(hint === undefined ? {} : { hint }) };
}

function fault(code: string, message: string): object {
  return { error: { code, message } };
}

function send(response: ServerResponse, [status, body]: Answer): void {
  const headers = { 'content-type': 'application/json', 'x-content-type-options': 'nosniff' };
  // What of the body did not arrive yet is not waited for.
  const isCut = status === 413 ? { connection: 'close' } : {};
  response.writeHead(status, { ...headers, ...isCut }).end(`${JSON.stringify(body, null, 2)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const server = createService();
  server.listen(Number(process.argv[2] ?? 8080), '127.0.0.1', () => {
    console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/validate`);
  });
}
