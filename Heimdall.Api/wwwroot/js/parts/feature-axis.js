// How a feature's values are written: the unit is the end of its name.

import { count, quantity } from '../format.js';

const UNITS = [['_dbfs_hz', 'dBFS/Hz'], ['_dbhz', 'dB-Hz'], ['_dbfs', 'dBFS'], ['_dbm', 'dBm'], ['_db', 'dB'], ['_khz', 'kHz'], ['_hz', 'Hz'], ['_us', 'µs']];

/** Words of names that are no words of the language. */
const WORDS = { snr: 'SNR', m2m4: '(M2M4)', rssi: 'RSSI', psd: 'PSD', dc: 'DC', cn0: 'C/N₀', inst: 'instantaneous', avg: 'average', std: 'deviation', '3db': '3 dB', '26db': '26 dB', lag1: 'at lag 1' };

/** An axis for a chart, and the feature's name in words. */
export function featureAxis(name) {
  const [ending, unit] = UNITS.find(([end]) => name.endsWith(end)) ?? ['', null];
  const words = name.slice(0, name.length - ending.length).split('_').map(word => WORDS[word] ?? word).join(' ');
  return { words, axis: { label: words, unit, format: shortly, read: value => `${precisely(value, unit)}` } };
}

function shortly(value) {
  const size = Math.abs(value);
  return size >= 100 || Number.isInteger(value) ? count(value) : quantity(value, size >= 10 ? 1 : size >= 1 ? 2 : 3);
}

const precisely = (value, unit) => unit === 'Hz' || Math.abs(value) >= 1000 ? quantity(value, 0, unit) : quantity(value, Math.abs(value) >= 10 ? 1 : 3, unit);
