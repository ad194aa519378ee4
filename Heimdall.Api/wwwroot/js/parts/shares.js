// A whole and its parts as one bar, with the numbers beside it.

import { h } from '../dom.js';
import { count } from '../format.js';

/**
 * @param {Array<[string, string, number]>} parts each with the name of its colour, its name and its number
 * @param {function(string): ?string} address of the list of a part
 */
export function shares(parts, address = () => null) {
  const bar = h('div.coverage', { role: 'img', 'aria-label': parts.map(([, name, n]) => `${name} ${n}`).join(', ') },
    parts.filter(([, , n]) => n > 0).map(([colour, , n]) => {
      const part = h(`span.coverage-${colour}`);
      part.style.flexGrow = n;
      return part;
    }));
  return [bar, h('ul.legend', null, parts.map(([colour, name, n]) => {
    const to = address(name);
    return h('li', null, h(`span.swatch.coverage-${colour}`), to ? h('a', { href: to }, name) : name, ' ', h('strong', null, count(n)));
  }))];
}
