// One station's recording: what it looks like, what was found in it, why that failed, and where it comes from.

import { ApiError, get } from '../api.js';
import { waterfall } from '../charts/waterfall.js';
import { ChunkColumns } from '../chunk-columns.js';
import { h, fill } from '../dom.js';
import { duration, hertz, state, time } from '../format.js';
import { chunkView } from '../parts/chunk-view.js';
import { featureLines } from '../parts/feature-lines.js';
import { extractionTable, recordingFacts } from '../parts/provenance.js';
import { extractionState } from '../parts/recording-state.js';
import { refresh } from '../parts/refresh.js';

const LOOK_MS = 2000;
const FEATURES = 'rf.iq';
const WATERFALL = 'rf.waterfall';

const isUnderWay = extraction => extraction.state === 'queued' || extraction.state === 'extracting';

export async function page({ parameters: { id }, signal }) {
  const address = `/api/v1/measurements/${id}`;
  let told = await get(address, {}, signal);
  const { measurement, session, station } = told;
  const picture = h('section.picture');
  const states = h('div.panels');
  const origin = h('div.origin');
  const sets = h('section.panel.wide');
  let stateText;

  // Each is drawn once it is there; what is drawn already is left as it is.
  const drawn = new Set();

  async function draw() {
    const now = JSON.stringify(told.extractions);
    if (now !== stateText) {
      stateText = now;
      drawStates();
      await drawNew();
    }

    return told.extractions.some(isUnderWay);
  }

  function drawStates() {
    // What is well needs no panel.
    const open = told.extractions.filter(extraction => extraction.state !== 'ok');
    const hasFailed = open.some(extraction => extraction.state === 'failed');
    fill(states, open.map(extraction => extractionState(session.id, extraction, onQueued)), hasFailed ? provenance(measurement) : null);
    fill(origin, hasFailed ? null : provenance(measurement));
    states.hidden = open.length === 0;
    fill(sets, h('h2', null, 'Extractions'), extractionTable(told.extractions, measurement.iq_sha256));
  }

  async function drawNew() {
    const isMade = set => told.extractions.some(extraction => extraction.feature_set === set && extraction.state === 'ok');
    const parts = [FEATURES, WATERFALL].filter(isMade).join();
    if (parts !== '' && !drawn.has(parts)) {
      drawn.add(parts);
      await drawPicture(isMade(FEATURES), isMade(WATERFALL));
    }
  }

  async function drawPicture(hasFeatures, hasWaterfall) {
    const [about, receiver] = await Promise.all([
      hasWaterfall ? get(`${address}/waterfall`, {}, signal).catch(lost) : null,
      hasFeatures ? featuresOf(session.id, id, signal) : null,
    ]);
    const isThere = about && !(about instanceof ApiError);
    fill(picture,
      about && !isThere ? h('section.panel', null, h('h2', null, 'Waterfall ', state('missing')), h('p.said', { role: 'alert' }, about.message)) : null,
      recording({ address, about: isThere ? about : null, receiver, told, signal }));
  }

  async function onQueued() {
    told = await get(address, {}, signal);
    await draw();
    follow();
  }

  function follow() {
    refresh(LOOK_MS, async () => {
      told = await get(address, {}, signal);
      return draw();
    }, () => {}, signal);
  }

  if (await draw()) {
    follow();
  }

  return {
    title: `${station.name}, ${hertz(measurement.frequency_hz)}`,
    content: [
      h('h1', null, `${station.name}, ${hertz(measurement.frequency_hz)}`),
      h('p.soft', null, 'Recorded ', time(measurement.recorded_at), measurement.samples && measurement.sample_rate_hz ? `, ${duration(measurement.samples / measurement.sample_rate_hz)} at ${hertz(measurement.sample_rate_hz)}` : null,
        ', in the session ', h('a', { href: `/sessions/${session.id}` }, session.name ?? session.id), ' ', state(session.status)),
      downloads(told),
      states, picture, origin, sets,
    ],
  };
}

const provenance = measurement => h('section.panel', null, h('h2', null, 'Provenance'), recordingFacts(measurement));

// What was made and is not there any more costs its own picture, not the page.
function lost(fault) {
  if (fault instanceof ApiError && fault.status === 404) {
    return fault;
  }

  throw fault;
}

async function featuresOf(sessionId, id, signal) {
  const { receivers } = await get(`/api/v1/sessions/${sessionId}/features`, { measurement_id: id }, signal);
  return receivers.find(receiver => receiver.measurement_id === id);
}

function downloads({ measurement, session, extractions }) {
  const isMade = extractions.some(extraction => extraction.feature_set === FEATURES && extraction.state === 'ok');
  return isMade ? h('p.actions', null, 'Features: ',
    h('a', { href: `/api/v1/sessions/${session.id}/features?detail=chunks&measurement_id=${measurement.id}`, download: `${measurement.id}.features.json` }, 'JSON'),
    h('a', { href: `/api/v1/sessions/${session.id}/features.csv?detail=chunks`, download: '' }, 'CSV of the session'),
    h('a', { href: `/api/v1/measurements/${measurement.id}/features.sigmf-meta`, download: '' }, 'SigMF annotations')) : null;
}

/** Waterfall, chosen chunk and lines over time, which move together. */
function recording({ address, about, receiver, told: { measurement, session, station }, signal }) {
  const query = new URLSearchParams(location.search);
  const link = new EventTarget();
  const columns = new ChunkColumns(session.id, measurement.id, signal);
  const chunks = about?.chunks ?? receiver?.features?.signal_present?.count ?? 0;
  const chunkSeconds = about ? about.chunk_samples / about.sample_rate_hz : Math.max(1024, Math.round(0.2 * measurement.sample_rate_hz)) / measurement.sample_rate_hz;
  const names = Object.keys(receiver?.features ?? {});
  const view = about || receiver ? chunkView({ address, about, columns: receiver ? columns : null, measurement, chunks, chunkSeconds, onChoose: choose, signal }) : null;
  const picture = about ? waterfall({
    about, address: `${address}/waterfall/tiles`, beginning: Date.parse(measurement.recorded_at), name: station.name, link, signal,
    onChoose: choose, onView: (from, to) => lines?.show(from, to),
  }) : null;
  const lines = receiver?.features ? featureLines({
    columns, chunks, chunkSeconds, names, chosen: query.get('features')?.split(',') ?? [], link, signal, onChoose: choose, onNames: chosen => remember('features', chosen.join(',')),
  }) : null;

  function choose(chunk) {
    picture?.choose(chunk);
    lines?.mark(chunk);
    view?.show(chunk);
    remember('chunk', chunk + 1);
  }

  // In the address, so that what is seen can be sent on.
  function remember(name, value) {
    const set = new URLSearchParams(location.search);
    set.set(name, value);
    history.replaceState(null, '', `${location.pathname}?${set}`);
  }

  const first = Number(query.get('chunk')) - 1;
  if (chunks > 0) {
    const chunk = Number.isInteger(first) && first >= 0 && first < chunks ? first : 0;
    picture?.choose(chunk);
    lines?.mark(chunk);
    view?.show(chunk);
  }

  return [
    picture ? h('section.panel.wide', null, h('h2', null, 'Waterfall'), picture.element) : null,
    view ? h('section.panel.wide', null, view.element) : null,
    lines ? h('section.panel.wide', null, h('h2', null, 'Features over time'), lines.element) : null,
  ];
}
