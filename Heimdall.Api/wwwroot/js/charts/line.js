// Curves over a common axis, with units and a cursor that reads them.

import { h, svg, fill } from '../dom.js';
import { extent, scale, ticks } from './scale.js';

const WIDTH = 720;
const HEIGHT = 220;
const EDGE = { left: 64, right: 12, top: 10, bottom: 34 };

/**
 * @param {{x: number[], xLabel: string, yLabel: string, formatX: function(number): string, formatY: function(number): string,
 *   curves: Array<{name: string, y: Array<?number>}>, marks?: Array<{y: number, name: string}>, bands?: Array<{from: number, to: number, name: string}>,
 *   yRange?: [number, number], height?: number, caption: string}} what
 *   a gap in a curve is null; a mark is a level across, a band a range of x
 */
export function lineChart({ x, xLabel, yLabel, formatX, formatY, curves, marks = [], bands = [], yRange, height = HEIGHT, caption }) {
  const [x0, x1] = extent(x);
  const [low, high] = yRange ?? extent([...curves.flatMap(curve => curve.y), ...marks.map(mark => mark.y)]);
  const margin = yRange ? 0 : (high - low) * 0.06;
  const toX = scale(x0, x1, EDGE.left, WIDTH - EDGE.right);
  const toY = scale(low - margin, high + margin, height - EDGE.bottom, EDGE.top);
  const reading = h('figcaption.soft', { 'aria-live': 'off' }, caption);
  const cursor = svg('line.cursor', { y1: EDGE.top, y2: height - EDGE.bottom, visibility: 'hidden' });

  const drawing = svg('svg.chart', { viewBox: `0 0 ${WIDTH} ${height}`, role: 'img', 'aria-label': caption, tabindex: 0 },
    ticks(low, high, 5).map(y => [
      svg('line.grid', { x1: EDGE.left, x2: WIDTH - EDGE.right, y1: toY(y), y2: toY(y) }),
      svg('text', { x: EDGE.left - 6, y: toY(y) + 4, 'text-anchor': 'end' }, formatY(y))]),
    ticks(x0, x1, 7).map(at => [
      svg('line.grid', { x1: toX(at), x2: toX(at), y1: EDGE.top, y2: height - EDGE.bottom }),
      svg('text', { x: toX(at), y: height - EDGE.bottom + 15, 'text-anchor': 'middle' }, formatX(at))]),
    svg('text', { x: WIDTH - EDGE.right, y: height - 3, 'text-anchor': 'end' }, xLabel),
    svg('text', { x: 10, y: EDGE.top + 4, transform: `rotate(-90 10 ${EDGE.top + 4})`, 'text-anchor': 'end' }, yLabel),
    bands.map(band => svg('rect.band', { x: toX(Math.max(band.from, x0)), y: EDGE.top, width: Math.max(0, toX(Math.min(band.to, x1)) - toX(Math.max(band.from, x0))), height: height - EDGE.top - EDGE.bottom },
      svg('title', null, band.name))),
    curves.map((curve, i) => svg(`path.curve.curve-${i % 4 + 1}`, { d: path(x, curve.y, toX, toY) })),
    marks.map(mark => [
      svg('line.mark', { x1: EDGE.left, x2: WIDTH - EDGE.right, y1: toY(mark.y), y2: toY(mark.y) }),
      svg('text', { x: WIDTH - EDGE.right - 4, y: toY(mark.y) - 4, 'text-anchor': 'end' }, mark.name)]),
    cursor);

  let at = -1;
  function read(index) {
    at = Math.max(0, Math.min(x.length - 1, index));
    cursor.setAttribute('x1', toX(x[at]));
    cursor.setAttribute('x2', toX(x[at]));
    cursor.setAttribute('visibility', 'visible');
    fill(reading, `${formatX(x[at])} ${xLabel}: `, curves.map((curve, i) => `${i > 0 ? ' · ' : ''}${curve.name} ${curve.y[at] === null ? 'none' : formatY(curve.y[at])} ${yLabel}`).join(''));
  }

  drawing.addEventListener('pointermove', event => {
    const box = drawing.getBoundingClientRect();
    read(nearest(x, toX.invert((event.clientX - box.left) / box.width * WIDTH)));
  });
  drawing.addEventListener('pointerleave', () => {
    cursor.setAttribute('visibility', 'hidden');
    fill(reading, caption);
  });
  drawing.addEventListener('keydown', event => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step) {
      event.preventDefault();
      read(at + step);
    }
  });

  return h('figure', null, drawing, reading);
}

function path(x, y, toX, toY) {
  let drawing = false;
  return y.map((value, i) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      drawing = false;
      return '';
    }

    const step = `${drawing ? 'L' : 'M'}${toX(x[i]).toFixed(1)} ${toY(value).toFixed(1)}`;
    // A point between two gaps is a stroke of no length: round caps make it a dot.
    const alone = !drawing && (i + 1 === y.length || typeof y[i + 1] !== 'number') ? 'h0.01' : '';
    drawing = true;
    return step + alone;
  }).join('');
}

function nearest(sorted, value) {
  let low = 0;
  let high = sorted.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= value) {
      low = middle;
    } else {
      high = middle;
    }
  }

  return value - sorted[low] <= sorted[high] - value ? low : high;
}
