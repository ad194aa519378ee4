// Parts of a page that are told anew every few seconds. They are drawn again only where something changed, and the focus stays on its link.

import { fill } from '../dom.js';

/**
 * @param {Element} element
 * @param {function(any): any} draw what it holds, from data
 * @returns {function(any): void} to be called with the data, as often as it likes
 */
export function steady(element, draw) {
  let drawn;
  return data => {
    const next = JSON.stringify(data);
    if (next === drawn) {
      return;
    }

    drawn = next;
    const held = element.contains(document.activeElement) ? document.activeElement : null;
    const scrolled = [...element.querySelectorAll('.scroll')].map(part => part.scrollLeft);
    fill(element, draw(data));
    element.querySelectorAll('.scroll').forEach((part, i) => { part.scrollLeft = scrolled[i] ?? 0; });
    if (held) {
      // The same link or button as before, where it is there still.
      const name = held.getAttribute('href') ?? held.getAttribute('aria-label') ?? held.textContent;
      [...element.querySelectorAll('a[href], button, [tabindex]')].find(one => (one.getAttribute('href') ?? one.getAttribute('aria-label') ?? one.textContent) === name)?.focus({ preventScroll: true });
    }
  };
}
