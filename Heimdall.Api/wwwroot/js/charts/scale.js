// Axes: where a value lies on the paper, and which round values are written beside it.

/** A linear map of [from, to] onto [start, end] of the paper. */
export function scale(from, to, start, end) {
  const span = to - from || 1;
  const map = value => start + (value - from) / span * (end - start);
  map.invert = at => from + (at - start) / (end - start) * span;
  return map;
}

/** The same in decades. What is not above 0 lies where `from` does, which is above 0. */
export function logScale(from, to, start, end) {
  const linear = scale(Math.log10(from), Math.log10(to), start, end);
  const map = value => linear(Math.log10(Math.max(value, from)));
  map.invert = at => 10 ** linear.invert(at);
  return map;
}

/** Up to `most` round values between two: steps of 1, 2 or 5 times a power of ten, none smaller than `least`. */
export function ticks(from, to, most, least = 0) {
  if (!(to > from)) {
    return [from];
  }

  const rough = Math.max((to - from) / most, least);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map(n => n * power).find(n => n >= rough);
  const first = Math.ceil(from / step);
  const length = Math.floor(to / step) - first + 1;
  // One value alone is no scale.
  return length < 2 && rough > least
    ? ticks(from, to, most * 2, least)
    : Array.from({ length }, (_, i) => Number(((first + i) * step).toPrecision(15)));
}

/** Up to about `most` values of a logarithmic axis: powers of ten, and 2 and 5 times them, or 3 times, where there is room. */
export function logTicks(from, to, most) {
  const low = Math.floor(Math.log10(from));
  const powers = Array.from({ length: Math.ceil(Math.log10(to)) - low + 1 }, (_, i) => low + i);
  const values = factors => powers.flatMap(power => factors.map(factor => Number((factor * 10 ** power).toPrecision(15)))).filter(value => value >= from && value <= to);
  const fits = [[1, 2, 5], [1, 3], [1]].map(values).find(found => found.length <= most + 1);
  const whole = values([1]);
  return fits ?? whole.filter((_, i) => i % Math.ceil(whole.length / most) === 0);
}

/** The smallest and the largest of what is known, a little apart where they are one. */
export function extent(values) {
  const known = values.filter(isKnown);
  if (known.length === 0) {
    return [0, 1];
  }

  const low = known.reduce((a, b) => Math.min(a, b));
  const high = known.reduce((a, b) => Math.max(a, b));
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}

/** A number that has a place on an axis. */
export const isKnown = value => typeof value === 'number' && Number.isFinite(value);

/** The index of what lies nearest in a rising sequence, which holds something. */
export function nearest(rising, value) {
  let low = 0;
  let high = rising.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (rising[middle] <= value) {
      low = middle;
    } else {
      high = middle;
    }
  }

  return value - rising[low] <= rising[high] - value ? low : high;
}
