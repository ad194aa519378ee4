// Numbers with units, times, and what is not known.

import { h } from './dom.js';

/** What stands where there is no value. */
export const NOTHING = '–';

const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const fixed = [0, 1, 2, 3].map(digits => new Intl.NumberFormat(undefined, { minimumFractionDigits: digits, maximumFractionDigits: digits }));
const local = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const short = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

/** 1234567 → 1,234,567 */
export const count = value => isKnown(value) ? whole.format(value) : NOTHING;

/** A number with so many decimals and a unit. */
export const quantity = (value, digits, unit) => isKnown(value) ? `${fixed[digits].format(value)}${unit ? `\u202f${unit}` : ''}` : NOTHING;

export const percent = (value, digits = 1) => quantity(value, digits, '%');
export const decibels = (value, unit = 'dB') => quantity(value, 1, unit);

/** 145500000 → 145.500 MHz */
export function hertz(value, digits = 3) {
  if (!isKnown(value)) {
    return NOTHING;
  }

  const [scale, unit] = scaled(Math.abs(value), [[1e9, 'GHz'], [1e6, 'MHz'], [1e3, 'kHz'], [1, 'Hz']]);
  return quantity(value / scale, unit === 'Hz' ? Math.min(digits, 1) : digits, unit);
}

/** Bytes in powers of 1024. */
export function size(value) {
  if (!isKnown(value)) {
    return NOTHING;
  }

  const [scale, unit] = scaled(Math.abs(value), [[2 ** 40, 'TiB'], [2 ** 30, 'GiB'], [2 ** 20, 'MiB'], [2 ** 10, 'KiB'], [1, 'B']]);
  return quantity(value / scale, unit === 'B' ? 0 : 1, unit);
}

/** 0.0042 → 4.2 ms; 75 → 1 min 15 s */
export function duration(seconds) {
  if (!isKnown(seconds)) {
    return NOTHING;
  }

  if (seconds === 0) {
    return quantity(0, 0, 's');
  }

  if (seconds < 1) {
    return quantity(seconds * 1000, seconds < 0.1 ? 1 : 0, 'ms');
  }

  if (seconds < 60) {
    return quantity(seconds, 1, 's');
  }

  const parts = [[86400, 'd'], [3600, 'h'], [60, 'min'], [1, 's']];
  const first = parts.findIndex(([length]) => seconds >= length);
  let rest = Math.round(seconds);
  return parts.slice(first, first + 2)
    .map(([length, unit]) => {
      const n = Math.floor(rest / length);
      rest -= n * length;
      return n > 0 ? `${n}\u202f${unit}` : '';
    })
    .filter(part => part !== '')
    .join(' ');
}

/** A time as the reader's clock shows it; in UTC on hover. */
export const time = iso => timed(iso, at => local.format(at));

/** The same in short: the clock alone on the day itself. */
export const moment = iso => timed(iso, at => at.toDateString() === new Date().toDateString() ? clock.format(at) : short.format(at));

/** A time as it is from now: 3 minutes ago. */
export const ago = iso => timed(iso, at => {
  const seconds = (at - Date.now()) / 1000;
  const [length, unit] = [[86400, 'day'], [3600, 'hour'], [60, 'minute'], [1, 'second']].find(([n]) => Math.abs(seconds) >= n) ?? [1, 'second'];
  return relative.format(Math.round(seconds / length), unit);
});

/** A time by the reader's clock, as text. */
export const localTime = iso => short.format(new Date(iso));

/** 2026-08-01 12:00:00 UTC */
export const utc = iso => `${new Date(iso).toISOString().replace('T', ' ').replace(/\.\d+Z$/, '')} UTC`;

function timed(iso, write) {
  if (!iso) {
    return NOTHING;
  }

  const at = new Date(iso);
  return h('time', { datetime: iso, title: `${local.format(at)} by your clock, ${utc(iso)}` }, write(at));
}

/** The first characters of an id; all of it on hover. */
export const shortId = id => id ? h('code', { title: id }, id.slice(-8)) : NOTHING;

/** 1 job, 2 jobs, 1,000 jobs */
export const counted = (value, one, many = `${one}s`) => `${count(value)} ${value === 1 ? one : many}`;

/** A state as a word with a colour; never a colour alone. */
export const state = name => h(`span.state.state-${String(name).replaceAll(/[^a-z_]/g, '')}`, null, String(name).replaceAll('_', ' '));

const isKnown = value => typeof value === 'number' && Number.isFinite(value);

function scaled(value, scales) {
  return scales.find(([scale]) => value >= scale) ?? scales.at(-1);
}
