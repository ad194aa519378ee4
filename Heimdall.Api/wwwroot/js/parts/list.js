// Lists of the API as tables. Their filters, their order and the page are in the address, so that what is seen can be sent on.

import { get } from '../api.js';
import { h, fill } from '../dom.js';
import { failure } from './failure.js';

const PAGE_ITEMS = 50;

/**
 * @typedef {{title: string, cell: function(object): any, number?: boolean, text?: boolean, sort?: string}} Column
 *   `sort`: the name of its order in the API, which a minus turns round
 */

/** A table that scrolls within itself. */
export const table = (label, columns, rows, { sorted, link } = {}) => h('div.scroll', { tabindex: 0, role: 'region', 'aria-label': label }, h('table', null,
  h('thead', null, h('tr', null, columns.map(column => head(column, sorted, link)))),
  rows instanceof Node ? rows : h('tbody', null, rows.map(row => line(columns, row)))));

/** A row of such a table. */
export const line = (columns, row) => h('tr', null, columns.map(({ cell, number, text }) => h(number ? 'td.number' : text ? 'td.text' : 'td', null, cell(row))));

/**
 * A list that grows by a button.
 * @param {string} path the list's address in the API
 * @param {object} query its filters
 * @param {Column[]} columns
 * @param {{none: any, signal: AbortSignal}} options what is said where nothing is found
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
      body.append(...answer.items.map(item => line(columns, item)));
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
  return h('div', null, table('List', columns, body), foot);
}

/** Where a page was come to from, by its address: the way back. Forgotten with the tab. */
const before = new Map();

/**
 * A list of which one page is shown; the next and the one before are addresses.
 * @param {string} path the list's address in the API
 * @param {object} query its filters and its order, `sort`
 * @param {Column[]} columns
 * @param {{label: string, none: any, order: string, address: URLSearchParams, signal: AbortSignal}} options
 *   what is said where nothing is found; the order where none is asked for; the page's own query
 * @returns {Promise<HTMLElement>}
 */
export async function pagedList(path, query, columns, { label, none, order, address, signal }) {
  const cursor = address.get('cursor');
  const link = changes => {
    const next = new URLSearchParams(address);
    for (const [name, value] of Object.entries(changes)) {
      value === null ? next.delete(name) : next.set(name, value);
    }

    return location.pathname + (next.size > 0 ? `?${next}` : '');
  };
  let answer;
  try {
    answer = await get(path, { ...query, limit: PAGE_ITEMS, cursor }, signal);
  } catch (fault) {
    if (signal.aborted || fault.status === 401) {
      throw fault;
    }

    // The filters stay where they are: one of them is probably what is wrong.
    return failure(fault);
  }

  if (answer.items.length === 0 && answer.next_cursor) {
    // A page is given out after so long a look, whatever it found: further on there may be some.
    return h('div.panel.empty', null,
      h('p', null, 'None among those looked through so far. ', h('a', { href: link({ cursor: answer.next_cursor }), rel: 'next' }, 'Look further ›')));
  }

  if (answer.items.length === 0) {
    return h('div.panel.empty', null, cursor ? h('p', null, 'This page is empty. ', h('a', { href: link({ cursor: null }) }, 'To the first page')) : none);
  }

  const here = location.pathname + location.search;
  const next = answer.next_cursor ? link({ cursor: answer.next_cursor }) : null;
  if (next) {
    before.set(next, here);
  }

  return h('div', null,
    table(label, columns, answer.items, { sorted: query.sort ?? order, link: sort => link({ sort: sort === order ? null : sort, cursor: null }) }),
    h('nav.pages', { 'aria-label': 'Pages of the list' },
      cursor ? h('a', { href: link({ cursor: null }) }, '« First') : null,
      cursor && before.has(here) ? h('a', { href: before.get(here), rel: 'prev' }, '‹ Previous') : null,
      h('span.soft', null, `${answer.items.length} on this page${cursor || next ? '' : ', that is all'}`),
      next ? h('a', { href: next, rel: 'next' }, 'Next ›') : null));
}

function head({ title, number, sort }, sorted, link) {
  const tag = number ? 'th.number' : 'th';
  if (!sort || !link) {
    return h(tag, { scope: 'col' }, title);
  }

  const [up, down] = [sort, `-${sort}`];
  const direction = sorted === up ? 'ascending' : sorted === down ? 'descending' : 'none';
  return h(tag, { scope: 'col', 'aria-sort': direction },
    h('a.order', { href: link(sorted === down ? up : down), title: `Sort by ${title.toLowerCase()}, ${sorted === down ? 'smallest' : 'largest'} first` },
      title, h('span', { 'aria-hidden': 'true' }, { ascending: ' ▲', descending: ' ▼', none: ' ↕' }[direction])));
}
