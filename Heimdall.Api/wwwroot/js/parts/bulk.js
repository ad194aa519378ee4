// One act on all jobs that the filters match: a look at what that would be, then a question, then what became of it.

import { post } from '../api.js';
import { go } from '../app.js';
import { h, fill } from '../dom.js';
import { count, shortId, state, time } from '../format.js';
import { openDialog } from './dialog.js';
import { failure } from './failure.js';
import { notice } from './notice.js';

const MOST = 10000;
const LIMITS = [100, 1000, MOST];
const SAMPLE_WORDS = 'The newest of them:';

const RETRY = {
  path: '/api/v1/jobs/retry',
  label: 'Retry all that match…',
  title: 'Retry these jobs?',
  act: 'Retry',
  done: 'queued again',
  statuses: ['failed', 'cancelled'],
  // What has failed, where nothing else is asked for: an address without a filter means all of it.
  body: filter => ({ ...filter, status: filter.status ?? 'failed' }),
};

const CANCEL = {
  path: '/api/v1/jobs/cancel',
  label: 'Cancel all that match…',
  title: 'Cancel these jobs?',
  act: 'Cancel them',
  done: 'cancelled',
  statuses: ['queued', 'extracting'],
  body: filter => filter,
};

/** @param {object} filter of the job list, as the address has it */
export function bulkActions(filter) {
  const isEmpty = Object.keys(filter).length === 0;
  return h('div.actions', null,
    button(RETRY, filter, null),
    button(CANCEL, filter, isEmpty ? 'Choose by a filter what to cancel.' : filter.error_kind ? 'What has not ended has no error: clear that filter to cancel.' : null),
    h('span.soft', null, 'A preview is shown first.'));
}

function button(kind, filter, obstacle) {
  const why = obstacle ?? (filter.status && !kind.statuses.includes(filter.status) ? `The list shows jobs that are ${filter.status}; this is for those that are ${kind.statuses.join(' or ')}.` : null);
  return h(kind === CANCEL ? 'button.danger' : 'button', {
    type: 'button', 'aria-disabled': why ? 'true' : null, title: why, onclick: () => why ? notice(why) : askAndAct(kind, kind.body(filter)),
  }, kind.label);
}

async function askAndAct(kind, body) {
  const seen = h('div.preview', { 'aria-live': 'polite' });
  const most = h('select', { onchange: look }, LIMITS.map(limit => h('option', { value: limit, selected: limit === 1000 }, count(limit))));
  const act = h('button', { type: 'button', disabled: true, onclick: run, class: kind === CANCEL ? 'danger' : null }, kind.act);
  const dialog = openDialog(kind.title,
    h('p.soft', null, Object.entries(body).map(([name, value]) => `${name.replaceAll('_', ' ')}: ${value}`).join(' · ')),
    h('label', null, 'At most ', most, ' at once, the newest first'),
    seen,
    h('div.actions', null, act, h('button.quiet', { type: 'button', onclick: () => dialog.close() }, 'Close')));

  async function look() {
    act.disabled = true;
    fill(seen, h('p', null, 'Looking…'));
    try {
      const preview = await post(kind.path, { ...body, preview: true, limit: Number(most.value) });
      fill(seen, describe(preview));
      fill(act, preview.matching === 0 ? kind.act : `${kind.act} (${count(preview.matching)})`);
      act.disabled = preview.matching === 0;
    } catch (fault) {
      fill(seen, failure(fault, look));
    }
  }

  async function run() {
    act.disabled = true;
    most.disabled = true;
    fill(seen, h('p', null, 'At work…'));
    try {
      dialog.close(await post(kind.path, { ...body, limit: Number(most.value) }));
    } catch (fault) {
      most.disabled = false;
      fill(seen, failure(fault, look));
    }
  }

  look();
  const report = await dialog.closed;
  if (report) {
    await go(location.pathname + location.search, { replace: true });
    notice([
      `${count(report.changed)} of ${count(report.matching)} ${kind.done}.`,
      report.skipped > 0 ? `${count(report.skipped)} had changed by themselves.` : '',
      report.capped_at ? `More match than ${count(report.capped_at)}: do it again for the rest.` : '',
    ].filter(Boolean).join(' '));
  }
}

function describe({ matching, capped, total, sample }) {
  if (matching === 0) {
    return h('p', null, 'No job matches.');
  }

  return [
    h('p', null, h('strong', null, `${count(matching)} ${matching === 1 ? 'job matches' : 'jobs'}`), capped ? `, the newest of ${count(total)}${total < MOST ? '' : ' or more'} that match. Do it again for the rest.` : matching === 1 ? '.' : ' match, and no more.'),
    h('p.soft', null, SAMPLE_WORDS),
    h('div.scroll', { tabindex: 0, role: 'region', 'aria-label': SAMPLE_WORDS }, h('table', null,
      h('thead', null, h('tr', null, ['Job', 'State', 'Feature set', 'Queued', 'Error'].map(title => h('th', { scope: 'col' }, title)))),
      h('tbody', null, (sample ?? []).map(job => h('tr', null,
        h('td', null, shortId(job.id)), h('td', null, state(job.status)), h('td', null, `${job.feature_set} ${job.feature_version}`), h('td', null, time(job.queued_at)),
        h('td', null, h('span.clipped', { title: job.error_message }, job.error_message))))))),
  ];
}
