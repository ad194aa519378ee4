// One listening session: who heard it and how well, who did not, and why.

import { ApiError, get, post } from '../api.js';
import { go, may } from '../app.js';
import { h } from '../dom.js';
import { NOTHING, count, decibels, duration, hertz, quantity, shortId, state, time } from '../format.js';
import { list } from '../parts/list.js';
import { action } from '../parts/notice.js';
import { heard, receiverMap, receiverTable } from '../parts/receivers.js';

export async function page({ parameters: { id }, signal }) {
  const [session, features, jobs] = await Promise.all([
    get(`/api/v1/sessions/${id}`, {}, signal),
    get(`/api/v1/sessions/${id}/features`, {}, signal).catch(notYet),
    list('/api/v1/jobs', { session_id: id }, [
      { title: 'Job', cell: job => h('a', { href: `/jobs/${job.id}` }, shortId(job.id)) },
      { title: 'State', cell: job => state(job.status) },
      { title: 'Feature set', cell: job => `${job.feature_set} ${job.feature_version}` },
      { title: 'Attempt', number: true, cell: job => `${job.attempt} of ${job.max_attempts}` },
      { title: 'Queued', cell: job => time(job.queued_at) },
      { title: 'Took', number: true, cell: job => duration(job.execution_time_ms === null ? null : job.execution_time_ms / 1000) },
      { title: 'Asked for by', cell: job => job.requested_by },
    ], { none: 'No job is on record for this session.', signal }),
  ]);
  const name = session.name ?? `Session ${id}`;
  return {
    title: name,
    content: [
      h('h1', null, name, ' ', state(session.status)),
      h('div.actions', null, extraction(session, features), downloads(id, features)),
      h('div.panels', null,
        h('section.panel', null, h('h2', null, 'Session'), facts(session)),
        features instanceof ApiError
          ? h('section.panel', null, h('h2', null, 'Features'), h('p', null, features.message))
          : [summary(features), h('section.panel', null, h('h2', null, 'Stations'), receiverMap(features.receivers))]),
      features instanceof ApiError ? null : h('section', null, h('h2', null, 'Receivers'), receiverTable(features.receivers)),
      h('section', null, h('h2', null, 'Jobs'), jobs),
    ],
  };
}

function notYet(fault) {
  if (fault.status === 409) {
    return fault;
  }

  throw fault;
}

const facts = session => h('dl.facts', null, [
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
].filter(Boolean).map(([term, value]) => [h('dt', null, term), h('dd', null, value)]));

function summary(features) {
  const failed = features.receivers.filter(receiver => receiver.status === 'failed').length;
  return h('section.panel', null,
    h('h2', null, `Features, ${features.feature_set} ${features.feature_version}`),
    features.extraction_failed ? h('p.said', { role: 'alert' }, features.error_message) : null,
    h('dl.figures', null, [
      ['Receivers that heard it', `${features.receivers.filter(heard).length} of ${features.receivers.length}`],
      ['Failed', count(failed)],
      ['Mean SNR', decibels(features.mean_snr_db)],
      ['Confidence', quantity(features.overall_confidence, 2)],
    ].map(([term, value]) => h('div', null, h('dt', null, term), h('dd', null, value)))));
}

function extraction(session, features) {
  if (session.status !== 'completed' || !may.operate()) {
    return null;
  }

  if (features instanceof ApiError) {
    return action('Extract now', async () => open(await post(`/api/v1/sessions/${session.id}/extract`)));
  }

  return may.administer()
    ? action('Extract again', async () => {
      const reason = prompt('The new result replaces this one. Why is it made again? The audit log keeps the reason.');
      return reason ? open(await post(`/api/v1/sessions/${session.id}/extract`, { force: true, reason })) : null;
    })
    : null;
}

async function open(job) {
  await go(`/jobs/${job.id}`);
  return 'The extraction is queued.';
}

function downloads(id, features) {
  return features instanceof ApiError ? null : h('a', { href: `/api/v1/sessions/${id}/features?detail=chunks`, download: `${id}.features.json` }, 'Features as JSON');
}
