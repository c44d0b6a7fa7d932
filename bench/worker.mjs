import { cases } from './cases.mjs';
import { desktopDomain, domainWithHostdevs } from './documents.mjs';

/** Times one case on one document. The parent asks for a slice at a time, so that the processes take turns. */
const [index, size] = process.argv.slice(2).map(Number);
const { name, prepare } = cases[index];
const prepared = prepare(size === undefined ? desktopDomain() : domainWithHostdevs(size));
let result;

process.on('message', async (sliceMs) => {
  const ms = timeSlice(await prepared, sliceMs);
  if (result === undefined) throw new Error(`Case "${name}" returned nothing`);
  process.send(ms);
});

/**
 * Milliseconds of CPU time that one call takes, the threads of the garbage collector included, as the mean of as many
 * calls as fit into the slice. The clock on the wall would also count what other programs of the machine do.
 */
function timeSlice(task, sliceMs) {
  const start = process.cpuUsage();
  let calls = 0;
  let elapsed = 0;
  while (elapsed < sliceMs) {
    result = task();
    calls += 1;
    const { user, system } = process.cpuUsage(start);
    elapsed = (user + system) / 1000;
  }
  return elapsed / calls;
}
