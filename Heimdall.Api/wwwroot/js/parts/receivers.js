// What each receiver of a session heard, or why it has nothing to say.

import { stationMap } from '../charts/map.js';
import { h } from '../dom.js';
import { NOTHING, decibels, hertz, percent, quantity, state } from '../format.js';

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
};

export const remedy = code => REMEDIES[code] ?? 'The message says what was found; the log of the extractor says more.';

/** A feature's mean over the recording. */
const mean = (receiver, name) => receiver.features?.[name]?.mean ?? null;

export const heard = receiver => (mean(receiver, 'signal_present') ?? 0) > 0;

export function receiverMap(receivers) {
  return stationMap(receivers.map(receiver => ({
    latitude: receiver.latitude,
    longitude: receiver.longitude,
    name: receiver.station_name,
    kind: receiver.status === 'failed' ? 'failed' : heard(receiver) ? 'heard' : 'absent',
    text: receiver.status === 'failed' ? receiver.error_message : heard(receiver) ? `heard at ${decibels(mean(receiver, 'snr_db'))} SNR` : 'no signal',
  })));
}

export function receiverTable(receivers) {
  const columns = [
    ['Station', receiver => receiver.station_name],
    ['Heard', receiver => receiver.status === 'failed' ? state('failed') : state(heard(receiver) ? 'present' : 'no signal')],
    ['SNR', receiver => decibels(mean(receiver, 'snr_db'))],
    ['Level', receiver => decibels(mean(receiver, 'rssi_dbfs'), 'dBFS')],
    ['Noise', receiver => decibels(mean(receiver, 'noise_density_dbfs_hz'), 'dBFS/Hz')],
    ['Offset', receiver => hertz(mean(receiver, 'spectral_centroid_hz'), 2)],
    ['Bandwidth', receiver => hertz(mean(receiver, 'occupied_bandwidth_hz'), 2)],
    ['Confidence', receiver => quantity(mean(receiver, 'confidence_score'), 2)],
    ['Signal, share of time', receiver => percent(mean(receiver, 'signal_present') === null ? null : 100 * mean(receiver, 'signal_present'), 0)],
  ];
  return h('div.scroll', { tabindex: 0, role: 'region', 'aria-label': 'Receivers' }, h('table', null,
    h('thead', null, h('tr', null, columns.map(([title], i) => h(i > 1 ? 'th.number' : 'th', { scope: 'col' }, title)))),
    h('tbody', null, receivers.map(receiver => [
      h('tr', null, columns.map(([, cell], i) => h(i > 1 ? 'td.number' : 'td', null, receiver.status === 'failed' && i > 1 ? NOTHING : cell(receiver)))),
      receiver.status === 'failed'
        ? h('tr', null, h('td.text', { colspan: columns.length }, h('strong', null, `${receiver.error_code}: `), receiver.error_message, ' ', h('span.soft', null, remedy(receiver.error_code))))
        : null]))));
}
