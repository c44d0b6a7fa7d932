/** The rows that processes give, each a value with its spread, and a target where the issue of it has one. */
export function processRows({ results, documents }, compare) {
  const row = (what, value, target) => (value === undefined ? [] : [{ name: what, value, target }]);
  const inverse = (name, base, times = 1) => scale(compare(results, base, name), times);
  return [
    ...row('ptx, one step, to `node -e 0`', compare(results, 'ptx: one step', 'node -e 0'), '<= 1.5'),
    ...row('ptx, six steps, to one step', compare(results, 'ptx: six steps', 'ptx: one step'), '<= 1.1'),
    ...row('virt-xml, one edit, to ptx, one step', inverse('ptx: one step', 'virt-xml: one edit'), '>= 2'),
    ...row('virt-xml, six processes, to ptx, six steps', inverse('ptx: six steps', 'virt-xml: one edit', 6), '>= 10'),
    ...row('xsltproc, one edit, to `node -e 0`', compare(results, 'xsltproc: one edit', 'node -e 0')),
    ...row('lxml, one edit, to `node -e 0`', compare(results, 'lxml: one edit', 'node -e 0')),
    ...row(`ptx lint to xmllint, ${documents} documents`, compare(results, 'ptx: lint', 'xmllint: domain.rng'), '<= 2'),
    ...row(
      'virt-xml-validate to ptx lint, per document',
      inverse('ptx: lint', 'virt-xml-validate: one document', documents),
      '>= 30',
    ),
    ...row('peak memory, 6 KB, to `node -e 0`', compare(results, 'ptx: one step', 'node -e 0', 'peakMiB'), '<= 1.4'),
    ...row('peak memory in MiB, 10,000 host devices', peak(results), '<= 300'),
  ];
}

function scale(value, times) {
  return value && { median: value.median * times, low: value.low * times, high: value.high * times };
}

function peak(results) {
  const values = results.get('ptx: one step, 10,000 host devices')?.map(({ peakMiB }) => peakMiB);
  return values && { median: Math.max(...values), low: Math.min(...values), high: Math.max(...values) };
}

/** True where a value keeps its target, undefined where it has none. `slack` widens a target by that factor. */
export function isMet({ value, target }, slack = 1) {
  if (target === undefined) return undefined;
  const [, sign, limit] = /^(<=|>=) (.*)$/.exec(target);
  return sign === '<=' ? value.median <= Number(limit) * slack : value.median >= Number(limit) / slack;
}

/** Rows as a table of Markdown. */
export function formatRows(title, rows, more = []) {
  const header = [title, 'median', 'quartiles', ...more.map(([name]) => name), 'target', ''];
  const lines = rows.map((row) => [
    row.name,
    number(row.value.median),
    `${number(row.value.low)} to ${number(row.value.high)}`,
    ...more.map(([, pick]) => pick(row)),
    row.target ?? '',
    { true: 'met', false: 'missed' }[isMet(row)] ?? '',
  ]);
  return [header, header.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

export function number(value) {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
