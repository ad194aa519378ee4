// All listening sessions, found by what is known of them.

import { h } from '../dom.js';
import { count, duration, hertz, state, time } from '../format.js';
import { asked, filters } from '../parts/filters.js';
import { list } from '../parts/list.js';

const FIELDS = [
  { name: 'status', label: 'State', options: [['in_progress', 'in progress'], ['completed', 'completed'], ['failed', 'failed']] },
  { name: 'features', label: 'Features', options: [['present', 'present'], ['missing', 'missing'], ['failed', 'failed']] },
];

export async function page({ query, signal }) {
  return {
    title: 'Sessions',
    content: [
      h('h1', null, 'Sessions'),
      filters(FIELDS, query),
      await list('/api/v1/sessions', asked(FIELDS, query), [
        { title: 'Start', cell: session => time(session.session_start) },
        { title: 'Name', cell: session => h('a', { href: `/sessions/${session.id}` }, session.name ?? session.id) },
        { title: 'State', cell: session => state(session.status) },
        { title: 'Frequency', number: true, cell: session => hertz(session.frequency_hz) },
        { title: 'Duration', number: true, cell: session => duration(session.duration_seconds) },
        { title: 'Recordings', number: true, cell: session => count(session.measurement_count) },
        { title: 'Owner', cell: session => session.owner },
      ], { none: 'No session is like this.', signal }),
    ],
  };
}
