// Is it keeping up, and what is wrong?

import { ApiError, get } from '../api.js';
import { h, fill } from '../dom.js';
import { moment } from '../format.js';
import { listen } from '../live.js';
import { attention, health } from '../overview/attention.js';
import { backlog } from '../overview/backlog.js';
import { coverage } from '../overview/coverage.js';
import { failures, readFailures } from '../overview/failures.js';
import { schedules } from '../overview/schedules.js';
import { trends } from '../overview/trends.js';
import { verdict } from '../overview/verdict.js';
import { shownWorkers, workers } from '../overview/workers.js';
import { steady } from '../parts/steady.js';

const FAILURES_AGAIN_MS = 60_000;

export async function page({ query, signal }) {
  const connection = h('span.live', { role: 'status' }, 'Live');
  const [first, failed] = await Promise.all([get('/api/v1/overview', {}, signal), readFailures(signal).catch(unknown)]);
  let latest = first;
  let history = null;

  const parts = Object.fromEntries(['verdict', 'coverage', 'backlog', 'attention', 'health', 'failures', 'workers', 'schedules'].map(name => [name, h(`div.part-${name}`)]));
  const show = {
    verdict: steady(parts.verdict, verdict),
    coverage: steady(parts.coverage, coverage),
    backlog: steady(parts.backlog, ([lanes, past]) => backlog(lanes, past)),
    attention: steady(parts.attention, attention),
    health: steady(parts.health, health),
    failures: steady(parts.failures, what => what ? failures(what, failedAgain) : h('p.soft', null, 'Not read. It is tried again in a minute.')),
    workers: steady(parts.workers, workers),
    schedules: steady(parts.schedules, schedules),
  };

  function draw(overview) {
    const failedBefore = failedCount(latest);
    latest = overview;
    const { health: checks, workers: all, backlog: lanes, open_alerts, dead_letters } = overview;
    show.verdict({ health: checks, workers: shownWorkers(all).map(({ silent }) => ({ silent_seconds: silent })), backlog: lanes, open_alerts });
    show.coverage(overview.coverage);
    show.backlog([lanes, history]);
    show.attention({ open_alerts, dead_letters });
    show.health(checks);
    show.workers(shownWorkers(all));
    show.schedules(overview.schedules ?? []);
    if (failedCount(overview) !== failedBefore) {
      failedAgain();
    }
  }

  // Drawn each minute, also where nothing else is new: it says how long ago.
  const showFailures = what => show.failures(what ? { ...what, minute: Math.floor(Date.now() / FAILURES_AGAIN_MS) } : null);

  async function failedAgain() {
    const what = await readFailures(signal).catch(unknown);
    if (!signal.aborted) {
      showFailures(what);
    }
  }

  const past = trends(query.get('window'), query.get('feature_set'), first.coverage.map(set => set.feature_set), read => {
    history = read;
    show.backlog([latest.backlog, history]);
  }, signal);

  draw(first);
  showFailures(failed);
  await past.again();
  listen('/api/v1/overview/events', 'overview', draw, connected => {
    const broke = connection.classList.contains('broken');
    connection.classList.toggle('broken', !connected);
    if (connected && broke) {
      // What is not told by the stream is caught up with too.
      past.again();
      failedAgain();
    }

    if (broke === connected) {
      fill(connection, connected ? 'Live' : ['Disconnected: what you see is of ', moment(latest.at), '. Trying again.']);
    }
  }, signal);
  const timer = setInterval(() => document.visibilityState === 'visible' && failedAgain(), FAILURES_AGAIN_MS);
  signal.addEventListener('abort', () => clearInterval(timer));

  return {
    title: 'Overview',
    content: [
      h('div.heading', null, h('h1', null, 'Overview'), connection),
      parts.verdict,
      h('section.panel', null, h('h2', null, 'Coverage'), parts.coverage),
      h('div.panels.three', null,
        h('section.panel.broad', null, h('h2', null, 'Backlog'), parts.backlog),
        h('section.panel', null, h('h2', null, 'Attention'), parts.attention),
        h('section.panel', null, h('h2', null, 'Health'), parts.health)),
      h('section', null, h('h2', null, 'What failed lately, and why'), parts.failures, h('p', null, h('a', { href: '/jobs?status=failed' }, 'All failed jobs'))),
      past.element,
      h('section', null, h('h2', null, 'Workers'), parts.workers),
      h('section', null, h('h2', null, 'Schedules'), parts.schedules),
    ],
  };
}

const failedCount = ({ coverage: sets }) => sets.reduce((sum, { recordings }) => sum + (recordings.failed ?? 0), 0);

function unknown(fault) {
  if (fault instanceof ApiError || fault.name === 'AbortError') {
    return null;
  }

  throw fault;
}
