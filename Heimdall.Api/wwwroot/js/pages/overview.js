// Is it keeping up, and what is wrong?

import { get } from '../api.js';
import { h, fill } from '../dom.js';
import { count, duration, percent, state, time } from '../format.js';
import { listen } from '../live.js';

const STATES = [['with', 'done'], ['extracting', 'running'], ['queued', 'queued'], ['failed', 'failed'], ['missing', 'missing']];

export async function page({ signal }) {
  const connection = h('span.live', { role: 'status' }, 'Live');
  const body = h('div');
  const draw = overview => fill(body,
    h('div.panels', null,
      overview.coverage.map(coverage),
      backlog(overview.backlog),
      attention(overview)),
    h('div.panels', null, health(overview.health), workers(overview.workers)),
    h('section', null, h('h2', null, 'Schedules'), tasks(overview.tasks)));
  draw(await get('/api/v1/overview', {}, signal));
  listen('/api/v1/overview/events', 'overview', draw, connected => {
    connection.classList.toggle('broken', !connected);
    fill(connection, connected ? 'Live' : 'Disconnected: what you see is old. Trying again.');
  }, signal);
  return { title: 'Overview', content: [h('div.actions', null, h('h1', null, 'Overview'), connection), body] };
}

function coverage({ feature_set, feature_version, recordings }) {
  const total = STATES.reduce((sum, [key]) => sum + (recordings[key] ?? 0), 0);
  const done = recordings.with ?? 0;
  // An attribute for the width: a style written into the page would be against its policy.
  const bar = h('div.coverage', { role: 'img', 'aria-label': STATES.map(([key, name]) => `${name} ${recordings[key] ?? 0}`).join(', ') },
    STATES.filter(([key]) => recordings[key] > 0).map(([key]) => {
      const part = h(`span.coverage-${key}`);
      part.style.flexGrow = recordings[key];
      return part;
    }));
  return h('section.panel.wide', null,
    h('h2', null, `Coverage, ${feature_set} ${feature_version}: ${percent(total === 0 ? 0 : Math.floor(10000 * done / total) / 100, 2)} of ${count(total)} recordings`),
    bar,
    h('ul.legend', null, STATES.map(([key, name]) => h('li', null, h(`span.swatch.coverage-${key}`), link(key, name), ' ', h('strong', null, count(recordings[key] ?? 0))))));
}

const link = (key, name) => {
  const address = { with: '/sessions?features=present', failed: '/sessions?features=failed', missing: '/sessions?features=missing', queued: '/jobs?status=queued', extracting: '/jobs?status=extracting' }[key];
  return h('a', { href: address }, name);
};

const backlog = lanes => h('section.panel', null,
  h('h2', null, 'Backlog'),
  h('dl.figures', null, Object.entries(lanes).sort(([a], [b]) => b.localeCompare(a)).map(([lane, jobs]) => [
    h('div', null, h('dt', null, `${lane}: waiting`), h('dd', null, count(jobs.queued))),
    h('div', null, h('dt', null, `${lane}: running`), h('dd', null, count(jobs.extracting))),
    h('div', null, h('dt', null, `${lane}: oldest`), h('dd', null, jobs.queued > 0 ? duration(jobs.oldest_queued_seconds) : 'none'))])));

const attention = ({ open_alerts: alerts, dead_letters: letters }) => h('section.panel', null,
  h('h2', null, 'Attention'),
  h('dl.figures', null,
    h('div', null, h('dt', null, 'Open alerts, errors'), h('dd', null, count(alerts.error ?? 0))),
    h('div', null, h('dt', null, 'Open alerts, warnings'), h('dd', null, count(alerts.warning ?? 0))),
    h('div', null, h('dt', null, 'Dead letters'), h('dd', null, count(letters)))),
  h('p', null, h('a', { href: '/jobs?status=failed' }, 'Failed jobs')));

const health = checks => h('section.panel', null,
  h('h2', null, 'Health'),
  h('dl.facts', null, Object.entries(checks).map(([name, status]) => [h('dt', null, name), h('dd', null, state(status))])));

const workers = list => h('section.panel', null,
  h('h2', null, 'Workers'),
  list.length === 0 ? h('p.said', { role: 'alert' }, 'No worker runs: nothing is extracted. Start an extractor.') : h('div.scroll', { tabindex: 0, role: 'region', 'aria-label': 'Workers' }, h('table', null,
    h('thead', null, h('tr', null, h('th', { scope: 'col' }, 'Worker'), h('th.number', { scope: 'col' }, 'Jobs'), h('th', { scope: 'col' }, 'Seen'), h('th', { scope: 'col' }, 'Version'))),
    h('tbody', null, list.map(worker => h('tr', null,
      h('td', null, worker.id),
      h('td.number', null, `${count(worker.jobs)} of ${count(worker.slots)}`),
      h('td', null, worker.silent_seconds > 60 ? state('unhealthy') : '', ` ${duration(worker.silent_seconds)} ago`),
      h('td', null, worker.version)))))));

const tasks = runs => runs.length === 0 ? h('p.soft', null, 'No task has run yet.') : h('div.scroll', { tabindex: 0, role: 'region', 'aria-label': 'Schedules' }, h('table', null,
  h('thead', null, h('tr', null, ['Task', 'Last run', 'State', 'Took', 'Asked for by', 'Result'].map(title => h('th', { scope: 'col' }, title)))),
  h('tbody', null, runs.map(run => h('tr', null,
    h('td', null, run.task.replaceAll('_', ' ')),
    h('td', null, time(run.started_at ?? run.queued_at)),
    h('td', null, state(run.status)),
    h('td', null, duration(run.execution_time_ms === null ? null : run.execution_time_ms / 1000)),
    h('td', null, run.requested_by),
    h('td.text', null, run.error ?? Object.entries(run.result ?? {}).filter(([, value]) => typeof value === 'number').map(([name, value]) => `${name.replaceAll('_', ' ')} ${count(value)}`).join(', ')))))));
