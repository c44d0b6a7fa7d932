/** Median and quartiles. */
export function summarize(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share) => {
    const position = share * (sorted.length - 1);
    const [below, above] = [sorted[Math.floor(position)], sorted[Math.ceil(position)]];
    return below + (above - below) * (position % 1);
  };
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}

/** Slope of the least-squares line through the logarithms of sizes and times: 1 is linear, 2 is quadratic. */
export function exponentOf(points) {
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
