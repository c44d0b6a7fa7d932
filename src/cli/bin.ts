#!/usr/bin/env node
import { useCompileCache } from './compile-cache.js';
import { processIo } from './io.js';
import { main } from './main.js';

useCompileCache();
// Not process.exit: it would cut off output that a pipe has not taken yet. Not a top-level await: commands are loaded
// while this file would still wait for them.
main(process.argv.slice(2), processIo()).then((exitCode) => {
  process.exitCode = exitCode;
});
