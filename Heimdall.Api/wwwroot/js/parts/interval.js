// Numbers that were estimated, with how far they can be trusted.

import { duration, quantity } from '../format.js';

const with95 = (value, low, high) => high === null ? `${value} (${low} or more)` : `${value} (${low} to ${high})`;

export const interval = {
  /** `{value, low, high}` in seconds. */
  seconds: ({ value, low, high }) => with95(duration(value), duration(low), high === null ? null : duration(high)),

  /** `{value, low, high}` of events a second, as so many a minute. */
  perMinute: ({ value, low, high }) => with95(perMinute(value), perMinute(low), high === null ? null : perMinute(high)),
};

const perMinute = perSecond => quantity(60 * perSecond, 60 * perSecond < 10 ? 1 : 0, '/ min');
