import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cases } from './cases.mjs';
import { desktopDomain } from './documents.mjs';

// Each generation starts new processes, so that one unlucky compilation does not decide a run. Within a generation the
// processes take turns, so that a slow moment of the machine hits all of them.
const RATIO = { generations: 3, warmUpMs: 1200, rounds: 8, sliceMs: 120 };
const GROWTH = { generations: 2, warmUpMs: 200, rounds: 4, sliceMs: 50 };
const WORKER = fileURLToPath(new URL('worker.mjs', import.meta.url));

const { values: options } = parseArgs({
  options: { assert: { type: 'boolean' }, slack: { type: 'string', default: '1' }, json: { type: 'boolean' } },
});
const report = await measure();
console.log(options.json ? JSON.stringify(report, null, 2) : formatReport(report));
if (options.assert && [...report.ratios, ...report.growth].some((row) => row.isMet === false)) process.exitCode = 1;

async function measure() {
  const startedAt = Date.now();
  const ratioCases = cases.filter((entry) => entry.sizes === undefined);
  const growthCases = cases.filter((entry) => entry.sizes !== undefined);
  const ratioRounds = await measureGenerations(ratioCases, RATIO);
  const growthRounds = await measureGenerations(growthCases, GROWTH);
  return {
    node: process.version,
    cpus: availableParallelism(),
    documentBytes: Buffer.byteLength(desktopDomain()),
    ratios: ratioCases.map((entry) => ratioRow(entry, ratioCases[0], ratioRounds)),
    growth: growthCases.map((entry) => growthRow(entry, growthRounds)),
    seconds: (Date.now() - startedAt) / 1000,
  };
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
      const shift = round % slots.length;
      for (const slot of [...slots.slice(shift), ...slots.slice(0, shift)]) {
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
  const [ms] = await once(worker, 'message');
  return ms;
}

function keyOf({ entry, size }) {
  return `${cases.indexOf(entry)}/${size}`;
}

function ratioRow(entry, baseline, rounds) {
  const times = rounds.map((round) => round.get(keyOf({ entry })));
  const ratio = summarize(rounds.map((round) => round.get(keyOf({ entry })) / round.get(keyOf({ entry: baseline }))));
  return { name: entry.name, ms: summarize(times).median, ratio, ...judge(entry, ratio.median) };
}

function growthRow(entry, rounds) {
  const medianAt = (size) => summarize(rounds.map((round) => round.get(keyOf({ entry, size })))).median;
  const points = entry.sizes.map((size) => ({ size, ms: medianAt(size) }));
  const perRound = rounds.map((round) =>
    exponentOf(entry.sizes.map((size) => ({ size, ms: round.get(keyOf({ entry, size })) }))),
  );
  const exponent = { ...summarize(perRound), median: exponentOf(points) };
  return { name: entry.name, points, exponent, ...judge(entry, exponent.median) };
}

function judge({ target, later }, value) {
  return target === undefined ? {} : { target, later, isMet: value <= target * Number(options.slack) };
}

/** Slope of the least-squares line through the logarithms. */
function exponentOf(points) {
  const xs = points.map(({ size }) => Math.log(size));
  const ys = points.map(({ ms }) => Math.log(ms));
  const meanX = mean(xs);
  const meanY = mean(ys);
  const covariance = mean(xs.map((x, index) => (x - meanX) * (ys[index] - meanY)));
  return covariance / mean(xs.map((x) => (x - meanX) ** 2));
}

function mean(values) {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

/** Median and quartiles. */
function summarize(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share) => {
    const position = share * (sorted.length - 1);
    const [below, above] = [sorted[Math.floor(position)], sorted[Math.ceil(position)]];
    return below + (above - below) * (position % 1);
  };
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}

function formatReport({ node, cpus, documentBytes, ratios, growth, seconds }) {
  const sizes = growth[0].points.map(({ size }) => `${size}`);
  return [
    `Node ${node}, ${cpus} CPUs, ${seconds.toFixed(0)} s; medians, quartiles in brackets`,
    '',
    ...table([
      [`ratio on ${documentBytes} bytes`, 'to xmldom', 'quartiles', 'ms', 'target', 'later', ''],
      ...ratios.map((row) => [row.name, ...spread(row.ratio), row.ms.toFixed(3), ...verdict(row)]),
    ]),
    '',
    ...table([
      ['growth by host devices', 'exponent', 'quartiles', ...sizes.map((size) => `ms at ${size}`), 'target', '', ''],
      ...growth.map((row) => [
        row.name,
        ...spread(row.exponent),
        ...row.points.map(({ ms }) => ms.toPrecision(3)),
        ...verdict(row),
      ]),
    ]),
  ].join('\n');
}

function spread({ median, low, high }) {
  return [median.toFixed(2), `[${low.toFixed(2)} ${high.toFixed(2)}]`];
}

function verdict({ target, later, isMet }) {
  if (target === undefined) return ['', '', ''];
  return [`<= ${target}`, later === undefined ? '' : `<= ${later}`, isMet ? 'met' : 'MISSED'];
}

function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])))
      .join('  ')
      .trimEnd(),
  );
}
