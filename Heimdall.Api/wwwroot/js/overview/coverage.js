// How much of what was recorded has its features: exact numbers, and a bar to see them by.

import { h } from '../dom.js';
import { count, percent } from '../format.js';

const STATES = [
  ['with', 'done', '/sessions?features=present'],
  ['extracting', 'running', set => `/jobs?status=extracting&feature_set=${set}`],
  ['queued', 'queued', set => `/jobs?status=queued&feature_set=${set}`],
  ['failed', 'failed', set => set === FIRST ? '/sessions?features=failed' : `/jobs?status=failed&feature_set=${set}`],
  ['missing', 'missing', '/sessions?features=missing'],
];

/** The set that the list of sessions can be filtered by. */
const FIRST = 'rf.iq';

/** @param {Array<{feature_set: string, feature_version: number, recordings: object}>} sets */
export const coverage = sets => sets.map(({ feature_set: set, feature_version: version, recordings }) => {
  const total = STATES.reduce((sum, [key]) => sum + (recordings[key] ?? 0), 0);
  const done = recordings.with ?? 0;
  return h('section.coverage-set', null,
    h('h3', null, `${set} ${version}: `,
      total === 0 ? 'nothing recorded yet' : [h('strong', null, share(done, total)), ` of ${count(total)} ${total === 1 ? 'session' : 'sessions'}`]),
    bar(recordings),
    h('ul.legend', null, STATES.map(([key, name, address]) => h('li', null,
      h(`span.swatch.coverage-${key}`),
      link(name, typeof address === 'function' ? address(encodeURIComponent(set)) : set === FIRST ? address : null), ' ',
      h('strong', null, count(recordings[key] ?? 0))))));
});

// Rounded down: all is only what really is all.
const share = (done, total) => percent(Math.floor(10000 * done / total) / 100, done === total ? 0 : 2);

const link = (name, address) => address ? h('a', { href: address }, name) : name;

function bar(recordings) {
  const shown = STATES.filter(([key]) => recordings[key] > 0);
  return h('div.coverage', { role: 'img', 'aria-label': STATES.map(([key, name]) => `${name} ${recordings[key] ?? 0}`).join(', ') },
    shown.map(([key, name]) => {
      const part = h(`span.coverage-${key}`, { title: `${name}: ${count(recordings[key])}` });
      // By the object model: a style written into the page would be against its policy.
      part.style.flexGrow = recordings[key];
      return part;
    }));
}
