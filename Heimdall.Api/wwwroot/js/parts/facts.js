// Terms and what is known of them, as a list for reading.

import { h } from '../dom.js';

/** @param {Array<?[string, any]>} rows a term and its value; null leaves a row out */
export const facts = rows => h('dl.facts', null, rows.filter(Boolean).map(([term, value]) => [h('dt', null, term), h('dd', null, value)]));

/** The same in large figures, for what is looked at rather than read. */
export const figures = rows => h('dl.figures', null, rows.filter(Boolean).map(([term, value, hint]) => h('div', null, h('dt', null, term), h('dd', { title: hint ?? null }, value))));
