// An axis of time: as the reader's clock shows it, UTC beside what the cursor reads.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 30 * DAY, 365 * DAY];

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const both = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const utc = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: 'UTC' });

/** An axis whose values are milliseconds since 1970, for `lineChart` and `barChart`. */
export const timeAxis = label => ({ label, format, ticks: timeTicks, read: value => `${both.format(value)} (${utc.format(value)} UTC)` });

/** Up to `most` round times of the reader's clock. */
function timeTicks(from, to, most) {
  const step = STEPS.find(length => (to - from) / length <= most) ?? STEPS.at(-1);
  const offset = new Date(from).getTimezoneOffset() * MINUTE;
  const first = Math.ceil((from - offset) / step);
  return Array.from({ length: Math.max(0, Math.floor((to - offset) / step) - first + 1) }, (_, i) => (first + i) * step + offset);
}

function format(value) {
  const at = new Date(value);
  return at.getHours() === 0 && at.getMinutes() === 0 ? day.format(at) : clock.format(at);
}
