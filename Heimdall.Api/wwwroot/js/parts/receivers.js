// What each receiver of a session heard, or why it has nothing to say.

import { stationMap } from '../charts/map.js';
import { h } from '../dom.js';
import { NOTHING, count, decibels, hertz, percent, quantity, state } from '../format.js';
import { meter } from './meter.js';

/** What to do about an error code of a receiver. */
const REMEDIES = {
  object_missing: 'The recording is not in the object store. Put it back under its location, then extract again.',
  truncated: 'The recording is shorter than its own header says. Upload it anew in a new session, or extract what another copy holds.',
  odd_byte_count: 'The bytes do not make whole samples: the datatype is probably not the one that was declared.',
  not_finite: 'The recording contains samples that are no numbers. Look at the receiver’s software.',
  too_short: 'The recording is too short for one chunk of 1,024 samples. Record for longer.',
  bad_header: 'The file’s header cannot be read. Was the upload complete, and is it this kind of file?',
  datatype_mismatch: 'The file holds another datatype than was declared.',
  sample_rate_mismatch: 'The file’s header has another sample rate than was declared.',
  hash_mismatch: 'The object is not what was uploaded: its SHA-256 differs. Restore it from a backup.',
  internal_error: 'Heimdall itself is at fault: the log of the extractor has the details. Please report it.',
  not_extracted: 'The extraction never got to this recording. Start it again.',
};

export const ERROR_CODES = Object.keys(REMEDIES);

export const remedy = code => REMEDIES[code] ?? 'The message says what was found; the log of the extractor says more.';

/** A feature's mean over the recording. */
export const mean = (receiver, name) => receiver.features?.[name]?.mean ?? null;

export const isOk = receiver => receiver.status === 'ok';

export const heard = receiver => isOk(receiver) && (mean(receiver, 'signal_present') ?? 0) > 0;

const kind = receiver => !isOk(receiver) ? 'failed' : heard(receiver) ? 'heard' : 'absent';

/** Those that heard it best first, then those that heard nothing, those that failed last. */
export const ranked = receivers => [...receivers].sort((a, b) =>
  (isOk(b) - isOk(a)) || (heard(b) - heard(a)) || ((mean(b, 'snr_db') ?? -Infinity) - (mean(a, 'snr_db') ?? -Infinity)) || a.station_name.localeCompare(b.station_name));

/** Who heard the signal, who did not, and who failed: in words. */
export function receiverVerdict(receivers) {
  const best = ranked(receivers);
  const [loud, quiet, failed] = [best.filter(heard), best.filter(one => isOk(one) && !heard(one)), best.filter(one => !isOk(one))];
  const names = list => list.map(one => one.station_name).join(', ');
  return h(`p.verdict.verdict-${failed.length > 0 ? 'wait' : 'good'}`, null,
    h('strong', null, loud.length === 0 ? 'Heard by none of its receivers. ' : `Heard by ${count(loud.length)} of ${count(receivers.length)} receivers: `),
    loud.length > 0 ? `${loud.map(one => `${one.station_name} (${decibels(mean(one, 'snr_db'))})`).join(', ')}. ` : null,
    quiet.length > 0 ? [h('strong', null, 'No signal at '), `${names(quiet)}. `] : null,
    failed.length > 0 ? [h('strong', null, 'Failed: '), `${failed.map(one => `${one.station_name} (${(one.error_code ?? one.status).replaceAll('_', ' ')})`).join(', ')}.`] : null);
}

export const receiverMap = receivers => stationMap(receivers.map(receiver => ({
  latitude: receiver.latitude,
  longitude: receiver.longitude,
  name: receiver.station_name,
  kind: kind(receiver),
  value: heard(receiver) ? mean(receiver, 'snr_db') : null,
  label: heard(receiver) ? decibels(mean(receiver, 'snr_db')) : isOk(receiver) ? 'no signal' : 'failed',
  text: heard(receiver) ? `heard at ${decibels(mean(receiver, 'snr_db'))} SNR` : isOk(receiver) ? 'no signal' : receiver.error_message ?? 'failed',
  href: `/measurements/${receiver.measurement_id}`,
})), { caption: 'Receivers by SNR' });

const BAR_COLUMNS = [
  { title: 'SNR', feature: 'snr_db', write: value => decibels(value), low: 0 },
  { title: 'Level', feature: 'rssi_dbfs', write: value => decibels(value, 'dBFS') },
  { title: 'Noise', feature: 'noise_density_dbfs_hz', write: value => decibels(value, 'dBFS/Hz') },
  { title: 'Offset', feature: 'spectral_centroid_hz', write: value => hertz(value, 2), isCentred: true },
  { title: 'Bandwidth', feature: 'occupied_bandwidth_hz', write: value => hertz(value, 2), low: 0 },
  { title: 'Confidence', feature: 'confidence_score', write: value => quantity(value, 2), low: 0, high: 1 },
  { title: 'Share of time', feature: 'signal_present', write: value => percent(value === null ? null : 100 * value, 0), low: 0, high: 1 },
];

/** A row a receiver, its numbers with bars that compare them; failed ones say why and what to do. */
export function receiverTable(receivers) {
  const ranges = BAR_COLUMNS.map(column => range(column, receivers.filter(isOk).map(receiver => mean(receiver, column.feature)).filter(value => value !== null)));
  const width = 3 + BAR_COLUMNS.length;
  return h('div.scroll', { tabindex: 0, role: 'region', 'aria-label': 'Receivers' }, h('table.receivers', null,
    h('thead', null, h('tr', null,
      h('th', { scope: 'col' }, 'Station'), h('th', { scope: 'col' }, 'Heard'),
      BAR_COLUMNS.map(({ title }) => h('th.number', { scope: 'col' }, title)), h('th', { scope: 'col' }, 'Download'))),
    h('tbody', null, ranked(receivers).map(receiver => isOk(receiver)
      ? h('tr', null, station(receiver), h('td', null, state(heard(receiver) ? 'present' : 'no signal')),
        BAR_COLUMNS.map((column, i) => h('td.number', null, number(column, ranges[i], mean(receiver, column.feature)))),
        h('td', null, h('a', { href: `/api/v1/measurements/${receiver.measurement_id}/features.sigmf-meta`, download: `${receiver.measurement_id}.sigmf-meta` }, 'SigMF')))
      : [
        h('tr.told', null, station(receiver), h('td', null, state('failed')), h('td', { colspan: width - 2 })),
        h('tr', null, h('td.text', { colspan: width }, h('div.reason', null,
          h('strong', null, `${(receiver.error_code ?? receiver.status).replaceAll('_', ' ')}: `), receiver.error_message, ' ', h('span.soft', null, remedy(receiver.error_code ?? receiver.status)))))]))));
}

const station = receiver => h('th.name', { scope: 'row' }, h('a', { href: `/measurements/${receiver.measurement_id}` }, receiver.station_name));

const number = ({ write, isCentred }, { low, high }, value) => value === null ? NOTHING : [write(value), meter(value, low, high, isCentred)];

function range({ low, high, isCentred }, values) {
  if (values.length === 0) {
    return { low: low ?? 0, high: high ?? 1 };
  }

  const [least, most] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
  if (isCentred) {
    const far = Math.max(Math.abs(least), Math.abs(most)) || 1;
    return { low: -far, high: far };
  }

  // Room below the least of levels: a bar of nothing would say that there is nothing.
  return { low: low ?? least - Math.max(3, (most - least) * 0.25), high: high ?? Math.max(most, (low ?? least) + 1e-9) };
}
