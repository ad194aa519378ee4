// All listening sessions, found by what is known of them.

import { get } from '../api.js';
import { h } from '../dom.js';
import { NOTHING, count, counted, decibels, duration, hertz, moment, quantity, state } from '../format.js';
import { asked, filters } from '../parts/filters.js';
import { pagedList } from '../parts/list.js';
import { ERROR_CODES } from '../parts/receivers.js';

const MOST_STATIONS = 500;
const ORDER = '-session_start';

const fields = stations => [
  { name: 'search', label: 'Search', type: 'search', hint: 'name, owner or notes' },
  { name: 'status', label: 'State', options: [['in_progress', 'in progress'], ['completed', 'completed'], ['failed', 'failed']] },
  { name: 'features', label: 'Features', options: [['present', 'present'], ['missing', 'missing'], ['failed', 'failed']] },
  { name: 'station_id', label: 'Station', options: stations },
  { name: 'min_frequency_hz', label: 'Frequency from', unit: 'MHz', type: 'number', scale: 1e6, hint: '144', more: true },
  { name: 'max_frequency_hz', label: 'Frequency to', unit: 'MHz', type: 'number', scale: 1e6, hint: '146', more: true },
  { name: 'from', label: 'Started from', type: 'datetime-local', more: true },
  { name: 'to', label: 'Started before', type: 'datetime-local', more: true },
  { name: 'min_snr_db', label: 'SNR from', unit: 'dB', type: 'number', hint: '10', more: true },
  { name: 'max_snr_db', label: 'SNR to', unit: 'dB', type: 'number', hint: '30', more: true },
  { name: 'error_code', label: 'A receiver failed by', options: ERROR_CODES.map(code => [code, code.replaceAll('_', ' ')]), more: true },
];

const COLUMNS = [
  { title: 'Start', sort: 'session_start', cell: session => moment(session.session_start) },
  { title: 'Name', text: true, cell: session => h('a', { href: `/sessions/${session.id}` }, session.name ?? session.id) },
  { title: 'State', cell: session => state(session.status) },
  { title: 'Features', cell: session => session.features_state ? state(session.features_state === 'with' ? 'done' : session.features_state) : NOTHING },
  { title: 'Frequency', number: true, sort: 'frequency_hz', cell: session => hertz(session.frequency_hz) },
  { title: 'Heard by', number: true, cell: session => session.num_receivers_detected === null || session.num_receivers_detected === undefined ? counted(session.measurement_count, 'station') : `${count(session.num_receivers_detected)} of ${count(session.measurement_count)}` },
  { title: 'Failed', number: true, cell: session => session.receivers_failed > 0 ? h('strong.bad', null, count(session.receivers_failed)) : count(session.receivers_failed) },
  { title: 'Mean SNR', number: true, sort: 'mean_snr_db', cell: session => decibels(session.mean_snr_db) },
  { title: 'Confidence', number: true, cell: session => quantity(session.overall_confidence, 2) },
  { title: 'Duration', number: true, cell: session => duration(session.duration_seconds) },
  { title: 'Owner', cell: session => session.owner },
];

export async function page({ query, signal }) {
  const known = fields(await stations(query.get('station_id'), signal));
  const isFiltered = known.some(({ name }) => query.get(name));
  return {
    title: 'Sessions',
    content: [
      h('h1', null, 'Sessions'),
      filters(known, query, ['sort']),
      await pagedList('/api/v1/sessions', { ...asked(known, query), sort: query.get('sort') ?? undefined }, COLUMNS,
        { label: 'Sessions', none: isFiltered ? nothingFound() : nothingYet(), order: ORDER, address: query, signal }),
    ],
  };
}

const nothingFound = () => h('p', null, 'No session is like this. Take a filter away, or widen its range: ', h('a', { href: '/sessions' }, 'show all sessions'), '.');

const nothingYet = () => [
  h('h2', null, 'No session yet'),
  h('p', null, 'A session is one listening event: receivers send what they recorded, and its completion starts the extraction.'),
  h('p', null, 'Begin one by ', h('code', null, 'POST /api/v1/sessions'), ' (', h('a', { href: '/docs/' }, 'the HTTP API'), ' shows how), or start Heimdall with ', h('code', null, '--demo'), ' and have one made.'),
];

// The one that is asked for is among them, however many there are.
async function stations(chosen, signal) {
  const { items } = await get('/api/v1/stations', { limit: MOST_STATIONS }, signal);
  const choices = items.map(station => [station.id, station.name]).sort(([, a], [, b]) => a.localeCompare(b));
  return chosen && !choices.some(([id]) => id === chosen) ? [[chosen, chosen], ...choices] : choices;
}
