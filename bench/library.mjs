import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { cases } from './cases.mjs';
import { desktopDomain } from './documents.mjs';
import { exponentOf, summarize } from './statistics.mjs';

const WORKER = fileURLToPath(new URL('worker.mjs', import.meta.url));

/** How long each kind is measured. Each generation starts new processes, so that one unlucky compilation does not
 * decide a run; within one, the processes take turns, so that a slow moment of the machine hits all of them. */
export const FULL = {
  ratio: { generations: 2, warmUpMs: 1200, rounds: 8, sliceMs: 100 },
  growth: { generations: 1, warmUpMs: 1000, rounds: 7, sliceMs: 60 },
};
export const SMOKE = {
  ratio: { generations: 1, warmUpMs: 1000, rounds: 5, sliceMs: 60 },
  growth: { generations: 1, warmUpMs: 500, rounds: 3, sliceMs: 40 },
};

/**
 * Times the cases whose library is installed. Returns a row for each, judged by a clock (`wall` or `cpu`), and the names of
 * those that are missing.
 */
export async function measureLibrary({ ratio, growth }, clock) {
  const present = [];
  for (const entry of cases) if (await isInstalled(entry)) present.push(entry);
  const ratioCases = present.filter(({ sizes }) => sizes === undefined);
  const growthCases = present.filter(({ sizes }) => sizes !== undefined);
  const ratioRounds = await measureGenerations(ratioCases, ratio);
  const growthRounds = await measureGenerations(growthCases, growth);
  return {
    ratios: ratioCases.map((entry) => ratioRow(entry, ratioCases[0], ratioRounds, clock)),
    growth: growthCases.map((entry) => growthRow(entry, growthRounds, clock)),
    missing: cases.filter((entry) => !present.includes(entry)).map(({ name }) => name.replace(/:.*/, '')),
  };
}

async function isInstalled({ prepare }) {
  try {
    await prepare(desktopDomain());
    return true;
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    return false;
  }
}

async function measureGenerations(entries, settings) {
  const rounds = [];
  for (let count = 0; count < settings.generations; count += 1)
    rounds.push(...(await measureInTurns(entries, settings)));
  return rounds;
}

/** One generation: a process for every slot, then rounds in which each has a slice; the order turns with the round. */
async function measureInTurns(entries, { warmUpMs, rounds, sliceMs }) {
  const slots = entries.flatMap((entry) => (entry.sizes ?? [undefined]).map((size) => ({ entry, size })));
  const workers = new Map(slots.map((slot) => [slot, start(slot)]));
  try {
    for (const slot of slots) await timeSlice(workers.get(slot), warmUpMs);
    const results = [];
    for (let round = 0; round < rounds; round += 1) {
      const times = new Map();
      for (let turn = 0; turn < slots.length; turn += 1) {
        const slot = slots[(turn + round) % slots.length];
        times.set(keyOf(slot), await timeSlice(workers.get(slot), sliceMs));
      }
      results.push(times);
    }
    return results;
  } finally {
    for (const worker of workers.values()) worker.kill();
  }
}

function start({ entry, size }) {
  const worker = fork(WORKER, [String(cases.indexOf(entry)), ...(size === undefined ? [] : [String(size)])]);
  worker.once('exit', (code) => {
    if (code !== null && code !== 0) process.exit(2);
  });
  return worker;
}

async function timeSlice(worker, sliceMs) {
  worker.send(sliceMs);
  const [times] = await once(worker, 'message');
  return times;
}

function keyOf({ entry, size }) {
  return `${cases.indexOf(entry)}/${size}`;
}

function ratioRow(entry, baseline, rounds, clock) {
  const ratioBy = (each) =>
    summarize(rounds.map((round) => round.get(keyOf({ entry }))[each] / round.get(keyOf({ entry: baseline }))[each]));
  return { name: entry.name, value: ratioBy(clock), times: mediansBy(ratioBy), target: entry.target };
}

function growthRow(entry, rounds, clock) {
  const { sizes } = entry;
  const timesAt = (size, each) => rounds.map((round) => round.get(keyOf({ entry, size }))[each]);
  const pointsBy = (each) => sizes.map((size) => ({ size, ms: summarize(timesAt(size, each)).median }));
  const exponentBy = (each) => {
    const perRound = rounds.map((_, round) =>
      exponentOf(sizes.map((size) => ({ size, ms: timesAt(size, each)[round] }))),
    );
    return { ...summarize(perRound), median: exponentOf(pointsBy(each)) };
  };
  // The domain around the host devices weighs on the small sizes; the last two show what is left of it.
  const tail = exponentOf(pointsBy(clock).slice(-2));
  return { name: entry.name, value: exponentBy(clock), times: mediansBy(exponentBy), tail, target: entry.target };
}

function mediansBy(summaryBy) {
  return { wall: summaryBy('wall').median, cpu: summaryBy('cpu').median };
}
