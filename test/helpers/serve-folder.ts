import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** A folder as a web server hands it out, and what of it was asked for. */
export interface Site {
  readonly url: string;
  /** Compressed bytes by path. */
  readonly served: ReadonlyMap<string, number>;
  close(): void;
}

/** Serve a folder on the loopback interface, compressed, below a path. */
export async function serveFolder(folder: string, base = '/'): Promise<Site> {
  const served = new Map<string, number>();
  const server = createServer(async ({ url = '/' }, response) => {
    const path = normalize(new URL(url, 'http://localhost').pathname).replace(/\/$/, '/index.html');
    try {
      if (!path.startsWith(base)) throw new Error('Not below the base');
      const body = gzipSync(await readFile(join(folder, path.slice(base.length))), { level: 9 });
      served.set(path, body.length);
      const type = TYPES[extname(path)] ?? 'application/octet-stream';
      response.writeHead(200, { 'content-type': type, 'content-encoding': 'gzip' }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await listen(server);
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}${base}`, served, close: () => server.close() };
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
}
