// What runs by the clock: how it ended last, and when it runs next.

import { h } from '../dom.js';
import { NOTHING, count, duration, moment, state } from '../format.js';
import { table } from '../parts/list.js';

/** What each of the tasks is for, in a word. */
const PURPOSES = {
  batch_extraction: 'queues what has no features',
  stuck_check: 'looks for jobs without progress',
  alert_check: 'raises and resolves alerts',
  housekeeping: 'deletes what is old, makes room for what comes',
};

export const schedules = list => list.length === 0
  ? h('p.soft', null, 'No schedule has run yet.')
  : table('Schedules', [
    { title: 'Task', cell: ({ task }) => h('a', { href: `/tasks?task=${encodeURIComponent(task)}`, title: PURPOSES[task] ?? null }, task.replaceAll('_', ' ')) },
    { title: 'Every', number: true, cell: schedule => duration(schedule.interval_seconds) },
    { title: 'Last run', cell: ({ last_run: run }) => run ? moment(run.started_at ?? run.due_at) : 'not yet' },
    { title: 'State', cell: ({ last_run: run }) => run ? state(run.status) : null },
    { title: 'Took', number: true, cell: ({ last_run: run }) => run?.started_at && run.completed_at ? duration((new Date(run.completed_at) - new Date(run.started_at)) / 1000) : NOTHING },
    { title: 'Next run', cell: schedule => moment(schedule.next_due_at) },
    { title: 'Result', text: true, cell: ({ last_run: run }) => run?.error ?? numbers(run?.result) },
  ], list);

const numbers = result => Object.entries(result ?? {}).filter(([, value]) => typeof value === 'number').map(([name, value]) => `${name.replaceAll('_', ' ')} ${count(value)}`).join(', ');
