// What somebody has to know, and who has seen it.

import { post } from '../api.js';
import { go, may } from '../app.js';
import { h } from '../dom.js';
import { NOTHING, ago, count, state } from '../format.js';
import { asked, filters } from '../parts/filters.js';
import { list } from '../parts/list.js';
import { action } from '../parts/notice.js';

const ADVICE = {
  failed_extractions: 'Many extractions fail: the error kind of the failed jobs says whether the data, the program or the world is at fault.',
  missed_schedule: 'A task did not run when it was due. Was every worker down, or does the host not keep up?',
  unannounced_jobs: 'Jobs wait without a wake-up. Is the broker reachable? The work goes on without it, a little later.',
  dead_worker: 'A worker went silent without saying goodbye. Look at its host.',
  dead_letters: 'A message came that no worker understands. Who sends to Heimdall’s queues? Remove it once it is looked at.',
  stuck_extraction: 'A job makes no progress though its worker lives. Look at the worker’s log, then cancel and retry it.',
  stopped_backfill: 'A backfill took its batches and recordings are left. Plan another one.',
};

const FIELDS = [
  { name: 'state', label: 'State', any: 'open', options: [['all', 'all, also what is over']] },
  { name: 'kind', label: 'Kind', options: Object.keys(ADVICE).map(kind => [kind, kind.replaceAll('_', ' ')]) },
];

export async function page({ query, signal }) {
  return {
    title: 'Alerts',
    content: [
      h('h1', null, 'Alerts'),
      h('p.soft', null, 'An alert is over by itself when what it tells of is over; acknowledging notes who has seen it.'),
      filters(FIELDS, query),
      await list('/api/v1/alerts', asked(FIELDS, query), [
        { title: 'Severity', cell: alert => state(alert.severity) },
        { title: 'What', cell: alert => h('div.reading', null, h('strong', null, alert.kind.replaceAll('_', ' ')), ': ', alert.message, alert.resolved_at ? null : h('div.soft', null, ADVICE[alert.kind])) },
        { title: 'About', cell: alert => about(alert) },
        { title: 'Raised', cell: alert => ago(alert.raised_at) },
        { title: 'Last seen', cell: alert => ago(alert.last_seen_at) },
        { title: 'Times', number: true, cell: alert => count(alert.count) },
        { title: 'Over', cell: alert => alert.resolved_at ? ago(alert.resolved_at) : state('open') },
        { title: 'Acknowledged', cell: acknowledged },
      ], { none: 'Nothing is wrong: no alert is like this.', signal }),
    ],
  };
}

function about({ kind, subject }) {
  const [, noun, id] = subject.match(/^(job|backfill)\/([0-9a-f-]{36})$/) ?? [];
  const address = noun ? `/${noun}s/${id}` : { failed_extractions: `/jobs?${new URLSearchParams({ status: 'failed', feature_set: subject })}`, dead_letters: '/dead-letters', missed_schedule: `/tasks?${new URLSearchParams({ task: subject })}`, unannounced_jobs: '/jobs?status=queued' }[kind];
  return address ? h('a', { href: address }, noun ? `${noun} ${id.slice(-8)}` : subject.replaceAll('_', ' ')) : subject;
}

function acknowledged(alert) {
  if (alert.acknowledged_at) {
    return [alert.acknowledged_by, ', ', ago(alert.acknowledged_at)];
  }

  return may.operate() && !alert.resolved_at
    ? action('Acknowledge', async () => {
      await post(`/api/v1/alerts/${alert.id}/acknowledge`);
      await go(location.pathname + location.search, { replace: true });
      return 'Noted that you have seen it.';
    })
    : NOTHING;
}
