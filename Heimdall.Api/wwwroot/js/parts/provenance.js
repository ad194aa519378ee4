// Where a recording comes from, and what made of it what is shown.

import { h } from '../dom.js';
import { NOTHING, count, decibels, duration, quantity, shortId, size, state, time } from '../format.js';
import { facts } from './facts.js';

const SOURCES = {
  declared: 'declared at the upload',
  header: 'from the file’s header',
  gnss: 'measured by the file’s GNSS time stamps',
};

const exactly = hz => quantity(hz, Number.isInteger(hz) ? 0 : 3, 'Hz');

export function recordingFacts(measurement) {
  const { sample_rate_hz: rate, sample_rate_nominal_hz: nominal } = measurement;
  return facts([
    ['Object', h('code.copied', null, measurement.iq_data_location)],
    ['SHA-256', measurement.iq_sha256 ? h('code.copied', null, measurement.iq_sha256) : 'not read yet'],
    ['Size', measurement.iq_bytes === null ? NOTHING : [size(measurement.iq_bytes), ` (${count(measurement.iq_bytes)} bytes)`]],
    ['Samples', `${count(measurement.samples)}, ${measurement.datatype}`],
    ['Sample rate', [exactly(rate), `, ${SOURCES[measurement.sample_rate_source] ?? measurement.sample_rate_source}`, nominal !== null && nominal !== rate ? `; nominally ${exactly(nominal)}` : null]],
    ['Recorded', time(measurement.recorded_at)],
    ['Uploaded', time(measurement.created_at)],
    ['Position then', `${quantity(measurement.latitude, 3, '°')}, ${quantity(measurement.longitude, 3, '°')}`],
    ['Calibration then', measurement.calibration_offset_db === null ? 'none' : decibels(measurement.calibration_offset_db)],
    ['DC guard', `${count(measurement.dc_guard_bins)} bins`],
    ['Id', h('code.copied', null, measurement.id)],
  ]);
}

/** What each feature set made of it, by which version, job and attempt. */
export const extractionTable = (extractions, sha256) => h('div.scroll', { tabindex: 0, role: 'region', 'aria-label': 'Extractions' }, h('table', null,
  h('thead', null, h('tr', null, ['Feature set', 'State', 'Made', 'Took', 'Extractor', 'Job', 'Attempt', 'Worker', 'Trace id', 'From these bytes'].map(title => h('th', { scope: 'col' }, title)))),
  h('tbody', null, extractions.map(one => h('tr', null,
    h('th', { scope: 'row' }, `${one.feature_set} ${one.feature_version}`),
    h('td', null, state(one.state)),
    h('td', null, time(one.created_at)),
    h('td', null, duration(one.duration_ms === null || one.duration_ms === undefined ? null : one.duration_ms / 1000)),
    h('td', null, version(one.extractor_version)),
    h('td', null, one.job ? [h('a', { href: `/jobs/${one.job.id}` }, shortId(one.job.id)), ' ', state(one.job.status)] : NOTHING),
    h('td', null, one.job ? count(one.job.attempt) : NOTHING),
    h('td', null, one.job?.worker ?? NOTHING),
    h('td', null, one.job?.trace_id ? h('code.copied', null, one.job.trace_id) : NOTHING),
    h('td', null, sameBytes(one.iq_sha256, sha256)))))));

// The commit's first characters tell it from others.
const version = text => text ? h('span', { title: text }, text.replace(/(\+[0-9a-f]{8})[0-9a-f]+$/, '$1')) : NOTHING;

function sameBytes(of, is) {
  if (!of) {
    return NOTHING;
  }

  return of === is ? 'yes' : h('span', { title: of }, 'no: they had another SHA-256');
}
