// Making a feature set of a recording, for the first time or again: by what became of it so far, and by who asks.

import { post } from '../api.js';
import { may } from '../app.js';
import { h } from '../dom.js';
import { action } from './notice.js';
import { askReason } from './reason.js';

/**
 * A button that starts it; null where it runs already or one may not.
 * @param {string} sessionId
 * @param {{feature_set: string, state: string, job: ?{id: string, status: string}}} extraction
 * @param {string} label such as `Extract`
 * @param {function(object): Promise} onQueued is given the job
 */
export function maker(sessionId, extraction, label, onQueued) {
  if (!may.operate() || extraction.state === 'queued' || extraction.state === 'extracting') {
    return null;
  }

  const { job } = extraction;
  if (job && (job.status === 'failed' || job.status === 'cancelled')) {
    return button('Retry', async () => onQueued(await post(`/api/v1/jobs/${job.id}/retry`)));
  }

  // The job of the session is done, though this recording failed in it, or is well: only a new result in place of the old one helps.
  if (job?.status === 'completed') {
    return may.administer() ? button(`${label} again`, async () => again(sessionId, extraction, onQueued)) : h('span.soft', null, 'The job is done with the session’s other recordings: an admin can have it made again.');
  }

  return button(label, async () => onQueued(await post(`/api/v1/sessions/${sessionId}/extract`, { feature_set: extraction.feature_set })));
}

const button = (label, run) => action(label, async () => await run() === null ? null : 'It is queued.');

async function again(sessionId, { feature_set: set }, onQueued) {
  const reason = await askReason({ title: `Make ${set} of this session again?`, text: 'The new result replaces the one of every recording of the session.', act: 'Make it again' });
  return reason ? onQueued(await post(`/api/v1/sessions/${sessionId}/extract`, { feature_set: set, force: true, reason })) : null;
}
