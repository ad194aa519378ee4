// One job: every try at it, how long each step took, and how it ended.

import { get, post } from '../api.js';
import { go, may } from '../app.js';
import { h } from '../dom.js';
import { NOTHING, count, duration, percent, state, time } from '../format.js';
import { action } from '../parts/notice.js';

export async function page({ parameters: { id }, signal }) {
  const job = await get(`/api/v1/jobs/${id}`, {}, signal);
  return {
    title: `Job ${id.slice(-8)}`,
    content: [
      h('h1', null, `Job ${id.slice(-8)} `, state(job.status)),
      h('div.actions', null, retry(job), cancel(job)),
      job.error_message ? h('p.said', { role: 'alert' }, h('strong', null, `${job.error_kind.replace('_', ' ')}: `), job.error_message, ' ', advice(job)) : null,
      h('div.panels', null,
        h('section.panel', null, h('h2', null, 'What'), facts([
          ['Session', job.session_id ? h('a', { href: `/sessions/${job.session_id}` }, job.session_id) : NOTHING],
          ['Feature set', `${job.feature_set} ${job.feature_version}`],
          ['Lane, priority', `${job.lane}, ${job.priority}`],
          ['Asked for by', job.requested_by],
          ['Retry of', job.retry_of ? h('a', { href: `/jobs/${job.retry_of}` }, job.retry_of) : NOTHING],
          ['Backfill', job.backfill_id ?? NOTHING],
          ['Trace', job.traceparent ? h('code', null, job.traceparent.split('-')[1]) : NOTHING],
          ['Id', h('code', null, job.id)],
        ])),
        h('section.panel', null, h('h2', null, 'How far'), facts([
          ['Progress', percent(job.progress, 0)],
          ['Attempt', `${job.attempt} of ${job.max_attempts}`],
          ['Worker', job.owner ?? NOTHING],
          ['Queued', time(job.queued_at)],
          job.status === 'queued' ? ['Not before', time(job.not_before)] : null,
          ['Started', time(job.started_at)],
          ['Ended', time(job.completed_at)],
          ['Took', duration(job.execution_time_ms === null ? null : job.execution_time_ms / 1000)],
          job.statistics ? ['Receivers', `${count(job.statistics.success)} of ${count(job.statistics.total)} done, ${count(job.statistics.failed)} failed`] : null,
        ]))),
      h('section', null, h('h2', null, 'Attempts'), attempts(job.attempts ?? [])),
    ],
  };
}

const facts = rows => h('dl.facts', null, rows.filter(Boolean).map(([term, value]) => [h('dt', null, term), h('dd', null, value)]));

function attempts(tries) {
  if (tries.length === 0) {
    return h('p.soft', null, 'No worker has begun yet.');
  }

  return h('div.scroll', { tabindex: 0, role: 'region', 'aria-label': 'Attempts' }, h('table', null,
    h('thead', null, h('tr', null, ['Attempt', 'Worker', 'Started', 'Took', 'Outcome', 'Steps', 'Error'].map(title => h('th', { scope: 'col' }, title)))),
    h('tbody', null, tries.map(attempt => h('tr', null,
      h('td', null, attempt.attempt),
      h('td', null, attempt.worker),
      h('td', null, time(attempt.started_at)),
      h('td', null, attempt.ended_at ? duration((new Date(attempt.ended_at) - new Date(attempt.started_at)) / 1000) : NOTHING),
      h('td', null, state(attempt.outcome ?? 'running')),
      h('td.text', null, Object.entries(attempt.stages ?? {}).map(([stage, ms]) => h('span', null, `${stage} ${duration(ms / 1000)} `))),
      h('td.text', null, attempt.error_message ?? ''))))));
}

function retry(job) {
  return may.operate() && (job.status === 'failed' || job.status === 'cancelled')
    ? action('Retry', async () => {
      const next = await post(`/api/v1/jobs/${job.id}/retry`);
      await go(`/jobs/${next.id}`);
      return 'A new job is queued.';
    })
    : null;
}

function cancel(job) {
  return may.operate() && (job.status === 'queued' || job.status === 'extracting')
    ? action('Cancel', async () => {
      await post(`/api/v1/jobs/${job.id}/cancel`);
      await go(`/jobs/${job.id}`, { replace: true });
      return 'The job is cancelled.';
    }, { class: 'danger' })
    : null;
}

function advice(job) {
  return {
    data: 'The recordings themselves are at fault: the session’s page says what to do for each. Retry once they are mended.',
    infrastructure: 'The database, the store or the broker was out of reach for every attempt. Retry once they are well.',
    lease_expired: 'The workers died or froze at it. Look at their logs, then retry.',
    program: 'Heimdall itself is at fault: the worker’s log has the details. Please report it; retry once it is mended.',
    timeout: 'It made no progress for hours. Look at the worker’s log, then retry.',
    cancelled: 'Retry starts it anew.',
  }[job.error_kind] ?? '';
}
