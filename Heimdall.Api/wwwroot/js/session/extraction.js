// Starting the extraction of a session, and starting it again.

import { post } from '../api.js';
import { may } from '../app.js';
import { h } from '../dom.js';
import { action } from '../parts/notice.js';
import { askReason } from '../parts/reason.js';

const SET = 'rf.iq';

const isLive = job => job.status === 'queued' || job.status === 'extracting';

/**
 * What the signed-in one may do now.
 * @param {object} session
 * @param {object[]} jobs the session's, the latest first
 * @param {boolean} hasFeatures
 * @param {function(): Promise<void>} again looks at the session anew
 */
export function extraction(session, jobs, hasFeatures, again) {
  const mine = jobs.filter(job => job.feature_set === SET);
  const live = mine.find(isLive);
  if (live) {
    return h('span', null, 'At work: ', h('a', { href: `/jobs/${live.id}` }, `the job is ${live.status}`));
  }

  if (session.status !== 'completed') {
    return null;
  }

  if (!may.operate()) {
    return h('span.soft', null, 'Operators can start the extraction here.');
  }

  const start = async (path, body, said) => {
    await post(path, body);
    await again();
    return said;
  };
  const path = `/api/v1/sessions/${session.id}/extract`;
  const [last] = mine;
  if (last?.status === 'failed' || last?.status === 'cancelled') {
    return action('Start the extraction again', () => start(`/api/v1/jobs/${last.id}/retry`, {}, 'The extraction is queued again.'));
  }

  if (!hasFeatures) {
    return action('Start the extraction', () => start(path, {}, 'The extraction is queued.'));
  }

  return may.administer()
    ? action('Extract again …', async () => {
      const reason = await askReason({ title: 'Extract again?', text: 'The new result replaces the one that is there.', act: 'Extract again' });
      return reason ? await start(path, { force: true, reason }, 'The extraction is queued. What there is stays until the new result is there.') : null;
    })
    : h('span.soft', null, 'Extracted. An admin can have it done again.');
}

/** Queues the making of the session's pictures. */
export const makeWaterfalls = (session, again) => action('Make the waterfalls', async () => {
  await post(`/api/v1/sessions/${session.id}/extract`, { feature_set: 'rf.waterfall' });
  await again();
  return 'The waterfalls of this session are queued.';
}, { class: 'small' });
