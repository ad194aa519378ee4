// Who works, at what, and how fast.

import { h } from '../dom.js';
import { NOTHING, count, duration, moment, percent, quantity, shortId, size, state } from '../format.js';
import { table } from '../parts/list.js';

const SILENCE_SECONDS = 60;

/** What of a worker is shown: whatever else changes does not draw the table anew. */
export const shownWorkers = workers => workers.map(({ silent_seconds: silent, ...worker }) => ({ ...worker, silent: silent > SILENCE_SECONDS ? Math.floor(silent / 10) * 10 : 0 }));

export const workers = list => list.length === 0
  ? h('p.said', { role: 'alert' }, 'No worker runs: nothing is extracted. Start an extractor.')
  : table('Workers', [
    { title: 'Worker', cell: worker => h('span', { title: `version ${worker.version}, on ${worker.host}` }, worker.id) },
    { title: 'State', cell: worker => worker.silent > 0 ? [state('unhealthy'), ` silent for ${duration(worker.silent)}`] : state('healthy') },
    { title: 'Jobs', number: true, cell: worker => `${count(worker.jobs)} of ${count(worker.slots)}` },
    { title: 'At work on', cell: worker => current(worker.current ?? []) },
    { title: 'Speed', number: true, cell: worker => speed(worker) },
    { title: 'Lease until', cell: worker => worker.lease_expires_at ? moment(worker.lease_expires_at) : NOTHING },
    { title: 'Since', cell: worker => moment(worker.started_at) },
  ], list);

const current = jobs => jobs.length === 0
  ? h('span.soft', null, 'nothing')
  : jobs.map((job, i) => [i > 0 ? ', ' : '', h('a', { href: `/jobs/${job.job_id}`, title: `${job.feature_set} of session ${job.session_id}` }, 'job ', shortId(job.job_id)), ` ${percent(job.progress, 0)}`]);

function speed({ jobs_per_minute: jobs, bytes_per_second: bytes }) {
  const told = [typeof jobs === 'number' ? quantity(jobs, jobs > 0 && jobs < 10 ? 1 : 0, 'jobs/min') : null, typeof bytes === 'number' ? `${size(bytes)}/s` : null].filter(Boolean);
  return told.length > 0 ? told.join(', ') : NOTHING;
}
