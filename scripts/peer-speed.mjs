// The rows of bench/RESULTS.md that set ptx beside other programs, for docs/comparison.md.

/** Rows that say nothing of a peer. */
const ALONE = [/six steps, to one step$/, /all rules$/];

/** The tables of what runs within a process and as a process: wall time and CPU time, without quartiles and targets. */
export function formatPeerSpeed(results) {
  const tables = results.split('\n\n').filter((part) => /^\| (Within|Processes)/.test(part));
  return tables.map((table) => `${formatRows(table.split('\n'))}\n`).join('\n');
}

function formatRows(lines) {
  return lines
    .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')))
    .filter(([name]) => !ALONE.some((pattern) => pattern.test(name)))
    .map(([name, wall, cpu]) => `| ${name} | ${wall} | ${cpu} |`)
    .join('\n');
}
