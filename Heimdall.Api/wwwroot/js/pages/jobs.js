// What waits, what runs, and what became of the rest.

import { h } from '../dom.js';
import { duration, shortId, state, time } from '../format.js';
import { asked, filters } from '../parts/filters.js';
import { list } from '../parts/list.js';

const FIELDS = [
  { name: 'status', label: 'State', options: ['queued', 'extracting', 'completed', 'failed', 'cancelled'].map(name => [name, name]) },
  { name: 'lane', label: 'Lane', options: [['live', 'live'], ['backfill', 'backfill']] },
  { name: 'error_kind', label: 'Error', options: ['data', 'infrastructure', 'program', 'lease_expired', 'timeout', 'cancelled'].map(name => [name, name.replace('_', ' ')]) },
  { name: 'session_id', label: 'Session', hint: 'id' },
];

export async function page({ query, signal }) {
  return {
    title: 'Jobs',
    content: [
      h('h1', null, 'Jobs'),
      filters(FIELDS, query),
      await list('/api/v1/jobs', asked(FIELDS, query), [
        { title: 'Job', cell: job => h('a', { href: `/jobs/${job.id}` }, shortId(job.id)) },
        { title: 'State', cell: job => state(job.status) },
        { title: 'Session', cell: job => job.session_id ? h('a', { href: `/sessions/${job.session_id}` }, shortId(job.session_id)) : null },
        { title: 'Feature set', cell: job => `${job.feature_set} ${job.feature_version}` },
        { title: 'Lane', cell: job => job.lane },
        { title: 'Attempt', number: true, cell: job => `${job.attempt} of ${job.max_attempts}` },
        { title: 'Queued', cell: job => time(job.queued_at) },
        { title: 'Took', number: true, cell: job => duration(job.execution_time_ms === null ? null : job.execution_time_ms / 1000) },
        { title: 'Error', cell: job => job.error_kind ? h('span', { title: job.error_message }, job.error_kind.replace('_', ' ')) : null },
      ], { none: 'No job is like this.', signal }),
    ],
  };
}
