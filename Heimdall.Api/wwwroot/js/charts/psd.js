// The power spectral density of a chunk beside the recording's, with what the detection made of it drawn in.

import { occupiedBand, thresholdDb } from '../detection.js';
import { count, decibels, hertz, quantity } from '../format.js';
import { lineChart } from './line.js';
import { isKnown } from './scale.js';
import { frequencyUnit } from './waterfall-picture.js';

const HEIGHT = 320;

/**
 * @param {{about: object, chunk: ?object, features: ?object, dcGuardBins: number}} what
 *   `about` the waterfall, `chunk` one of its chunks, as the API tells of them; `features` of that chunk by name, null where it has none
 * @param {HTMLElement} [into] an earlier one, to be drawn anew where it is
 */
export function psdChart({ about, chunk, features, dcGuardBins }, into) {
  const rate = about.sample_rate_hz;
  const { unit, hz } = frequencyUnit(rate / 2);
  const x = Array.from({ length: about.bins }, (_, bin) => (bin - about.bins / 2) * rate / about.bins / hz);
  // What is exactly silent has no level.
  const levels = values => values.map(value => value > -300 ? value : null);
  const found = chunk && features ? detected({ about, chunk, features, dcGuardBins }) : { marks: [], bands: [] };
  return lineChart({
    caption: chunk ? `Power spectral density of chunk ${count(chunk.chunk + 1)}, with the recording’s mean and maximum` : 'Power spectral density, mean and maximum of the recording',
    height: HEIGHT,
    series: [
      chunk ? { name: `chunk ${count(chunk.chunk + 1)}`, x, y: levels(chunk.psd_db), look: 'look-1' } : null,
      { name: 'mean', x, y: levels(about.mean_psd_db), look: 'look-2' },
      { name: 'maximum', x, y: levels(about.max_psd_db), look: 'look-3' },
    ].filter(Boolean),
    marks: found.marks.map(mark => 'x' in mark ? { ...mark, x: mark.x / hz } : mark),
    bands: found.bands.map(band => ({ ...band, from: band.from / hz, to: band.to / hz })),
    x: { label: 'Offset from the centre', unit, format: value => quantity(value, Math.abs(value) < 10 && value % 1 !== 0 ? 1 : 0), read: value => hertz(value * hz, 3), range: [-rate / 2 / hz, rate / 2 / hz] },
    y: { label: 'Density', unit: 'dBFS/Hz', format: value => quantity(value, 0), read: value => decibels(value, 'dBFS/Hz') },
  }, into);
}

function detected({ about, chunk, features, dcGuardBins }) {
  const noise = features.noise_density_dbfs_hz;
  if (!isKnown(noise)) {
    return { marks: [], bands: [] };
  }

  const above = thresholdDb(chunk.samples, dcGuardBins);
  const width = features.occupied_bandwidth_hz;
  const peak = features.peak_frequency_hz;
  return {
    marks: [
      { y: noise, name: `noise density ${decibels(noise, 'dBFS/Hz')}` },
      { y: noise + above, name: `threshold, ${decibels(above)} above` },
      isKnown(peak) ? { x: peak, name: `peak ${hertz(peak, 2)}` } : null,
    ].filter(Boolean),
    bands: isKnown(width) && width > 0 ? [{ ...occupiedBand(chunk.psd_db, about.sample_rate_hz, noise, above, width), name: `occupied ${hertz(width, 2)}` }] : [],
  };
}
