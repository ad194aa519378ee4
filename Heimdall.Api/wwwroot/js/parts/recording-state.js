// How a feature set of a recording stands, and what can be done about it.

import { h } from '../dom.js';
import { state } from '../format.js';
import { maker } from './extraction.js';
import { remedy } from './receivers.js';

const NAMES = { 'rf.iq': 'Features', 'rf.waterfall': 'Waterfall' };
const WORDS = {
  ok: 'It is made.',
  queued: 'It waits for a worker.',
  extracting: 'A worker is at it.',
  missing: 'It was not made yet.',
};

/**
 * @param {string} sessionId
 * @param {object} extraction of the measurement, as the API tells of it
 * @param {function(object): Promise} onQueued is given the new job
 */
export function extractionState(sessionId, extraction, onQueued) {
  const hasFailed = extraction.state === 'failed';
  return h('section.panel.extraction', { 'data-set': extraction.feature_set, 'data-state': extraction.state },
    h('h2', null, `${NAMES[extraction.feature_set] ?? extraction.feature_set} `, state(extraction.state)),
    hasFailed
      ? [
        h('p.said', { role: 'alert' }, extraction.error_code ? h('strong', null, `${extraction.error_code.replaceAll('_', ' ')}: `) : null, extraction.error_message ?? 'It failed.'),
        h('h3', null, 'What to do'),
        h('p', null, extraction.advice ?? remedy(extraction.error_code))]
      : h('p', null, WORDS[extraction.state] ?? ''),
    h('div.actions', null,
      extraction.state === 'ok' ? null : maker(sessionId, extraction, extraction.feature_set === 'rf.waterfall' ? 'Make it' : 'Extract', onQueued),
      extraction.job ? h('a', { href: `/jobs/${extraction.job.id}` }, `Job ${extraction.job.id.slice(-8)}`) : null));
}
