// One job: every try at it, how long each step took, and how it ended. It follows a job that is not at its end.

import { get, post } from '../api.js';
import { go } from '../app.js';
import { h, fill } from '../dom.js';
import { NOTHING, count, duration, percent, state, time } from '../format.js';
import { attemptCards } from '../parts/attempts.js';
import { confirmed } from '../parts/dialog.js';
import { facts } from '../parts/facts.js';
import { action } from '../parts/notice.js';
import { refresh } from '../parts/refresh.js';
import { steady } from '../parts/steady.js';

const LOOK_MS = 2000;

const isActive = job => job.status === 'queued' || job.status === 'extracting';

export async function page({ parameters: { id }, signal }) {
  const body = h('div.stack');
  const show = steady(body, content);
  const connection = h('span.live', { role: 'status', hidden: true }, 'Live');

  async function draw() {
    const job = await get(`/api/v1/jobs/${id}`, {}, signal);
    show(job);
    connection.hidden = !isActive(job);
    return isActive(job);
  }

  if (await draw()) {
    refresh(LOOK_MS, draw, connected => {
      connection.classList.toggle('broken', !connected);
      fill(connection, connected ? 'Live' : 'Disconnected: what you see is old. Trying again.');
    }, signal);
  }

  return { title: `Job ${id.slice(-8)}`, content: [h('div.actions', null, h('h1', null, `Job ${id.slice(-8)}`), connection), body] };
}

const content = job => [
  h('div.actions', null, state(job.status), retry(job), cancel(job), job.session_id ? h('a', { href: `/sessions/${job.session_id}` }, 'To the session') : null),
  job.error_message ? h('p.said', { role: 'alert' }, h('strong', null, `${job.error_kind.replaceAll('_', ' ')}: `), job.error_message, h('div', null, advice(job))) : null,
  h('div.panels', null,
    h('section.panel', null, h('h2', null, 'What'), facts([
      ['Session', job.session_id ? h('a', { href: `/sessions/${job.session_id}` }, job.session_id) : NOTHING],
      ['Feature set', `${job.feature_set} ${job.feature_version}`],
      ['Lane, priority', `${job.lane}, ${job.priority}`],
      ['Asked for by', job.requested_by],
      job.retry_of ? ['Retry of', h('a', { href: `/jobs/${job.retry_of}` }, job.retry_of)] : null,
      job.backfill_id ? ['Backfill', h('a', { href: `/backfills/${job.backfill_id}` }, job.backfill_id)] : null,
      ['Trace id', h('code.copied', null, job.trace_id)],
      ['Id', h('code.copied', null, job.id)],
    ])),
    h('section.panel', null, h('h2', null, 'How far'), facts([
      ['Progress', [h('progress', { max: 100, value: job.progress, 'aria-label': 'Progress' }), ` ${percent(job.progress, 0)}`]],
      ['Attempt', `${job.attempt} of ${job.max_attempts}`],
      ['Worker', job.owner ?? NOTHING],
      ['Queued', time(job.queued_at)],
      job.is_held ? ['Not before', 'its backfill, which is paused, goes on'] : job.status === 'queued' && job.not_before ? ['Not before', time(job.not_before)] : null,
      ['Started', time(job.started_at)],
      job.status === 'extracting' ? ['Lease until', time(job.lease_expires_at)] : ['Ended', time(job.completed_at)],
      ['Took', duration(job.execution_time_ms === null ? null : job.execution_time_ms / 1000)],
      job.statistics ? ['Receivers', `${count(job.statistics.success)} of ${count(job.statistics.total)} done, ${count(job.statistics.failed)} failed`] : null,
    ]))),
  failures(job.statistics?.errors ?? []),
  h('section', null, h('h2', null, 'Attempts'), attemptCards(job.attempts ?? [])),
];

const failures = errors => errors.length === 0 ? null : h('section', null,
  h('h2', null, 'Recordings that failed'),
  h('div.scroll', { tabindex: 0, role: 'region', 'aria-label': 'Recordings that failed' }, h('table', null,
    h('thead', null, h('tr', null, ['Recording', 'Error', 'What was found'].map(title => h('th', { scope: 'col' }, title)))),
    h('tbody', null, errors.map(error => h('tr', null,
      h('td', null, h('a', { href: `/measurements/${error.measurement_id}` }, h('code', { title: error.measurement_id }, error.measurement_id.slice(-8)))),
      h('td', null, error.error_code.replaceAll('_', ' ')),
      h('td.text', null, error.error_message)))))));

function retry(job) {
  return job.allowed_actions?.includes('retry')
    ? action(job.status === 'queued' ? 'Run now' : 'Retry', async () => {
      const next = await post(`/api/v1/jobs/${job.id}/retry`);
      await go(`/jobs/${next.id}`, { replace: next.made_due });
      return next.made_due ? 'It is due: the next free worker takes it.' : 'A new job is queued.';
    })
    : null;
}

function cancel(job) {
  return job.allowed_actions?.includes('cancel')
    ? action('Cancel', async () => {
      if (!await confirmed({ title: 'Cancel this job?', text: 'Its recording is left alone until somebody retries it.', act: 'Cancel the job' })) {
        return null;
      }

      await post(`/api/v1/jobs/${job.id}/cancel`);
      await go(`/jobs/${job.id}`, { replace: true });
      return 'The job is cancelled.';
    }, { class: 'danger' })
    : null;
}

function advice(job) {
  return {
    data: 'The recordings themselves are at fault: their pages say what to do for each. Retry once they are mended.',
    infrastructure: 'The database, the store or the broker was out of reach for every attempt. Retry once they are well.',
    lease_expired: 'The workers died or froze at it. Look at their logs, then retry.',
    program: 'Heimdall itself is at fault: the worker’s log has the details. Please report it; retry once it is mended.',
    timeout: 'It made no progress for hours. Look at the worker’s log, then retry.',
    cancelled: 'Retry starts it anew.',
  }[job.error_kind] ?? '';
}
