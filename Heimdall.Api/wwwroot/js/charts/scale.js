// Axes: where a value lies on the paper, and which round values are written beside it.

/** A linear map of [from, to] onto [start, end] of the paper. */
export function scale(from, to, start, end) {
  const span = to - from || 1;
  const map = value => start + (value - from) / span * (end - start);
  map.invert = at => from + (at - start) / (end - start) * span;
  return map;
}

/** Up to `most` round values between two: steps of 1, 2 or 5 times a power of ten. */
export function ticks(from, to, most) {
  if (!(to > from)) {
    return [from];
  }

  const rough = (to - from) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map(n => n * power).find(n => n >= rough);
  const first = Math.ceil(from / step);
  return Array.from({ length: Math.floor(to / step) - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** The smallest and the largest of what is known, a little apart where they are one. */
export function extent(values) {
  const known = values.filter(value => typeof value === 'number' && Number.isFinite(value));
  if (known.length === 0) {
    return [0, 1];
  }

  const low = known.reduce((a, b) => Math.min(a, b));
  const high = known.reduce((a, b) => Math.max(a, b));
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}
