// Numbers of things in steps of time, stacked.

import { svg } from '../dom.js';
import { plot, reading } from './plot.js';
import { fitted } from './line.js';

/**
 * @param {{at: number[], step: number, series: Array<{name: string, y: number[], look: string}>, x: object, y: object, caption: string, height?: number, none?: string}} what
 *   `at`: where each step begins; axes as of `lineChart`
 * @param {HTMLElement} [into] an earlier chart, to be drawn anew where it is
 * @returns {HTMLElement} a figure
 */
export function barChart({ at, step, series, x, y, caption, height, none }, into) {
  const bars = series.map(one => ({ ...one, kind: 'bar' }));
  const sums = at.map((_, i) => series.reduce((sum, { y: values }) => sum + (values[i] ?? 0), 0));
  return plot({
    caption,
    height,
    none,
    at: at.map(start => start + step / 2),
    x: { ...x, read: middle => x.read(middle - step / 2), range: at.length > 0 ? [at[0], at.at(-1) + step] : [0, 1] },
    y: { ...y, range: fitted(sums, { zero: true, least: y.least ?? 1 }) },
    legend: bars.length > 1 ? bars : null,
    draw: ({ toX, toY }) => at.map((start, i) => {
      let below = 0;
      return bars.filter(bar => bar.y[i] > 0).map(bar => {
        const from = below;
        below += bar.y[i];
        const left = toX(start);
        return svg(`rect.bar.${bar.look}`, { x: left + 0.5, width: Math.max(1, toX(start + step) - left - 1), y: toY(below), height: Math.max(1, toY(from) - toY(below)) });
      });
    }),
    read: middle => {
      const i = Math.round((middle - step / 2 - at[0]) / step);
      return bars.map(bar => ({ name: bar.name, look: bar.look, kind: 'bar', text: reading(y, bar.y[i]) }));
    },
  }, into);
}
