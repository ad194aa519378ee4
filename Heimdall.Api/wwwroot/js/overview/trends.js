// The last hour, day or week: how much was done, how much failed, and how long it took.

import { ApiError, get } from '../api.js';
import { barChart } from '../charts/bar.js';
import { lineChart } from '../charts/line.js';
import { timeAxis } from '../charts/time.js';
import { h, fill } from '../dom.js';
import { count, counted, duration } from '../format.js';

const WINDOWS = [['hour', 'Hour'], ['day', 'Day'], ['week', 'Week']];
const AGAIN_MS = 60_000;
const HEIGHT = 190;

const counts = { format: count, whole: true, least: 4 };
const seconds = label => ({ label, format: duration, log: true });

/**
 * @param {string} first the window to begin with
 * @param {?string} firstSet the feature set to begin with; null for all
 * @param {string[]} sets the feature sets
 * @param {function(object): void} onHistory told what was read of all feature sets
 * @param {AbortSignal} signal
 * @returns {{element: HTMLElement, again: function(): Promise<void>}} `again` reads it anew
 */
export function trends(first, firstSet, sets, onHistory, signal) {
  let shown = WINDOWS.some(([name]) => name === first) ? first : 'hour';
  let set = sets.includes(firstSet) ? firstSet : '';
  let charts = [];
  const said = h('p.soft', { role: 'status' });
  const grid = h('div.charts.trends');
  const buttons = WINDOWS.map(([name, label]) => h('button.quiet', { type: 'button', onclick: () => choose(name) }, label));
  const chosenSet = h('select', { 'aria-label': 'Feature set', onchange: () => chooseSet(chosenSet.value) },
    h('option', { value: '' }, 'All feature sets'), sets.map(name => h('option', { value: name, selected: name === set }, name)));
  const element = h('section', null,
    h('div.heading', null, h('h2', null, 'Over time'), h('div.choice', { role: 'group', 'aria-label': 'Over the last' }, buttons), sets.length > 1 ? chosenSet : null, said),
    grid);

  function choose(name) {
    shown = name;
    tell('window', name === 'hour' ? '' : name);
    mark();
    return again();
  }

  function chooseSet(name) {
    set = name;
    tell('feature_set', name);
    return again();
  }

  // The address says what is seen, and the page stays where it is.
  function tell(key, value) {
    const query = new URLSearchParams(location.search);
    value ? query.set(key, value) : query.delete(key);
    history.replaceState(null, '', location.pathname + (query.size > 0 ? `?${query}` : ''));
  }

  const mark = () => buttons.forEach((button, i) => button.setAttribute('aria-pressed', String(WINDOWS[i][0] === shown)));

  async function again() {
    const [asked, askedSet] = [shown, set];
    try {
      const read = more => get('/api/v1/overview/history', { window: asked, ...more }, signal);
      const [history, all] = await Promise.all([askedSet ? read({ feature_set: askedSet }) : null, read({})]);
      if (asked === shown && askedSet === set && !signal.aborted) {
        draw(history ?? all);
        onHistory(all);
      }
    } catch (fault) {
      if (!signal.aborted && fault.status !== 401) {
        // What was drawn stays: it is read again in a minute.
        fill(said, fault instanceof ApiError ? `Not read: ${fault.message}` : 'What was read cannot be drawn.');
        if (!(fault instanceof ApiError)) {
          throw fault;
        }
      }
    }
  }

  function draw(history) {
    const at = history.at.map(time => Date.parse(time));
    const step = history.step_seconds * 1000;
    const x = { ...timeAxis(), range: [Date.parse(history.from), Date.parse(history.to)] };
    // A step's value stands in its middle, as its bar does, and is read by its beginning.
    const middles = { ...x, read: middle => x.read(middle - step / 2) };
    const each = duration(history.step_seconds);
    const latency = name => [['half are faster', 'p50'], ['95 of 100 are faster', 'p95']]
      .map(([text, key]) => ({ name: `${key}: ${text}`, x: at.map(start => start + step / 2), y: history[`${name}_${key}_ms`].map(ms => ms === null ? null : Math.max(ms, 1) / 1000) }));
    charts = [
      barChart({ caption: 'Throughput', at, step, height: HEIGHT, x, y: { ...counts, label: `Jobs in ${each}` }, series: [
        { name: 'completed', y: history.completed, look: 'look-good' }, { name: 'cancelled', y: history.cancelled, look: 'look-none' }, { name: 'failed', y: history.failed, look: 'look-bad' }] }, charts[0]),
      barChart({ caption: 'Failures', at, step, height: HEIGHT, x, y: { ...counts, label: `Failed jobs in ${each}` }, series: [{ name: 'failed', y: history.failed, look: 'look-bad' }] }, charts[1]),
      lineChart({ caption: 'Wait, from queued to started', height: HEIGHT, x: middles, y: seconds('Time, logarithmic'), series: latency('wait'), none: `No job has started in this ${history.window}` }, charts[2]),
      lineChart({ caption: 'Run, from started to ended', height: HEIGHT, x: middles, y: seconds('Time, logarithmic'), series: latency('run'), none: `No job has ended in this ${history.window}` }, charts[3]),
    ];
    if (grid.children.length === 0) {
      fill(grid, charts.map(chart => h('div.panel', null, chart)));
    }

    const { totals } = history;
    fill(said, `${counted(totals.completed, 'job')} completed, ${count(totals.failed)} failed, ${count(totals.cancelled)} cancelled, ${count(totals.queued)} queued.`);
  }

  const timer = setInterval(() => document.visibilityState === 'visible' && again(), AGAIN_MS);
  signal.addEventListener('abort', () => clearInterval(timer));
  mark();
  return { element, again };
}
