// Starting the extraction of a session, and starting it again.

import { post } from '../api.js';
import { may } from '../app.js';
import { h } from '../dom.js';
import { openDialog } from '../parts/dialog.js';
import { action } from '../parts/notice.js';

const SET = 'rf.iq';
const REASON_CHARACTERS = 2000;

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
  if (session.status !== 'completed' || live) {
    return null;
  }

  if (!may.operate()) {
    return h('span.soft', null, 'Operators can start the extraction here.');
  }

  const start = (body, said) => post(`/api/v1/sessions/${session.id}/extract`, body).then(async () => {
    await again();
    return said;
  });
  if (!hasFeatures) {
    const isAgain = mine[0] && mine[0].status !== 'completed';
    return action(isAgain ? 'Start the extraction again' : 'Start the extraction', () => start({}, 'The extraction is queued.'));
  }

  return may.administer()
    ? action('Extract again …', async () => {
      const reason = await askReason();
      return reason ? await start({ force: true, reason }, 'The extraction is queued. What there is stays until the new result is there.') : null;
    })
    : h('span.soft', null, 'Extracted. An admin can have it done again.');
}

/** Queues the making of the session's pictures. */
export const makeWaterfalls = (session, again) => action('Make the waterfalls', async () => {
  await post(`/api/v1/sessions/${session.id}/extract`, { feature_set: 'rf.waterfall' });
  await again();
  return 'The waterfalls of this session are queued.';
}, { class: 'small' });

async function askReason() {
  const field = h('textarea', { name: 'reason', rows: 3, required: true, maxlength: REASON_CHARACTERS, autofocus: true });
  const dialog = openDialog('Extract again?',
    h('form', {
      onsubmit: event => {
        event.preventDefault();
        dialog.close(field.value.trim() || undefined);
      },
    },
    h('p', null, 'The new result replaces the one that is there.'),
    h('label.field', null, h('span', null, 'Why? The audit log keeps the reason.'), field),
    h('div.actions', null,
      h('button', { type: 'submit' }, 'Extract again'),
      h('button.quiet', { type: 'button', onclick: () => dialog.close(undefined) }, 'Leave it as it is'))));
  return await dialog.closed;
}
