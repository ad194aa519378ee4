// What waits, what runs, and what became of the rest.

import { may } from '../app.js';
import { h } from '../dom.js';
import { duration, percent, shortId, state, time } from '../format.js';
import { bulkActions } from '../parts/bulk.js';
import { currentSets, setChoices, stationChoices } from '../parts/choices.js';
import { asked, filters } from '../parts/filters.js';
import { list } from '../parts/list.js';

const words = name => [name, name.replaceAll('_', ' ')];

const fields = (sets, stations) => [
  { name: 'status', label: 'State', options: ['queued', 'extracting', 'completed', 'failed', 'cancelled'].map(words) },
  { name: 'lane', label: 'Lane', options: ['live', 'backfill'].map(words) },
  { name: 'feature_set', label: 'Feature set', options: setChoices(sets) },
  { name: 'error_kind', label: 'Error', options: ['data', 'infrastructure', 'program', 'lease_expired', 'timeout', 'cancelled'].map(words) },
  { name: 'station_id', label: 'Station', options: stations },
  { name: 'from', label: 'Queued from', type: 'datetime-local', more: true },
  { name: 'to', label: 'Queued before', type: 'datetime-local', more: true },
  { name: 'session_id', label: 'Session', hint: 'id', more: true },
  { name: 'backfill_id', label: 'Backfill', hint: 'id', more: true },
];

export async function page({ query, signal }) {
  const [sets, stations] = await Promise.all([currentSets(signal), stationChoices(signal)]);
  const shown = fields(sets, stations);
  const filter = asked(shown, query);
  return {
    title: 'Jobs',
    content: [
      h('h1', null, 'Jobs'),
      filters(shown, query),
      may.operate() ? bulkActions(filter) : null,
      await list('/api/v1/jobs', filter, [
        { title: 'Job', cell: job => h('a', { href: `/jobs/${job.id}` }, shortId(job.id)) },
        { title: 'State', cell: job => [state(job.status), job.status === 'extracting' ? ` ${percent(job.progress, 0)}` : null] },
        { title: 'Session', cell: job => job.session_id ? h('a', { href: `/sessions/${job.session_id}` }, shortId(job.session_id)) : null },
        { title: 'Feature set', cell: job => `${job.feature_set} ${job.feature_version}` },
        { title: 'Lane', cell: job => job.lane },
        { title: 'Attempt', number: true, cell: job => `${job.attempt} of ${job.max_attempts}` },
        { title: 'Queued', cell: job => time(job.queued_at) },
        { title: 'Took', number: true, cell: job => duration(job.execution_time_ms === null ? null : job.execution_time_ms / 1000) },
        { title: 'Error', cell: job => job.error_kind ? h('span.clipped', { title: job.error_message }, h('strong', null, `${job.error_kind.replaceAll('_', ' ')}: `), found(job)) : null },
      ], { none: 'No job is like this.', signal }),
    ],
  };
}

// What was found in the first recording says more in two lines than that none could be extracted.
const found = job => job.statistics?.errors?.[0]?.error_message ?? job.error_message;
