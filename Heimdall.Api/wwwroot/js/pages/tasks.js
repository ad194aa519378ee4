// What ran in the background besides the jobs: the schedules' runs and those that an admin started.

import { get, post } from '../api.js';
import { go, may } from '../app.js';
import { h, fill } from '../dom.js';
import { count, duration, state, time } from '../format.js';
import { failure } from '../parts/failure.js';
import { asked, filters } from '../parts/filters.js';
import { list } from '../parts/list.js';
import { notice } from '../parts/notice.js';
import { refresh } from '../parts/refresh.js';

const LOOK_MS = 1000;

const FIELDS = [
  { name: 'task', label: 'Task', options: ['batch_extraction', 'backfill_all', 'stuck_check', 'alert_check', 'housekeeping'].map(name => [name, name.replaceAll('_', ' ')]) },
  { name: 'status', label: 'State', options: ['queued', 'running', 'success', 'error'].map(name => [name, name]) },
];

export async function page({ query, signal }) {
  return {
    title: 'Tasks',
    content: [
      h('h1', null, 'Tasks'),
      may.administer() ? starter(signal) : h('p.soft', null, 'Admins start a batch extraction here; everybody sees what ran.'),
      filters(FIELDS, query),
      await list('/api/v1/tasks', asked(FIELDS, query), [
        { title: 'Task', cell: run => h('span', { title: run.task_id }, run.task.replaceAll('_', ' ')) },
        { title: 'State', cell: run => [state(run.status), run.attempt > 1 ? ` attempt ${count(run.attempt)}` : null] },
        { title: 'Due', cell: run => time(run.due_at) },
        { title: 'Asked for by', cell: run => run.requested_by },
        { title: 'Took', number: true, cell: run => duration(run.execution_time_ms === null ? null : run.execution_time_ms / 1000) },
        { title: 'Worker', cell: run => run.worker },
        { title: 'Result', cell: run => run.error ? h('span.clipped', { title: run.error }, run.error) : numbers(run.result) },
      ], { none: 'No run is like this.', signal }),
    ],
  };
}

const numbers = result => Object.entries(result ?? {})
  .filter(([, value]) => typeof value === 'number' || typeof value === 'string')
  .map(([name, value]) => `${name.replaceAll('_', ' ')} ${typeof value === 'number' ? count(value) : value}`)
  .join(', ');

function starter(signal) {
  const said = h('div', { 'aria-live': 'polite' });
  const size = h('input', { name: 'batch_size', type: 'number', min: 1, max: 1000, value: 50, required: true });
  const batches = h('input', { name: 'max_batches', type: 'number', min: 1, max: 1000, value: 5, required: true });
  const start = h('button', { type: 'submit' }, 'Start');

  async function submit(event) {
    event.preventDefault();
    start.disabled = true;
    try {
      const task = await post('/api/v1/admin/features/batch-extract', { batch_size: Number(size.value), max_batches: Number(batches.value) });
      fill(said, h('p', null, `${task.message}. `, state('queued')));
      follow(task.task_id);
    } catch (fault) {
      fill(said, failure(fault));
      start.disabled = false;
    }
  }

  function follow(id) {
    refresh(LOOK_MS, async () => {
      const run = await get(`/api/v1/task-status/${id}`, {}, signal);
      fill(said, h('p', null, 'Batch extraction ', state(run.status)));
      if (run.status === 'queued' || run.status === 'running') {
        return true;
      }

      await go(location.pathname + location.search, { replace: true });
      notice(run.error ?? `Batch extraction done: ${numbers(run.result)}.`, run.error ? 'error' : 'done');
      return false;
    }, connected => connected || fill(said, h('p', null, 'Disconnected. Trying again.')), signal);
  }

  return h('details.panel', null, h('summary', null, 'Start a batch extraction'),
    h('form', { onsubmit: submit },
      h('p.soft', null, 'Queues recordings that lack features, the newest first. The schedule does the same by itself every five minutes.'),
      h('div.filters', null,
        h('label', null, h('span', null, 'Recordings a batch'), size),
        h('label', null, h('span', null, 'Batches at most'), batches),
        start),
      said));
}
