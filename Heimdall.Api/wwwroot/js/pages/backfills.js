// Planned runs over all that lacks a feature set version: what there is, and the plan of a new one.

import { post } from '../api.js';
import { go, may } from '../app.js';
import { h, fill } from '../dom.js';
import { NOTHING, count, shortId, size, state, time } from '../format.js';
import { currentSets, stationChoices } from '../parts/choices.js';
import { failure } from '../parts/failure.js';
import { asked, filters } from '../parts/filters.js';
import { interval } from '../parts/interval.js';
import { list } from '../parts/list.js';
import { fromField } from '../parts/local-time.js';
import { figures } from '../parts/facts.js';

const FIELDS = [
  { name: 'state', label: 'State', options: ['planned', 'running', 'paused', 'completed', 'cancelled', 'stopped'].map(name => [name, name]) },
];

export async function page({ query, signal }) {
  const [sets, stations] = await Promise.all([currentSets(signal), stationChoices(signal)]);
  const names = new Map(stations);
  return {
    title: 'Backfills',
    content: [
      h('h1', null, 'Backfills'),
      may.administer() ? planner(sets, stations) : h('p.soft', null, 'Admins plan, start and stop backfills; everybody sees how far they are.'),
      filters(FIELDS, query),
      await list('/api/v1/admin/backfills', asked(FIELDS, query), [
        { title: 'Backfill', cell: backfill => h('a', { href: `/backfills/${backfill.id}` }, shortId(backfill.id)) },
        { title: 'State', cell: backfill => state(backfill.state) },
        { title: 'Feature set', cell: backfill => `${backfill.feature_set} ${backfill.feature_version}` },
        { title: 'Planned', number: true, cell: backfill => `${count(backfill.plan.sessions)} sessions` },
        { title: 'Queued', number: true, cell: backfill => count(backfill.queued) },
        { title: 'Recorded', cell: backfill => range(backfill) },
        { title: 'Station', cell: backfill => backfill.station_id ? names.get(backfill.station_id) ?? shortId(backfill.station_id) : 'all' },
        { title: 'Asked for by', cell: backfill => backfill.requested_by },
        { title: 'Planned at', cell: backfill => time(backfill.created_at) },
        { title: 'Ended', cell: backfill => time(backfill.ended_at) },
      ], { none: 'No backfill is like this.', signal }),
    ],
  };
}

const range = ({ from, to }) => from || to ? [from ? time(from) : 'the beginning', ' to ', to ? time(to) : 'now'] : 'all times';

function planner(sets, stations) {
  const set = h('select', { name: 'feature_set', required: true }, sets.map(({ feature_set, feature_version }) => h('option', { value: feature_set }, `${feature_set} ${feature_version}`)));
  const plan = h('div.plan', { 'aria-live': 'polite' }, h('p.soft', null, 'The dry run counts what lacks the feature set and estimates how long it takes. Nothing is stored.'));
  const form = h('form', { onsubmit: event => { event.preventDefault(); ask(true); } },
    h('div.filters', null,
      labelled('Feature set, current version', set),
      labelled('Recorded from', h('input', { name: 'from', type: 'datetime-local' })),
      labelled('Recorded before', h('input', { name: 'to', type: 'datetime-local' })),
      labelled('Station', h('select', { name: 'station_id' }, h('option', { value: '' }, 'all'), stations.map(([id, name]) => h('option', { value: id }, name)))),
      labelled('Jobs kept ready', h('input', { name: 'batch_size', type: 'number', min: 1, max: 1000, value: 50, required: true })),
      labelled('Batches at most', h('input', { name: 'max_batches', type: 'number', min: 1, max: 100000, value: 1000, required: true }))),
    h('div.actions', null,
      h('button', { type: 'submit' }, 'Dry run'),
      h('button', { type: 'button', onclick: () => form.reportValidity() && ask(false) }, 'Plan it'),
      h('span.soft', null, 'A plan waits for its start.')),
    plan);

  async function ask(isDry) {
    const typed = new FormData(form);
    const body = {
      feature_set: typed.get('feature_set'),
      from: fromField(typed.get('from')),
      to: fromField(typed.get('to')),
      station_id: typed.get('station_id') || null,
      batch_size: Number(typed.get('batch_size')),
      max_batches: Number(typed.get('max_batches')),
      dry_run: isDry,
    };
    fill(plan, h('p', null, isDry ? 'Counting…' : 'Planning…'));
    try {
      const answer = await post('/api/v1/admin/backfills', body);
      if (isDry) {
        fill(plan, planned(answer, body));
      } else {
        await go(`/backfills/${answer.id}`);
      }
    } catch (fault) {
      fill(plan, failure(fault));
    }
  }

  return h('details.panel', null, h('summary', null, 'Plan a backfill'), form);
}

const labelled = (text, control) => h('label', null, h('span', null, text), control);

function planned(plan, { batch_size: batch, max_batches: batches }) {
  const rest = plan.sessions - batch * batches;
  return [
    figures([
      ['Sessions', count(plan.sessions)],
      ['Recordings', count(plan.measurements)],
      ['To read', size(plan.bytes)],
      ['Estimated time', plan.estimated_seconds ? interval.seconds(plan.estimated_seconds) : NOTHING],
    ]),
    h('p.soft', null, plan.estimated_seconds
      ? `With ${count(plan.slots)} ${plan.slots === 1 ? 'slot' : 'slots'} for backfills, from ${count(plan.measured_jobs)} measured ${plan.measured_jobs === 1 ? 'job' : 'jobs'}, and the 95 % interval. New recordings go first.`
      : plan.estimate_reason),
    rest > 0 ? h('p.said', null, `It would stop after ${count(batches)} batches of ${count(batch)}, with ${count(rest)} sessions left.`) : null,
  ];
}
