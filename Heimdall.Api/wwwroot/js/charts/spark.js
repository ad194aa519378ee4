// A trend in the size of a word: no axes, its range in words.

import { svg } from '../dom.js';
import { extent, isKnown, scale } from './scale.js';

const WIDTH = 120;
const HEIGHT = 28;

/**
 * @param {Array<?number>} values evenly spaced
 * @param {string} text what it shows, for those who do not see it
 */
export function spark(values, text) {
  const toX = scale(0, Math.max(1, values.length - 1), 2, WIDTH - 2);
  const toY = scale(0, Math.max(1, extent(values)[1]), HEIGHT - 3, 3);
  const points = values.map((value, i) => isKnown(value) ? `${toX(i).toFixed(1)},${toY(value).toFixed(1)}` : null).filter(Boolean);
  return svg('svg.spark', { width: WIDTH, height: HEIGHT, viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': text },
    svg('title', null, text),
    svg('path.axis', { d: `M2 ${HEIGHT - 3}H${WIDTH - 2}` }),
    points.length > 0 ? svg('polyline.curve.look-1', { points: points.join(' ') }) : null);
}
