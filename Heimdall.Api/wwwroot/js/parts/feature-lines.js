// Chosen features of a recording's chunks as lines over time, one chart each, with one cursor for all of them.

import { elapsed, timeTicks } from '../charts/clock.js';
import { lineChart } from '../charts/line.js';
import { extent } from '../charts/scale.js';
import { MOST_CHUNKS } from '../chunk-columns.js';
import { h, fill } from '../dom.js';
import { count, duration, quantity } from '../format.js';
import { failure } from './failure.js';
import { featureAxis } from './feature-axis.js';

const PRESET = ['snr_db', 'rssi_dbfs', 'spectral_centroid_hz', 'occupied_bandwidth_hz'];
const MOST_POINTS = 1200;
const MOST_CHARTS = 8;
const PATIENCE_MS = 120;
const HEIGHT = 170;

/**
 * @param {{columns: ChunkColumns, chunks: number, chunkSeconds: number, names: string[], chosen: string[], link: EventTarget, signal: AbortSignal,
 *   onChoose: function(number): void, onNames: function(string[]): void}} what
 *   `names` of all features; `chosen` those that are shown; `onChoose` a chunk
 * @returns {{element: HTMLElement, show: function(number, number): void, mark: function(number): void}} `show` a stretch of seconds; `mark` the chosen chunk
 */
export function featureLines({ columns, chunks, chunkSeconds, names, chosen, link, signal, onChoose, onNames }) {
  const charts = h('div.lines');
  const said = h('p.soft', { role: 'status' });
  let shown = [0, chunks * chunkSeconds];
  let marked = null;
  let known = chosen.filter(name => names.includes(name));
  known = known.length > 0 ? known : PRESET.filter(name => names.includes(name));
  let drawn = new Map();
  let timer;
  let cursor = null;
  let turn = 0;

  link.addEventListener('cursor', ({ detail }) => { cursor = detail.x; });

  async function draw() {
    const mine = ++turn;
    const from = Math.max(0, Math.floor(shown[0] / chunkSeconds) - 1);
    const to = Math.min(chunks, Math.ceil(shown[1] / chunkSeconds) + 1);
    if (to - from > MOST_CHUNKS) {
      fill(said, `${count(to - from)} chunks are in sight: zoom in to ${duration(MOST_CHUNKS * chunkSeconds)} or less to see their features.`);
      return;
    }

    try {
      const values = await columns.range(from, to, known);
      if (mine === turn && !signal.aborted) {
        fill(said, values ? '' : 'This recording has no features.');
        drawAll(values ?? {}, from);
      }
    } catch (fault) {
      if (!signal.aborted) {
        fill(said, failure(fault, draw));
      }
    }
  }

  function drawAll(values, from) {
    const now = new Map();
    for (const name of known) {
      now.set(name, chart(name, values[name] ?? [], from, drawn.get(name)));
    }

    drawn = now;
    if ([...charts.children].some((child, i) => child !== [...now.values()][i]) || charts.children.length !== now.size) {
      fill(charts, ...now.values());
    }

    // Every chart has its own points: they are put back to the one place that is pointed at.
    link.dispatchEvent(new CustomEvent('cursor', { detail: { x: cursor, by: null } }));
  }

  function chart(name, values, from, into) {
    const { words, axis } = featureAxis(name);
    const { x, y } = thinned(values, i => (from + i + 0.5) * chunkSeconds);
    const figure = lineChart({
      caption: `${words[0].toUpperCase()}${words.slice(1)}`,
      height: HEIGHT,
      link,
      none: 'No chunk in sight has it',
      series: [{ name: words, x, y }],
      marks: marked === null ? [] : [{ x: (marked + 0.5) * chunkSeconds, name: '' }],
      x: { label: 'Time from the beginning', unit: 'min:s', format: value => elapsed(value, shown[1] - shown[0] < 8 ? 1 : 0), read: value => `${elapsed(value, 2)}, chunk ${count(Math.floor(value / chunkSeconds) + 1)}`, range: shown, ticks: (a, b, most) => timeTicks(a, b, most).at },
      y: { ...axis, label: null, format: shortly(y) },
    }, into);
    if (!into) {
      const pick = () => cursor !== null && onChoose(Math.max(0, Math.min(chunks - 1, Math.floor(cursor / chunkSeconds))));
      figure.addEventListener('click', pick);
      figure.addEventListener('keydown', event => {
        if (event.key === 'Enter') {
          pick();
        }
      });
    }

    return figure;
  }

  function change(name, isOn) {
    known = isOn ? [...known, name].slice(-MOST_CHARTS) : known.filter(other => other !== name);
    boxes.forEach((box, other) => { box.checked = known.includes(other); });
    onNames(known);
    draw();
  }

  const boxes = new Map(names.map(name => [name, h('input', { type: 'checkbox', checked: known.includes(name), onchange: event => change(name, event.target.checked) })]));
  const element = h('div', null,
    h('details.choose', null, h('summary', null, `Choose features (at most ${MOST_CHARTS})`), h('div.boxes', null, [...boxes].map(([name, box]) => h('label', { title: name }, box, ` ${featureAxis(name).words}`)))),
    said, charts);
  draw();

  return {
    element,
    show(from, to) {
      shown = [from, to];
      clearTimeout(timer);
      timer = setTimeout(draw, PATIENCE_MS);
    },
    mark(chunk) {
      marked = chunk;
      draw();
    },
  };
}

// As many decimals as tell the lines of the grid apart.
function shortly(values) {
  const [low, high] = extent(values);
  const digits = Math.max(0, Math.min(3, Math.ceil(-Math.log10((high - low) / 5))));
  return value => quantity(value, digits);
}

// As many points as can be told apart, and every extreme among them.
function thinned(values, at) {
  const step = Math.ceil(2 * values.length / MOST_POINTS);
  if (step <= 2) {
    return { x: values.map((_, i) => at(i)), y: values };
  }

  const kept = [];
  for (let start = 0; start < values.length; start += step) {
    let [low, high] = [-1, -1];
    for (let i = start; i < Math.min(values.length, start + step); i++) {
      if (values[i] !== null) {
        low = low < 0 || values[i] < values[low] ? i : low;
        high = high < 0 || values[i] > values[high] ? i : high;
      }
    }

    kept.push(...(low < 0 ? [start] : low === high ? [low] : [Math.min(low, high), Math.max(low, high)]));
  }

  return { x: kept.map(at), y: kept.map(i => values[i]) };
}
