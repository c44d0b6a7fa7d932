import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import AjvDraft04 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CORPUS } from '../helpers/corpus.js';
import { buildProgram } from '../helpers/program.js';
import { isCorpusSkipped } from './verdicts.js';

const MOST_MIB = 300;

/** Says on file descriptor 3 how much memory its process had at most, in KiB. */
const WATCH =
  "data:text/javascript,import{writeSync}from'node:fs';process.on('exit',()=>writeSync(3,String(process.resourceUsage().maxRSS)))";

const require = createRequire(import.meta.url);
const ajv = new AjvDraft04.default({ strict: false, unicodeRegExp: false });
addFormats.default(ajv);
const validateSarif = ajv.compile(require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'));

describe.skipIf(isCorpusSkipped)("libvirt's own documents, as SARIF", () => {
  let folder: string;
  let bin: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ptx-memory-'));
    bin = buildProgram(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it(`are linted in one run with less than ${MOST_MIB} MiB`, () => {
    const { status, output } = spawnSync(
      process.execPath,
      ['--import', WATCH, bin, 'lint', resolve(CORPUS, 'tests'), '--format', 'sarif'],
      { encoding: 'utf8', maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] },
    );
    const [, stdout, stderr, peakKiB] = output;
    expect(status, stderr ?? '').toBe(1);
    const log = JSON.parse(stdout ?? '');
    expect(validateSarif(log), JSON.stringify(validateSarif.errors?.slice(0, 3))).toBe(true);
    expect(log.runs[0].results.length).toBeGreaterThan(50);
    const peakMiB = Math.round(Number(peakKiB) / 1024);
    console.log(`${peakMiB} MiB for ${log.runs[0].results.length} findings`);
    // Less than Node takes for itself is no measurement.
    expect(peakMiB).toBeGreaterThan(30);
    expect(peakMiB).toBeLessThan(MOST_MIB);
  });
});
