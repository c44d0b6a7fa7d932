import { cases } from './cases.mjs';
import { desktopDomain, domainWithHostdevs } from './documents.mjs';

/** Times one case on one document. The parent asks for a slice at a time, so that the processes take turns. */
const [index, size] = process.argv.slice(2).map(Number);
const { name, prepare } = cases[index];
const prepared = prepare(size === undefined ? desktopDomain() : domainWithHostdevs(size));
let result;

process.on('message', async (sliceMs) => {
  const times = timeSlice(await prepared, sliceMs);
  if (result === undefined) throw new Error(`Case "${name}" returned nothing`);
  process.send(times);
});

/**
 * Milliseconds that one call takes, as the mean of as many calls as fit into the slice: by the clock on the wall, and of
 * CPU time, the threads of the garbage collector included.
 */
function timeSlice(task, sliceMs) {
  const start = process.cpuUsage();
  const startedAt = performance.now();
  let calls = 0;
  let elapsed = 0;
  while (elapsed < sliceMs) {
    result = task();
    calls += 1;
    const { user, system } = process.cpuUsage(start);
    elapsed = (user + system) / 1000;
  }
  return { wall: (performance.now() - startedAt) / calls, cpu: elapsed / calls };
}
