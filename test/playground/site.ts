import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { type Site, serveFolder } from '../helpers/serve-folder.js';

export type { Site };

const ROOT = fileURLToPath(new URL('../../playground', import.meta.url));

/** Build the playground and serve it. */
export async function serveSite(): Promise<Site> {
  await build({ root: ROOT, configFile: join(ROOT, 'vite.config.ts'), logLevel: 'error' });
  return serveFolder(join(ROOT, 'dist'));
}
