// The chosen chunk: its spectrum, envelope and constellation, and its features as numbers.

import { get } from '../api.js';
import { constellation } from '../charts/constellation.js';
import { elapsed } from '../charts/clock.js';
import { envelopeChart } from '../charts/envelope.js';
import { psdChart } from '../charts/psd.js';
import { h, fill } from '../dom.js';
import { NOTHING, count } from '../format.js';
import { failure } from './failure.js';
import { featureAxis } from './feature-axis.js';

const MOST_KEPT = 200;

/**
 * @param {{address: string, about: ?object, columns: ?ChunkColumns, measurement: object, chunks: number, chunkSeconds: number, onChoose: function(number): void, signal: AbortSignal}} what
 *   `about` the waterfall, null where there is none; `columns` the features, null where there are none
 * @returns {{element: HTMLElement, show: function(number): void}}
 */
export function chunkView({ address, about, columns, measurement, chunks, chunkSeconds, onChoose, signal }) {
  const heading = h('h2', { 'aria-live': 'polite' }, 'Chunk');
  const said = h('div');
  const number = h('input', { type: 'number', min: 1, max: chunks, value: 1, 'aria-label': `Chunk, 1 to ${count(chunks)}`, onchange: () => number.reportValidity() && onChoose(Number(number.value) - 1) });
  const points = about ? constellation() : null;
  const spectrum = about ? psdChart({ about, chunk: null, features: null, dcGuardBins: measurement.dc_guard_bins }) : null;
  const envelope = h('div.envelope-place');
  const table = h('dl.numbers');
  const kept = new Map();
  let chosen = 0;
  let drawnEnvelope;
  let request = new AbortController();

  async function show(chunk) {
    chosen = chunk;
    number.value = chunk + 1;
    fill(heading, `Chunk ${count(chunk + 1)} of ${count(chunks)}, from ${elapsed(chunk * chunkSeconds, 1)}`);
    request.abort();
    request = new AbortController();
    const { signal: mine } = request;
    try {
      const [detail, features] = await Promise.all([about ? detailOf(chunk, mine) : null, columns?.row(chunk) ?? null]);
      if (mine.aborted || signal.aborted) {
        return;
      }

      fill(said);
      if (detail) {
        psdChart({ about, chunk: detail, features, dcGuardBins: measurement.dc_guard_bins }, spectrum);
        drawnEnvelope = envelopeChart({ chunk: detail, sampleRateHz: about.sample_rate_hz }, drawnEnvelope);
        if (!drawnEnvelope.isConnected) {
          fill(envelope, drawnEnvelope);
        }

        points.show(detail);
      }

      fill(table, features ? Object.entries(features).filter(([name]) => name !== 'start_sample' && name !== 'samples').map(([name, value]) => h('div', { title: name }, h('dt', null, featureAxis(name).words), h('dd', null, written(name, value)))) : null);
    } catch (fault) {
      if (!mine.aborted && !signal.aborted) {
        fill(said, failure(fault, () => show(chosen)));
      }
    }
  }

  async function detailOf(chunk, mine) {
    if (!kept.has(chunk)) {
      kept.set(chunk, await get(`${address}/waterfall/chunks/${chunk}`, {}, mine));
      if (kept.size > MOST_KEPT) {
        kept.delete(kept.keys().next().value);
      }
    }

    return kept.get(chunk);
  }

  signal.addEventListener('abort', () => request.abort());
  const step = by => onChoose(Math.max(0, Math.min(chunks - 1, chosen + by)));
  return {
    show,
    element: h('div', null,
      heading,
      h('div.tools', null,
        h('button.small', { type: 'button', onclick: () => step(-1), 'aria-label': 'Chunk before' }, '‹ Before'), number,
        h('button.small', { type: 'button', onclick: () => step(1), 'aria-label': 'Chunk after' }, 'After ›')),
      said,
      about ? [spectrum, h('div.chunk-charts', null, envelope, points.element)] : null,
      columns ? h('details.chunk-features', { open: !about }, h('summary', null, 'All features of this chunk'), table) : null),
  };
}

const written = (name, value) => typeof value === 'number' ? featureAxis(name).axis.read(value) : NOTHING;
