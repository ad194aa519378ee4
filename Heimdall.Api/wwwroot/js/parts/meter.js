// A number's place between two others, as a bar under it. The number itself is what is read out.

import { h } from '../dom.js';

/** @param {boolean} [isCentred] from the middle to either side, for what has a sign */
export function meter(value, low, high, isCentred = false) {
  const share = Math.max(0, Math.min(1, (value - low) / (high - low || 1)));
  const bar = h('span.meter-bar');
  const [from, to] = isCentred ? [Math.min(0.5, share), Math.max(0.5, share)] : [0, share];
  bar.style.left = `${100 * from}%`;
  bar.style.width = `${Math.max(1, 100 * (to - from))}%`;
  return h(isCentred ? 'span.meter.meter-centred' : 'span.meter', { 'aria-hidden': 'true' }, bar);
}
