// Curves over a common axis, with levels and bands drawn in.

import { svg } from '../dom.js';
import { plot, reading } from './plot.js';
import { extent, isKnown, nearest } from './scale.js';
import { textWidth } from './text.js';

const LOOKS = 6;
const MARGIN = 0.06;
const LABEL_PIXELS = 14;

/** The look of the n-th curve: a colour and a dash. */
export const lookOf = index => `look-${index % LOOKS + 1}`;

/**
 * @param {{series: Array<{name: string, x: number[], y: Array<?number>, look?: string}>, x?: object, y?: object, caption: string|Node, label?: string, height?: number,
 *   marks?: Array<{x?: number, y?: number, name: string}>, bands?: Array<{from: number, to: number, name: string}>, legend?: boolean, link?: EventTarget, none?: string}} what
 *   every x rises; a gap in a curve is null; a mark is a level across (`y`) or a line down (`x`); a band is a range of x;
 *   `x` and `y` are axes (see plot.js): `{label, unit, format, read, range?, log?, whole?, zero?}`, fitted to the values where `range` is not given, from 0 where `zero` is set
 * @param {HTMLElement} [into] an earlier chart, to be drawn anew where it is
 * @returns {HTMLElement} a figure
 */
export function lineChart({ series, x = {}, y = {}, caption, label, height, marks = [], bands = [], legend = series.length > 1, link, none }, into) {
  const curves = series.map((curve, i) => ({ ...curve, look: curve.look ?? lookOf(i) }));
  const at = merged(curves.map(curve => curve.x));
  return plot({
    caption,
    label,
    height,
    at,
    link,
    none,
    x: { ...x, range: x.range ?? (at.length > 1 ? [at[0], at.at(-1)] : extent(at)) },
    y: { ...y, range: y.range ?? fitted([...curves.flatMap(curve => curve.y), ...marks.map(mark => mark.y)], y) },
    legend: legend ? curves : null,
    draw: frame => [
      bands.map(band => drawnBand(band, frame)),
      curves.map(curve => [svg(`path.curve.${curve.look}`, { d: path(curve, frame) }), alone(curve, frame)]),
      marks.filter(mark => isKnown(mark.y)).map(mark => svg('line.mark', { x1: frame.left, x2: frame.right, y1: frame.toY(mark.y), y2: frame.toY(mark.y) })),
      marks.filter(mark => isKnown(mark.x)).map(mark => svg('line.mark', { x1: frame.toX(mark.x), x2: frame.toX(mark.x), y1: frame.top, y2: frame.bottom })),
      levelNames(marks.filter(mark => isKnown(mark.y)), frame),
      placeNames([...bands.map(band => ({ at: (band.from + band.to) / 2, name: band.name })), ...marks.filter(mark => isKnown(mark.x)).map(mark => ({ at: mark.x, name: mark.name }))], frame),
    ],
    read: value => curves.filter(curve => curve.x.length > 0).map(curve => ({ name: curve.name, look: curve.look, text: reading(y, valueAt(curve, value)) })),
  }, into);
}

/** The range of an axis that holds all of the values, with some room. */
export function fitted(values, { zero = false, log = false, least = 0 }) {
  const known = values.filter(value => isKnown(value) && (!log || value > 0));
  if (log) {
    const [low, high] = known.length > 0 ? [known.reduce((a, b) => Math.min(a, b)), known.reduce((a, b) => Math.max(a, b))] : [0.1, 1];
    return [low / 1.5, Math.max(high * 1.5, low * 4)];
  }

  const [low, high] = extent(known);
  return zero ? [0, Math.max(high, least) * (1 + MARGIN)] : [low - (high - low) * MARGIN, high + (high - low) * MARGIN];
}

// Curves of one grid share its points; others are read where any of them has one.
function merged(grids) {
  const first = grids[0] ?? [];
  return grids.every(grid => grid.length === first.length && grid[0] === first[0] && grid.at(-1) === first.at(-1))
    ? first
    : [...new Set(grids.flat())].sort((a, b) => a - b);
}

function valueAt({ x, y }, value) {
  const i = nearest(x, value);
  const step = x.length > 1 ? (x.at(-1) - x[0]) / (x.length - 1) : Infinity;
  return Math.abs(x[i] - value) <= step ? y[i] : null;
}

function path({ x, y }, { toX, toY }) {
  return y.map((value, i) => isKnown(value) ? `${isKnown(y[i - 1]) ? 'L' : 'M'}${toX(x[i]).toFixed(1)} ${toY(value).toFixed(1)}` : '').join('');
}

// A value between two gaps has no line to be seen by.
const alone = ({ x, y, look }, { toX, toY }) => y.map((value, i) => isKnown(value) && !isKnown(y[i - 1]) && !isKnown(y[i + 1])
  ? svg(`circle.point.${look}`, { cx: toX(x[i]).toFixed(1), cy: toY(value).toFixed(1), r: 3 })
  : null);

function drawnBand({ from, to, name }, { toX, left, right, top, bottom }) {
  const start = Math.max(left, toX(from));
  return svg('rect.band', { x: start, y: top, width: Math.max(1, Math.min(right, toX(to)) - start), height: bottom - top }, svg('title', null, name));
}

// Above their lines, and under each other where they would meet.
function levelNames(marks, { right, top, bottom, toY }) {
  let free = top;
  return marks.filter(mark => mark.name).sort((a, b) => b.y - a.y).map(mark => {
    const y = Math.min(bottom - 2, Math.max(free + LABEL_PIXELS - 3, toY(mark.y) - 4));
    free = y;
    return svg('text.label', { x: right - 4, y, 'text-anchor': 'end' }, mark.name);
  });
}

// A row for each, from the top: lines that are near each other keep their names apart.
const placeNames = (places, { left, right, top, toX }) => places.filter(place => place.name).map((place, i) => {
  const x = Math.max(left + 2, Math.min(right - textWidth(place.name) - 2, toX(place.at) + 4));
  return svg('text.label', { x, y: top + 12 + i * LABEL_PIXELS }, place.name);
});
