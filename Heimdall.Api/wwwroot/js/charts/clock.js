// Times of a recording, from its beginning or by the reader's clock, from milliseconds to hours.

const STEPS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400];

const two = n => String(n).padStart(2, '0');

/** How many decimals tell two times apart that are so many seconds from each other. */
export const decimalsFor = step => step >= 1 ? 0 : Math.min(3, Math.ceil(-Math.log10(step) - 1e-9));

/** Seconds from the beginning: 75.5 → 1:15.5 */
export function elapsed(seconds, decimals) {
  const rounded = Number(seconds.toFixed(decimals));
  const hours = Math.floor(rounded / 3600);
  const minutes = Math.floor(rounded / 60) % 60;
  const rest = (rounded % 60).toFixed(decimals).padStart(decimals > 0 ? 3 + decimals : 2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** The time of day by the reader's clock, so many seconds after a beginning in milliseconds since 1970. */
export function clockTime(beginning, seconds, decimals) {
  const at = new Date(Math.round(beginning + 1000 * seconds));
  const fraction = decimals > 0 ? `.${String(at.getMilliseconds()).padStart(3, '0').slice(0, decimals)}` : '';
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}${fraction}`;
}

/** The same in UTC. */
export const utcTime = (beginning, seconds, decimals) => {
  const text = new Date(Math.round(beginning + 1000 * seconds)).toISOString();
  return `${text.slice(11, decimals > 0 ? 20 + decimals : 19)} UTC`;
};

/**
 * Up to `most` round times between two, and the step between them.
 * @param {number} offset seconds that a round time is away from the beginning's own zero: 0 from the beginning, else by the clock
 */
export function timeTicks(from, to, most, offset = 0) {
  const step = STEPS.find(length => (to - from) / length <= most) ?? STEPS.at(-1) * Math.ceil((to - from) / most / STEPS.at(-1));
  const first = Math.ceil((from + offset) / step - 1e-9);
  const count = Math.max(0, Math.floor((to + offset) / step + 1e-9) - first + 1);
  return { step, at: Array.from({ length: count }, (_, i) => Number(((first + i) * step - offset).toFixed(6))) };
}

/** Where the round times of the reader's clock lie, for `timeTicks`. */
export const clockOffset = beginning => ((beginning - new Date(beginning).getTimezoneOffset() * 60000) / 1000) % 86400;
