#!/usr/bin/env node
import { processIo } from './io.js';
import { main } from './main.js';

// Not process.exit: it would cut off output that a pipe has not taken yet.
process.exitCode = await main(process.argv.slice(2), processIo());
