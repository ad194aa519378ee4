// One backfill: its plan, how far it is, how quickly it goes, and why jobs failed. Live.

import { get, post } from '../api.js';
import { may } from '../app.js';
import { h, fill } from '../dom.js';
import { NOTHING, count, counted, duration, percent, size, state, time } from '../format.js';
import { confirmed } from '../parts/dialog.js';
import { facts, figures } from '../parts/facts.js';
import { interval } from '../parts/interval.js';
import { action } from '../parts/notice.js';
import { refresh } from '../parts/refresh.js';
import { shares } from '../parts/shares.js';
import { steady } from '../parts/steady.js';

const LOOK_MS = 2000;

const STOPPED_BECAUSE = {
  max_batches: 'It took all the batches it was given and recordings are left: plan another one for the rest.',
  superseded: 'A newer version of the feature set is current now: plan a backfill of that.',
};

export async function page({ parameters: { id }, signal }) {
  const body = h('div.stack');
  const connection = h('span.live', { role: 'status' }, 'Live');
  const first = await get(`/api/v1/admin/backfills/${id}`, {}, signal);
  const station = first.station_id ? (await get(`/api/v1/stations/${first.station_id}`, {}, signal)).name : 'all';
  const draw = steady(body, backfill => content(backfill, station, draw));
  draw(first);
  // It is looked at while it is planned or paused too: somebody else may start it.
  refresh(LOOK_MS, async () => {
    const backfill = await get(`/api/v1/admin/backfills/${id}`, {}, signal);
    draw(backfill);
    connection.hidden = !isUnderWay(backfill);
    return isUnderWay(backfill);
  }, connected => {
    connection.classList.toggle('broken', !connected);
    fill(connection, connected ? 'Live' : 'Disconnected: what you see is old. Trying again.');
  }, signal);
  return { title: `Backfill ${id.slice(-8)}`, content: [h('div.actions', null, h('h1', null, `Backfill ${id.slice(-8)}`), connection), body] };
}

// What workers are at when it ends runs on for a while.
const isUnderWay = backfill => ['planned', 'running', 'paused'].includes(backfill.state) || (backfill.progress?.extracting ?? 0) > 0;

function content(backfill, station, draw) {
  const { plan, progress } = backfill;
  const worked = progress.done + progress.failed + progress.cancelled;
  const left = Math.max(0, plan.sessions - backfill.queued - backfill.skipped);
  const total = worked + progress.extracting + progress.waiting + left;
  return [
    h('div.actions', null, state(backfill.state), acts(backfill, draw)),
    backfill.stop_reason ? h('p.said', { role: 'alert' }, STOPPED_BECAUSE[backfill.stop_reason] ?? backfill.stop_reason) : null,
    h('section.panel.wide', null,
      h('h2', null, total === 0 ? 'Progress: nothing lacks it' : `Progress: ${percent(100 * worked / total)} of ${count(total)} sessions`),
      shares([
        ['with', 'done', progress.done],
        ['failed', 'failed', progress.failed],
        ['cancelled', 'cancelled', progress.cancelled],
        ['extracting', 'running', progress.extracting],
        ['queued', 'waiting', progress.waiting],
        ['missing', 'not queued yet', left],
      ], name => name === 'not queued yet' ? null : `/jobs?${new URLSearchParams({ backfill_id: backfill.id, status: { done: 'completed', running: 'extracting', waiting: 'queued' }[name] ?? name })}`),
      figures([
        ['Rate', progress.sessions_per_second ? interval.perMinute(progress.sessions_per_second) : NOTHING],
        ['Time left', progress.eta_seconds ? interval.seconds(progress.eta_seconds) : NOTHING],
        ['Batches', `${count(backfill.batches)} of ${count(backfill.max_batches)}`],
        ['Skipped', count(backfill.skipped), 'Somebody else queued them, or the database refused them'],
      ]),
      h('p.soft', null, progress.pace_reason ?? 'Rate of the last five minutes; both with the 95 % interval.')),
    h('div.panels', null,
      h('section.panel', null, h('h2', null, 'Plan'), facts([
        ['Feature set', `${backfill.feature_set} ${backfill.feature_version}`],
        ['Recorded from', backfill.from ? time(backfill.from) : 'the beginning'],
        ['Recorded before', backfill.to ? time(backfill.to) : 'now'],
        ['Station', station],
        ['Jobs kept ready', count(backfill.batch_size)],
        ['Sessions', count(plan.sessions)],
        ['Recordings', count(plan.measurements)],
        ['To read', size(plan.bytes)],
        ['Estimated', plan.estimated_seconds ? `${interval.seconds(plan.estimated_seconds)} with ${counted(plan.slots, 'slot')}` : plan.estimate_reason],
        ['Asked for by', backfill.requested_by],
        ['Id', h('code.copied', null, backfill.id)],
      ])),
      h('section.panel', null, h('h2', null, 'So far'), facts([
        ['Planned', time(backfill.created_at)],
        ['Started', time(backfill.started_at)],
        ['Ended', time(backfill.ended_at)],
        backfill.started_at ? ['Took', duration((new Date(backfill.ended_at ?? Date.now()) - new Date(backfill.started_at)) / 1000)] : null,
        ['Found', count(backfill.found)],
        ['Queued', count(backfill.queued)],
        backfill.refused > 0 ? ['Refused by the database', count(backfill.refused)] : null,
      ])),
      failures(backfill)),
  ];
}

function failures({ id, progress }) {
  const kinds = Object.entries(progress.failures_by_kind);
  return h('section.panel', null, h('h2', null, 'Failures by kind'),
    kinds.length === 0
      ? h('p.soft', null, 'None.')
      : h('table', null, h('tbody', null, kinds.map(([kind, jobs]) => h('tr', null,
        h('th', { scope: 'row' }, h('a', { href: `/jobs?${new URLSearchParams({ backfill_id: id, status: 'failed', error_kind: kind })}` }, kind.replaceAll('_', ' '))),
        h('td.number', null, count(jobs)))))));
}

const ACTS = {
  start: { label: 'Start', states: ['planned'], said: 'It is started.' },
  pause: { label: 'Pause', states: ['running'], said: 'It is paused: what workers are at runs to its end.' },
  resume: { label: 'Resume', states: ['paused'], said: 'It goes on.' },
  cancel: {
    label: 'Cancel',
    states: ['planned', 'running', 'paused'],
    said: 'It is cancelled.',
    question: { title: 'Cancel this backfill?', text: 'Nothing more is queued, and what waits is cancelled: those recordings lack features again. What workers are at runs to its end. It cannot be resumed.', act: 'Cancel the backfill' },
  },
};

const acts = (backfill, draw) => may.administer() ? Object.entries(ACTS)
  .filter(([, act]) => act.states.includes(backfill.state))
  .map(([name, act]) => action(act.label, async () => {
    if (act.question && !await confirmed(act.question)) {
      return null;
    }

    draw(await post(`/api/v1/admin/backfills/${backfill.id}/${name}`));
    return act.said;
  }, { class: name === 'cancel' ? 'danger' : null })) : null;
