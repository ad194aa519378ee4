// How strong a chunk is from its beginning to its end: the smallest and the largest amplitude of each part.

import { svg } from '../dom.js';
import { count, duration, quantity } from '../format.js';
import { fitted } from './line.js';
import { plot } from './plot.js';

/**
 * @param {{chunk: object, sampleRateHz: number}} what a chunk of the waterfall, as the API tells of it
 * @param {HTMLElement} [into] an earlier one, to be drawn anew where it is
 */
export function envelopeChart({ chunk, sampleRateHz }, into) {
  const { min, max } = chunk.envelope;
  const part = 1000 * chunk.samples / sampleRateHz / Math.max(1, max.length);
  const at = max.map((_, i) => (i + 0.5) * part);
  const digits = Math.max(...max) < 0.02 ? 5 : 3;
  const amplitude = value => digits === 5 ? value.toExponential(1) : quantity(value, 3);
  return plot({
    caption: `Envelope of chunk ${count(chunk.chunk + 1)}`,
    height: 260,
    at,
    x: { label: 'From the chunk’s beginning', unit: 'ms', format: value => quantity(value, 0), read: value => duration(value / 1000), range: [0, Math.max(part, part * max.length)] },
    y: { label: 'Amplitude', unit: 'full scale = 1', format: amplitude, read: amplitude, range: fitted(max, { zero: true, least: 1e-9 }) },
    draw: ({ toX, toY }) => svg('path.envelope', { d: `M${at.map((x, i) => `${toX(x).toFixed(1)} ${toY(max[i]).toFixed(1)}`).join('L')}L${at.map((x, i) => `${toX(x).toFixed(1)} ${toY(min[i]).toFixed(1)}`).reverse().join('L')}Z` }),
    read: x => {
      const i = Math.max(0, Math.min(max.length - 1, Math.floor(x / part)));
      return [{ name: 'largest', text: amplitude(max[i]) }, { name: 'smallest', text: amplitude(min[i]) }];
    },
  }, into);
}
