// Small multiples: the mean spectrum of every receiver, on common axes, so that the eye compares them.

import { lineChart } from '../charts/line.js';
import { extent } from '../charts/scale.js';
import { h } from '../dom.js';
import { decibels, state } from '../format.js';
import { may } from '../app.js';
import { mean, ranked } from '../parts/receivers.js';
import { makeWaterfalls } from './extraction.js';
import { MOST, densityAxis, offsetAxis, offsetsKhz } from './waterfalls.js';

const HEIGHT = 170;

const TOLD = {
  queued: 'Spectra come with the waterfall, which is queued: features come before pictures.',
  extracting: 'Spectra come with the waterfall, which is being made.',
  failed: 'Spectra come with the waterfall, which could not be made.',
  missing: 'Spectra come with the waterfall, which was not made yet.',
};

/**
 * @param {object} session
 * @param {object[]} receivers those that were extracted
 * @param {Map<string, object>} waterfalls
 * @param {function(): Promise<void>} again
 */
export function spectra(session, receivers, waterfalls, again) {
  const ready = [...waterfalls.values()].filter(waterfall => !waterfall.missing);
  if (ready.length === 0) {
    return none(session, [...waterfalls.values()].map(({ missing }) => missing), again);
  }

  const [low, high] = extent(ready.flatMap(waterfall => waterfall.mean_psd_db));
  const half = ready.reduce((most, waterfall) => Math.max(most, waterfall.sample_rate_hz / 2000), 0);
  const axes = { x: { ...offsetAxis, range: [-half, half] }, y: { ...densityAxis, range: [low - 2, high + 4] }, link: new EventTarget() };
  return h('div.charts.multiples', null, ranked(receivers).filter(receiver => waterfalls.has(receiver.measurement_id)).map(receiver => {
    const waterfall = waterfalls.get(receiver.measurement_id);
    return h('div.panel', null, waterfall.missing
      ? [h('h3', null, receiver.station_name), told(waterfall.missing), offer(session, [waterfall.missing], again)]
      : multiple(receiver, waterfall, axes));
  }));
}

/** Takes the room of the spectra until they are there. */
export const spectraToCome = receivers => h('div.charts.multiples', { 'aria-busy': 'true' }, ranked(receivers).slice(0, MOST).map(receiver => h('div.panel', null, h('h3', null, receiver.station_name))));

function multiple(receiver, waterfall, axes) {
  const noise = mean(receiver, 'noise_density_dbfs_hz');
  return lineChart({
    caption: h('a', { href: `/measurements/${receiver.measurement_id}` }, receiver.station_name),
    label: `Mean spectrum of ${receiver.station_name}`,
    height: HEIGHT,
    series: [{ name: 'density', x: offsetsKhz(waterfall), y: waterfall.mean_psd_db }],
    marks: noise === null ? [] : [{ y: noise, name: `noise ${decibels(noise, null)}` }],
    ...axes,
  });
}

// The same of all of them is said once.
function none(session, missing, again) {
  const first = missing.find(({ state: name }) => name !== 'missing') ?? missing[0];
  return h('div.panel', null, told(first), offer(session, missing, again));
}

const told = ({ state: name, message }) => h('p', null, state(name), ' ', TOLD[name] ?? TOLD.missing, message ? ` ${message}` : null);

const offer = (session, missing, again) => may.operate() && missing.some(({ state: name }) => name === 'missing' || name === 'failed')
  ? makeWaterfalls(session, again)
  : null;
