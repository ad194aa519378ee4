// What operators do about all jobs that the filters match.

import { h } from '../dom.js';
import { shortId, state, time } from '../format.js';
import { actButton } from './many.js';

const JOBS = {
  one: 'job',
  many: 'jobs',
  skipped: 'had changed by themselves',
  columns: [
    ['Job', job => shortId(job.id)],
    ['State', job => state(job.status)],
    ['Feature set', job => `${job.feature_set} ${job.feature_version}`],
    ['Queued', job => time(job.queued_at)],
    ['Error', job => h('span.clipped', { title: job.error_message }, job.error_message)],
  ],
};

const RETRY = {
  ...JOBS,
  path: '/api/v1/jobs/retry',
  label: 'Retry all that match…',
  title: 'Retry these jobs?',
  act: 'Retry',
  done: 'queued again',
  statuses: ['failed', 'cancelled'],
  // What has failed, where nothing else is asked for: an address without a filter means all of it.
  body: filter => ({ ...filter, status: filter.status ?? 'failed' }),
};

const RUN_NOW = {
  ...JOBS,
  path: '/api/v1/jobs/retry',
  label: 'Run now all that wait…',
  title: 'Run these jobs now?',
  act: 'Run now',
  done: 'due: the next free workers take them',
  statuses: ['queued'],
  // Those between two attempts, where nothing else is asked for.
  body: filter => ({ ...filter, status: 'queued' }),
  columns: [
    ...JOBS.columns.filter(([title]) => title !== 'Error' && title !== 'State'),
    ['Not before', job => time(job.not_before)],
  ],
};

const CANCEL = {
  ...JOBS,
  path: '/api/v1/jobs/cancel',
  label: 'Cancel all that match…',
  title: 'Cancel these jobs?',
  act: 'Cancel them',
  done: 'cancelled',
  danger: true,
  statuses: ['queued', 'extracting'],
  body: filter => filter,
};

/** @param {object} filter of the job list, as the address has it */
export function bulkActions(filter) {
  const isEmpty = Object.keys(filter).length === 0;
  const hasError = verb => filter.error_kind ? `What has not ended has no error: clear that filter to ${verb}.` : null;
  return h('div.actions', null,
    button(RETRY, filter, null),
    button(RUN_NOW, filter, hasError('run what waits now')),
    button(CANCEL, filter, isEmpty ? 'Choose by a filter what to cancel.' : hasError('cancel')),
    h('span.soft', null, 'A preview is shown first.'));
}

function button(kind, filter, obstacle) {
  const why = obstacle ?? (filter.status && !kind.statuses.includes(filter.status) ? `The list shows jobs that are ${filter.status}; this is for those that are ${kind.statuses.join(' or ')}.` : null);
  return actButton(kind, why, kind.body(filter));
}
