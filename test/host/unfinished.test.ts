import { describe, expect, it } from 'vitest';
import { inspectHost } from '../../src/host/node/inspect.js';
import { parseHostSnapshot } from '../../src/host/snapshot-file.js';
import { runPtx } from '../cli/memory-io.js';
import { readMachine, withTree, writeFiles } from '../helpers/host-tree.js';

const RECORDS = '/var/lib/ptx/records';
const record = (day: number, state: string) => ({
  [`${RECORDS}/2026010${day}T000000Z-aaaaaa.json`]: JSON.stringify({
    startedAt: `2026-01-0${day}T00:00:00.000Z`,
    state,
  }),
});
const look = (files: Record<string, string>) =>
  withTree(readMachine('ubuntu1804-e3-gtx1060'), async (root) => {
    writeFiles(root, files);
    return inspectHost({ root });
  });

describe('what was begun and not ended', () => {
  it('is found by its state, whatever came after it', async () => {
    const others = { ...record(1, 'applied'), ...record(3, 'rolled-back') };
    expect((await look(others)).unfinished).toBeNull();
    for (const state of ['applying', 'failed', 'rolling-back']) {
      expect((await look({ ...others, ...record(2, state) })).unfinished).toEqual({
        id: '20260102T000000Z-aaaaaa',
        state,
        startedAt: '2026-01-02T00:00:00.000Z',
      });
    }
  });

  it('is not what is no record or cannot be read, which is noted, nor what a write left beside', async () => {
    const path = `${RECORDS}/20260109T000000Z-bbbbbb.json`;
    const folder = `${RECORDS}/20260108T000000Z-cccccc.json`;
    const others = { [path]: '{', [`${folder}/file`]: '', [`${RECORDS}/.x.json.tmp`]: '{' };
    const { unfinished, notes } = await look({ ...record(2, 'failed'), ...others });
    expect(unfinished?.id).toBe('20260102T000000Z-aaaaaa');
    expect(notes.filter((note) => note.path.startsWith(RECORDS))).toEqual([
      { path: folder, message: 'not a regular file' },
      { path, message: 'no record' },
    ]);
  });

  it('stands in the text of a snapshot, and an older snapshot without it is one all the same', async () => {
    const { unfinished, ...rest } = await look(record(2, 'failed'));
    const print = async (snapshot: object) =>
      (await runPtx(['host', 'inspect', '--host', 'h'], { files: { h: JSON.stringify(snapshot) } })).stdout;
    expect(await print({ ...rest, unfinished })).toContain('  Not ended         20260102T000000Z-aaaaaa (failed)\n');
    expect(await print(rest)).not.toContain('Not ended');
    expect(parseHostSnapshot(JSON.stringify(rest)).unfinished).toBeNull();
  });
});
