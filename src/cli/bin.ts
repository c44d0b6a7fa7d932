#!/usr/bin/env node
import { useCompileCache } from './compile-cache.js';
import { processIo } from './io.js';
import { main } from './main.js';
import { readWords } from './program-name.js';

useCompileCache();
// Not process.exit: it would cut off output that a pipe has not taken yet. Not a top-level await: commands are loaded
// while this file would still wait for them.
main(readWords(process.argv), processIo()).then((exitCode) => {
  process.exitCode = exitCode;
});
