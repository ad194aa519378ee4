// What waits, by lane, and where it is going.

import { spark } from '../charts/spark.js';
import { h } from '../dom.js';
import { count, duration } from '../format.js';

const LANES = [['live', 'New recordings'], ['backfill', 'Old recordings, pictures']];

/**
 * @param {object} lanes the overview's backlog
 * @param {?{window: string, backlog: object}} history null until it is known
 */
export const backlog = (lanes, history) => h('div.scroll.plain', { tabindex: 0, role: 'region', 'aria-label': 'Backlog by lane' }, h('table', null,
  h('thead', null, h('tr', null,
    h('th', { scope: 'col' }, 'Lane'),
    h('th.number', { scope: 'col' }, 'Waiting'),
    h('th.number', { scope: 'col' }, 'Running'),
    h('th.number', { scope: 'col' }, 'Oldest'),
    h('th', { scope: 'col' }, history ? `Trend, last ${history.window}` : 'Trend'))),
  h('tbody', null, LANES.filter(([lane]) => lanes[lane]).map(([lane, name]) => h('tr', null,
    h('td.lane', null, name, ' ', h('code.soft', null, lane)),
    h('td.number', null, h('a', { href: `/jobs?status=queued&lane=${lane}` }, count(lanes[lane].queued))),
    h('td.number', null, h('a', { href: `/jobs?status=extracting&lane=${lane}` }, count(lanes[lane].extracting))),
    h('td.number', null, lanes[lane].queued > 0 ? duration(Math.round(lanes[lane].oldest_queued_seconds)) : 'none'),
    h('td.trend', null, history ? trend(history.backlog[lane] ?? []) : null))))));

function trend(values) {
  const most = values.reduce((a, b) => Math.max(a, b ?? 0), 0);
  const [first, last] = [values[0] ?? 0, values.at(-1) ?? 0];
  const word = last > first ? 'rising' : last < first ? 'falling' : 'steady';
  return [spark(values, `${word}: ${count(first)} at first, ${count(last)} now, ${count(most)} at most`), h('span.soft', null, `${word}, at most ${count(most)}`)];
}
