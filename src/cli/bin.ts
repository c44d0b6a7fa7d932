#!/usr/bin/env node
import { processIo } from './io.js';
import { main } from './main.js';
import { readWords } from './program-name.js';

// Not process.exit: it would cut off output that a pipe has not taken yet.
process.exitCode = await main(readWords(process.argv), processIo());
