// One listening session: who heard it and how well, who did not, and why.

import { ApiError, get } from '../api.js';
import { h, fill } from '../dom.js';
import { NOTHING, count, decibels, duration, hertz, percent, quantity, shortId, state, time } from '../format.js';
import { facts, figures } from '../parts/facts.js';
import { table } from '../parts/list.js';
import { heard, isOk, receiverMap, receiverTable, receiverVerdict } from '../parts/receivers.js';
import { refresh } from '../parts/refresh.js';
import { steady } from '../parts/steady.js';
import { stationMap } from '../charts/map.js';
import { comparison } from '../session/comparison.js';
import { downloads } from '../session/downloads.js';
import { extraction } from '../session/extraction.js';
import { spectra, spectraToCome } from '../session/spectra.js';
import { readWaterfalls } from '../session/waterfalls.js';

const AT_WORK_MS = 2000;
/** Where nothing is at work, one look in so many is enough. */
const LOOKS_AT_REST = 5;
const JOBS = 20;
const MEASUREMENTS = 500;

export async function page({ parameters: { id }, signal }) {
  const read = async () => {
    const [session, features, jobs] = await Promise.all([
      get(`/api/v1/sessions/${id}`, {}, signal),
      get(`/api/v1/sessions/${id}/features`, {}, signal).catch(notYet),
      get('/api/v1/jobs', { session_id: id, limit: JOBS }, signal),
    ]);
    return { session, features, jobs: jobs.items };
  };
  const [first, measurements] = await Promise.all([read(), get(`/api/v1/sessions/${id}/measurements`, { limit: MEASUREMENTS }, signal)]);
  const name = first.session.name ?? `Session ${id}`;
  const parts = Object.fromEntries(['head', 'body', 'jobs'].map(part => [part, h('div')]));
  const connection = h('span.live.quiet', { role: 'status' });
  let latest = first;

  const again = async () => draw(await read());
  const show = {
    head: steady(parts.head, () => head(latest, again)),
    body: steady(parts.body, () => body(latest, measurements.items, signal, again)),
    jobs: steady(parts.jobs, jobTable),
  };

  function draw(next) {
    latest = next;
    const { session, features, jobs } = next;
    const isThere = !(features instanceof ApiError);
    const states = jobs.map(job => [job.id, job.status]);
    show.head([session, isThere, states]);
    // Drawn anew when a job has ended, and not at each step of its progress.
    show.body([session.status, isThere ? features : features.problem.state ?? features.code, states]);
    show.jobs(jobs.map(({ id: job, status, feature_set, feature_version, progress, attempt, max_attempts, queued_at, execution_time_ms, requested_by, error_kind, error_message }) =>
      ({ id: job, status, feature_set, feature_version, progress, attempt, max_attempts, queued_at, execution_time_ms, requested_by, error_kind, error_message })));
  }

  draw(first);
  let looks = 0;
  refresh(AT_WORK_MS, async () => {
    looks += 1;
    const isAtWork = latest.session.status === 'in_progress' || latest.jobs.some(job => job.status === 'queued' || job.status === 'extracting');
    if (isAtWork || looks % LOOKS_AT_REST === 0) {
      await again();
    }

    return true;
  }, connected => {
    connection.classList.toggle('broken', !connected);
    fill(connection, connected ? null : 'Disconnected: what you see may be old. Trying again.');
  }, signal);

  return {
    title: name,
    content: [
      h('div.heading', null, h('h1', null, name), connection),
      parts.head,
      parts.body,
      h('section', null, h('h2', null, 'Jobs'), parts.jobs),
    ],
  };
}

// Not an error of the page: features that are not there yet are a state of the session.
function notYet(fault) {
  if (fault.status === 409) {
    return fault;
  }

  throw fault;
}

const head = ({ session, features, jobs }, again) => h('div.actions', null,
  state(session.status),
  extraction(session, jobs, !(features instanceof ApiError), again),
  features instanceof ApiError ? null : downloads(session.id, features.receivers));

function body({ session, features, jobs }, measurements, signal, again) {
  if (features instanceof ApiError) {
    return [
      waiting(session, features, jobs),
      h('div.panels', null,
        h('section.panel', null, h('h2', null, 'Session'), sessionFacts(session)),
        measurements.length > 0 ? h('section.panel', null, h('h2', null, 'Stations'), stationsAlone(measurements)) : null),
    ];
  }

  const extracted = features.receivers.filter(isOk);
  const multiples = h('div', null, spectraToCome(extracted));
  const compared = extracted.length > 0 ? comparison(session, extracted, measurements, signal) : null;
  if (compared) {
    readWaterfalls(extracted, signal).then(found => {
      fill(multiples, spectra(session, extracted, found, again));
      compared.waterfalls(found);
    }, fault => signal.aborted || fill(multiples, h('p.said', { role: 'alert' }, fault.message)));
  }

  return [
    features.extraction_failed
      ? h('p.verdict.verdict-bad', null, h('strong', null, 'The extraction failed: '), features.error_message, '.')
      : receiverVerdict(features.receivers),
    h('div.panels.map-and-facts', null,
      h('section.panel', null, h('h2', null, 'Stations'), receiverMap(features.receivers)),
      h('section.panel', null, h('h2', null, `Features, ${features.feature_set} ${features.feature_version}`), summary(features), h('h2.later', null, 'Session'), sessionFacts(session))),
    h('section', null, h('h2', null, 'Receivers'), receiverTable(features.receivers)),
    extracted.length > 0 ? h('section', null, h('h2', null, 'Spectra of the receivers'), multiples) : null,
    compared ? h('section', null, h('h2', null, 'Compare receivers'), compared.element) : null,
  ];
}

function waiting(session, fault, jobs) {
  const mine = jobs.filter(job => job.feature_set === 'rf.iq');
  const live = mine.find(job => job.status === 'queued' || job.status === 'extracting');
  const ended = live ? null : mine.find(job => job.status === 'failed' || job.status === 'cancelled');
  const said = (kind, word, ...text) => h(`p.verdict.verdict-${kind}`, null, h('strong', null, word), ' ', text);
  if (live) {
    return said('wait', 'At work:', `the job is ${live.status}. This page changes by itself. `, h('a', { href: `/jobs/${live.id}` }, 'To the job'));
  }

  if (ended) {
    return said('bad', `The extraction ${ended.status === 'failed' ? 'failed' : 'was cancelled'}:`, ended.error_message, ' ', h('a', { href: `/jobs/${ended.id}` }, 'To the job'));
  }

  return session.status === 'in_progress'
    ? said('wait', 'Still recording:', 'its completion starts the extraction.')
    : said('wait', 'No features yet:', fault.message);
}

const sessionFacts = session => facts([
  ['Frequency', hertz(session.frequency_hz)],
  ['Bandwidth', hertz(session.bandwidth_hz)],
  ['Start', time(session.session_start)],
  ['End', time(session.session_end)],
  ['Duration', duration(session.duration_seconds)],
  ['Recordings', count(session.measurement_count)],
  ['Owner', session.owner],
  ['Notes', session.notes ?? NOTHING],
  session.failure_reason ? ['Failed because', session.failure_reason] : null,
  ['Id', h('code', null, session.id)],
]);

const summary = features => figures([
  ['Heard by', `${count(features.receivers.filter(heard).length)} of ${count(features.receivers.length)}`],
  ['Failed', count(features.receivers.filter(receiver => !isOk(receiver)).length)],
  ['Mean SNR', decibels(features.mean_snr_db)],
  ['Confidence', quantity(features.overall_confidence, 2)],
]);

const stationsAlone = measurements => stationMap(measurements.map(one => ({
  latitude: one.latitude, longitude: one.longitude, name: one.station_name, kind: 'unknown', text: 'not extracted yet', href: `/measurements/${one.id}`,
})), { caption: 'Where it was recorded' });

const jobTable = jobs => jobs.length === 0 ? h('p.soft', null, 'No job is on record for this session.') : table('Jobs', [
  { title: 'Job', cell: job => h('a', { href: `/jobs/${job.id}` }, shortId(job.id)) },
  { title: 'State', cell: job => [state(job.status), job.status === 'extracting' ? ` ${percent(job.progress, 0)}` : ''] },
  { title: 'Feature set', cell: job => `${job.feature_set} ${job.feature_version}` },
  { title: 'Attempt', number: true, cell: job => `${job.attempt} of ${job.max_attempts}` },
  { title: 'Queued', cell: job => time(job.queued_at) },
  { title: 'Took', number: true, cell: job => duration(job.execution_time_ms === null ? null : job.execution_time_ms / 1000) },
  { title: 'Asked for by', cell: job => job.requested_by },
  { title: 'Error', text: true, cell: job => job.error_message ?? '' },
], jobs);
