// A list of the API, page by page, as a table. Its filters are in the address, so that what is seen can be sent on.

import { get } from '../api.js';
import { h, fill } from '../dom.js';
import { failure } from './failure.js';

const PAGE_ITEMS = 50;

/**
 * @param {string} path the list's address in the API
 * @param {object} query its filters
 * @param {Array<{title: string, cell: function(object): any, number?: boolean}>} columns
 * @param {{none: string, signal: AbortSignal}} options what is said where nothing is found
 * @returns {Promise<HTMLElement>}
 */
export async function list(path, query, columns, { none, signal }) {
  const body = h('tbody');
  const more = h('button', { type: 'button', onclick: () => extend() }, 'More');
  const foot = h('p.foot');
  let shown = 0;
  let cursor;

  async function extend() {
    more.disabled = true;
    try {
      const answer = await get(path, { ...query, limit: PAGE_ITEMS, cursor }, signal);
      body.append(...answer.items.map(item => h('tr', null, columns.map(({ cell, number }) => h(number ? 'td.number' : 'td', null, cell(item))))));
      shown += answer.items.length;
      cursor = answer.next_cursor;
      fill(foot, cursor ? more : h('span', null, shown === 0 ? none : `${shown} shown, that is all.`));
    } catch (fault) {
      if (!signal.aborted) {
        fill(foot, failure(fault, extend));
      }
    } finally {
      more.disabled = false;
    }
  }

  await extend();
  return h('div', null,
    h('div.scroll', { tabindex: 0, role: 'region', 'aria-label': 'List' }, h('table', null,
      h('thead', null, h('tr', null, columns.map(({ title, number }) => h(number ? 'th.number' : 'th', { scope: 'col' }, title)))),
      body)),
    foot);
}
