#!/usr/bin/env node
import { useCompileCache } from './compile-cache.js';

useCompileCache();
// What is imported before the cache is in use is never in it. Not a top-level await: commands are loaded while this file
// would still wait for them.
import('./start.js').then(({ start }) => start());
