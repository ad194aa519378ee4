// Two receivers or more, laid over each other: their spectra, and one feature over time. What is chosen is in the address.

import { ApiError, get } from '../api.js';
import { lineChart, lookOf } from '../charts/line.js';
import { swatch } from '../charts/plot.js';
import { h, fill } from '../dom.js';
import { count, quantity } from '../format.js';
import { featureAxis } from '../parts/feature-axis.js';
import { ranked } from '../parts/receivers.js';
import { densityAxis, offsetAxis, offsetsKhz } from './waterfalls.js';

const CHUNKS = 1000;
const CHOSEN_AT_FIRST = 2;
const FIRST_FEATURE = 'snr_db';
const HEIGHT = 280;

/**
 * @param {object} session
 * @param {object[]} receivers those that were extracted
 * @param {object[]} measurements the session's
 * @returns {{element: HTMLElement, waterfalls: function(Map<string, object>): void}}
 */
export function comparison(session, receivers, measurements, signal) {
  const query = new URLSearchParams(location.search);
  const all = ranked(receivers);
  const asked = (query.get('compare') ?? '').split(',').filter(id => all.some(receiver => receiver.measurement_id === id));
  const chosen = new Set(asked.length > 0 ? asked : all.slice(0, CHOSEN_AT_FIRST).map(receiver => receiver.measurement_id));
  const looks = new Map(all.map((receiver, i) => [receiver.measurement_id, lookOf(i)]));
  const features = Object.keys(all[0]?.features ?? {});
  let feature = features.includes(query.get('feature')) ? query.get('feature') : FIRST_FEATURE;
  let first = 0;
  let known = new Map();
  let chunks = null;
  let charts = [];

  const said = h('p.soft', { role: 'status' });
  const pager = h('div.actions');
  const drawn = h('div.charts.wide');
  const choice = h('select', { onchange: event => choose(() => { feature = event.target.value; }) },
    features.map(name => h('option', { value: name, selected: name === feature }, featureAxis(name).words)));
  const element = h('div', null,
    h('fieldset.chosen', null, h('legend', null, 'Receivers to compare'), all.map(({ measurement_id: id, station_name: name }) => h('label', null,
      h('input', { type: 'checkbox', checked: chosen.has(id), onchange: event => choose(() => event.target.checked ? chosen.add(id) : chosen.delete(id)) }),
      swatch({ look: looks.get(id) }), name))),
    h('label.field.inline', null, h('span', null, 'Feature over time'), choice),
    said, drawn, pager);

  function choose(change) {
    change();
    const next = new URLSearchParams(location.search);
    next.set('compare', [...chosen].join(','));
    next.set('feature', feature);
    // The commas stay commas: they are meant to be read.
    history.replaceState(null, '', `${location.pathname}?${String(next).replaceAll('%2C', ',')}`);
    draw();
  }

  async function read() {
    fill(said, 'Reading the chunks …');
    try {
      const answer = await get(`/api/v1/sessions/${session.id}/features`, { detail: 'chunks', from: first, limit: CHUNKS }, signal);
      chunks = new Map(answer.receivers.map(receiver => [receiver.measurement_id, receiver.chunks]));
      fill(said);
      draw();
    } catch (fault) {
      if (!(fault instanceof ApiError)) {
        throw fault;
      }

      fill(said, fault.message);
    }
  }

  function draw() {
    const shown = all.filter(receiver => chosen.has(receiver.measurement_id));
    const spectra = shown.map(receiver => [receiver, known.get(receiver.measurement_id)]).filter(([, waterfall]) => waterfall && !waterfall.missing);
    const { words, axis } = featureAxis(feature);
    charts = [
      lineChart({
        caption: 'Mean spectra', height: HEIGHT, legend: true, none: shown.length === 0 ? 'Choose receivers above' : 'Their waterfalls are not there yet',
        series: spectra.map(([receiver, waterfall]) => ({ name: receiver.station_name, look: looks.get(receiver.measurement_id), x: offsetsKhz(waterfall), y: waterfall.mean_psd_db })),
        x: offsetAxis, y: densityAxis,
      }, charts[0]),
      lineChart({
        caption: `${words[0].toUpperCase()}${words.slice(1)}, every 200 ms`, height: HEIGHT, legend: true, none: chunks ? 'Choose receivers above' : 'Reading …',
        series: chunks ? shown.map(receiver => ({ name: receiver.station_name, look: looks.get(receiver.measurement_id), ...line(receiver) })) : [],
        x: { label: 'Time since the first recording began', unit: 's', format: value => String(Number(value.toFixed(2))), read: value => quantity(value, 2, 's') }, y: axis,
      }, charts[1]),
    ];
    if (drawn.children.length === 0) {
      fill(drawn, charts.map(chart => h('div.panel', null, chart)));
    }

    const most = chunks ? [...chunks.values()].reduce((n, columns) => Math.max(n, columns?.start_sample.length ?? 0), 0) : 0;
    fill(pager, first > 0 || most === CHUNKS
      ? [h('button.quiet', { type: 'button', disabled: first === 0, onclick: () => turn(-CHUNKS) }, '‹ Earlier'),
        h('span.soft', null, `chunks ${count(first)} to ${count(first + most - 1)}`),
        h('button.quiet', { type: 'button', disabled: most < CHUNKS, onclick: () => turn(CHUNKS) }, 'Later ›')]
      : null);
  }

  function turn(by) {
    first = Math.max(0, first + by);
    return read();
  }

  // By one clock for all: receivers need not have begun together.
  const begin = measurements.reduce((least, one) => Math.min(least, Date.parse(one.recorded_at)), Infinity);

  function line({ measurement_id: id }) {
    const columns = chunks.get(id);
    const recording = measurements.find(one => one.id === id);
    if (!columns?.start_sample || !recording?.sample_rate_hz) {
      return { x: [], y: [] };
    }

    const late = (Date.parse(recording.recorded_at) - begin) / 1000;
    return { x: columns.start_sample.map(sample => late + sample / recording.sample_rate_hz), y: columns[feature] ?? [] };
  }

  draw();
  read();
  return {
    element,
    waterfalls(found) {
      known = found;
      draw();
    },
  };
}
