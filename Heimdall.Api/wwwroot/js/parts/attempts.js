// The tries at a job, each with where its time went.

import { h } from '../dom.js';
import { NOTHING, duration, state, time } from '../format.js';

/** @param {Array<object>} attempts of the API, the first one first */
export function attemptCards(attempts) {
  if (attempts.length === 0) {
    return h('p.soft', null, 'No worker has begun yet.');
  }

  // One scale for all: a try that took longer is seen to.
  const longest = Math.max(1e-3, ...attempts.flatMap(attempt => Object.values(attempt.stages ?? {})));
  return h('ol.attempts', null, attempts.map(attempt => h('li.panel', null,
    h('h3', null, `Attempt ${attempt.attempt} `, state(attempt.outcome ?? 'running')),
    h('p.soft', null, attempt.worker, ', ', time(attempt.started_at), ', took ', attempt.ended_at ? duration((new Date(attempt.ended_at) - new Date(attempt.started_at)) / 1000) : NOTHING),
    attempt.error_message ? h('p.said', null, attempt.error_kind ? h('strong', null, `${attempt.error_kind.replaceAll('_', ' ')}: `) : null, attempt.error_message) : null,
    stages(attempt.stages ?? {}, longest))));
}

function stages(times, longest) {
  const known = Object.entries(times).filter(([, ms]) => typeof ms === 'number');
  return known.length === 0
    ? h('p.soft', null, 'No times were noted.')
    : h('table.stages', null,
      h('caption', null, 'Where the time went'),
      h('tbody', null, known.map(([stage, ms]) => h('tr', null,
        h('th', { scope: 'row' }, stage.replaceAll('_', ' ').replace(/ ms$/, '')),
        h('td.bar', null, bar(ms / longest)),
        h('td.number', null, duration(ms / 1000))))));
}

function bar(share) {
  const part = h('span', { 'aria-hidden': 'true' });
  part.style.width = `${Math.max(0.3, 100 * share)}%`;
  return part;
}
