/** The rows that processes give, each judged by a clock, with a target where there is one. */
export function processRows({ results, documents }, compare, clock) {
  const row = (name, top, base, target, times = 1) => {
    const by = (key) => scale(compare(results, top, base, key), times);
    const value = by(clock);
    if (value === undefined) return [];
    return [{ name, value, times: { wall: by('wall').median, cpu: by('cpu').median }, target }];
  };
  return [
    ...row('ptx, one step, to `node -e 0`', 'ptx: one step', 'node -e 0', '<= 1.5'),
    ...row('ptx, six steps, to one step', 'ptx: six steps', 'ptx: one step', '<= 1.1'),
    ...row('under Node 24: ptx, one step, to `node -e 0`', 'Node 24: ptx, one step', 'Node 24: node -e 0', '<= 1.5'),
    ...row('under Node 24: ptx, six steps, to one step', 'Node 24: ptx, six steps', 'Node 24: ptx, one step', '<= 1.1'),
    ...row('virt-xml, one edit, to ptx, one step', 'virt-xml: one edit', 'ptx: one step', '>= 2'),
    ...row('virt-xml, six processes, to ptx, six steps', 'virt-xml: one edit', 'ptx: six steps', '>= 10', 6),
    ...row('xsltproc, one edit, to `node -e 0`', 'xsltproc: one edit', 'node -e 0'),
    ...row('lxml, one edit, to `node -e 0`', 'lxml: one edit', 'node -e 0'),
    ...row(`ptx lint to xmllint, ${documents} documents`, 'ptx: lint', 'xmllint: domain.rng', '<= 2'),
    ...row(
      'virt-xml-validate to ptx lint, per document',
      'virt-xml-validate: one document',
      'ptx: lint',
      '>= 30',
      documents,
    ),
  ];
}

/** What processes take of memory at most. */
export function memoryRows({ results }, compare) {
  return [
    {
      name: '6 KB, to `node -e 0`',
      value: compare(results, 'ptx: one step', 'node -e 0', 'peakMiB'),
      target: '<= 1.4',
    },
    { name: '10,000 host devices, in MiB', value: peak(results), target: '<= 300' },
  ];
}

function scale(value, times) {
  return value && { median: value.median * times, low: value.low * times, high: value.high * times };
}

function peak(results) {
  const values = results.get('ptx: one step, 10,000 host devices').map(({ peakMiB }) => peakMiB);
  return { median: Math.max(...values), low: Math.min(...values), high: Math.max(...values) };
}

/** True where a value keeps its target, undefined where it has none. `slack` widens a target by that factor. */
export function isMet({ value, target }, slack = 1) {
  if (target === undefined) return undefined;
  const [, sign, limit] = /^(<=|>=) (.*)$/.exec(target);
  return sign === '<=' ? value.median <= Number(limit) * slack : value.median >= Number(limit) / slack;
}

/** Rows as a table of Markdown; the quartiles are those of the clock that judges. */
export function formatRows(title, rows, more = []) {
  const values = rows.some(({ times }) => times !== undefined)
    ? [
        ['wall time', ({ times }) => number(times.wall)],
        ['CPU time', ({ times }) => number(times.cpu)],
      ]
    : [['median', ({ value }) => number(value.median)]];
  const columns = [
    [title, ({ name }) => name],
    ...values,
    ['quartiles', ({ value }) => `${number(value.low)} to ${number(value.high)}`],
    ...more,
    ['target', ({ target }) => target ?? ''],
    ['', (row) => ({ true: 'met', false: 'missed' })[isMet(row)] ?? ''],
  ];
  const header = columns.map(([name]) => name);
  const lines = rows.map((row) => columns.map(([, pick]) => pick(row)));
  return [header, header.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

export function number(value) {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
