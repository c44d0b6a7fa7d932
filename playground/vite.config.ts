import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const inRepository = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** A folder of files that any web server can hand out, below any path. */
export default defineConfig({
  root: inRepository('.'),
  base: './',
  resolve: { tsconfigPaths: true },
  build: { target: 'es2022', outDir: 'dist', emptyOutDir: true, modulePreload: false, assetsInlineLimit: 0 },
  worker: { format: 'es' },
  preview: { host: '127.0.0.1' },
});
