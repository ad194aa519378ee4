// What failed lately, and why: jobs as a whole, and single recordings of sessions whose others went well.

import { ApiError, get, post } from '../api.js';
import { may } from '../app.js';
import { h } from '../dom.js';
import { ago, shortId, state } from '../format.js';
import { action } from '../parts/notice.js';
import { remedy } from '../parts/receivers.js';

const SHOWN = 5;
const JOBS_LOOKED_AT = 25;
const SESSIONS_LOOKED_AT = 50;

const MOST_KEPT = 200;

/** Names of sessions and their failed receivers do not change: they are asked for once. */
const names = new Map();
const receivers = new Map();

/** @returns {Promise<{jobs: object[], recordings: object[]}>} what `failures` draws */
export async function readFailures(signal) {
  const [jobs, sessions] = await Promise.all([
    get('/api/v1/jobs', { status: 'failed', limit: JOBS_LOOKED_AT }, signal),
    get('/api/v1/sessions', { limit: SESSIONS_LOOKED_AT }, signal),
  ]);
  // Where all of a session failed, its job says so.
  const whole = new Set(jobs.items.map(job => job.session_id));
  const partly = sessions.items.filter(session => session.receivers_failed > 0 && !whole.has(session.id)).slice(0, SHOWN);
  return {
    jobs: await Promise.all(latest(jobs.items).slice(0, SHOWN).map(async job => ({ ...job, session_name: await nameOf(job.session_id, signal) }))),
    recordings: (await Promise.all(partly.map(session => failedOf(session, signal)))).flat().slice(0, SHOWN),
  };
}

// Of a job and those that tried the same before it, the last says all.
const latest = jobs => jobs.filter((job, i) => jobs.findIndex(other => other.subject_id === job.subject_id && other.feature_set === job.feature_set) === i);

async function nameOf(id, signal) {
  if (id && !names.has(id)) {
    keep(names, id, (await get(`/api/v1/sessions/${id}`, {}, signal)).name);
  }

  return names.get(id) ?? null;
}

async function failedOf(session, signal) {
  const key = `${session.id} ${session.updated_at} ${session.receivers_failed}`;
  if (!receivers.has(key)) {
    const features = await get(`/api/v1/sessions/${session.id}/features`, {}, signal).catch(beingMade);
    keep(receivers, key, features.receivers.filter(receiver => receiver.status !== 'ok').map(({ measurement_id, station_name, error_code, error_message }) =>
      ({ session_id: session.id, session_name: session.name, at: session.session_end ?? session.session_start, measurement_id, station_name, error_code, error_message })));
  }

  return receivers.get(key);
}

// They are made anew just now: what failed then is told when they are there.
function beingMade(fault) {
  if (fault instanceof ApiError && fault.status === 409) {
    return { receivers: [] };
  }

  throw fault;
}

function keep(map, key, value) {
  if (map.size >= MOST_KEPT) {
    map.clear();
  }

  map.set(key, value);
}

/** @param {function(): Promise<void>} again reads and draws it anew */
export const failures = ({ jobs, recordings }, again) => jobs.length + recordings.length === 0
  ? h('p.panel', null, 'Nothing: no failed job is on record, and no recording of the latest sessions failed.')
  : h('ul.failures.panel', null,
    jobs.map(job => h('li', null,
      h('div', null, state('failed'), ' ', h('a', { href: `/jobs/${job.id}` }, 'job ', shortId(job.id)), ` for ${job.feature_set} ${job.feature_version}`,
        job.session_id ? [' of ', h('a', { href: `/sessions/${job.session_id}` }, job.session_name ?? job.session_id)] : null, ', ', h('span.soft', null, ago(job.completed_at ?? job.queued_at))),
      h('div', null, h('strong', null, `${(job.error_kind ?? 'failed').replaceAll('_', ' ')}: `), job.error_message, ' ', may.operate() ? startAgain(job, again) : null))),
    recordings.map(one => h('li', null,
      h('div', null, state('failed'), ' ', h('a', { href: `/measurements/${one.measurement_id}` }, one.station_name), '’s recording of ',
        h('a', { href: `/sessions/${one.session_id}` }, one.session_name ?? one.session_id), ', ', h('span.soft', null, ago(one.at))),
      h('div', null, h('strong', null, `${(one.error_code ?? 'failed').replaceAll('_', ' ')}: `), one.error_message, ' ', h('span.soft', null, remedy(one.error_code))))));

const startAgain = (job, again) => action('Start again', async () => {
  await post(`/api/v1/jobs/${job.id}/retry`);
  await again();
  return 'A new job is queued.';
}, { 'aria-label': `Start job ${job.id.slice(-8)} again`, class: 'small' });
