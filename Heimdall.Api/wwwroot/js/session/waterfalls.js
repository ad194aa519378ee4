// What the waterfalls of a session's recordings know: a mean spectrum each, or why there is none yet.

import { ApiError, get } from '../api.js';

/** Spectra that a page shows. */
export const MOST = 24;

const AT_ONCE = 4;

/**
 * @param {object[]} receivers those that were extracted
 * @returns {Promise<Map<string, object>>} by measurement: the waterfall's description, or `{missing: {state, message}}`; at most 24
 */
export async function readWaterfalls(receivers, signal) {
  const asked = receivers.slice(0, MOST);
  const found = new Map();
  const next = asked.values();
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (const { measurement_id: id } of next) {
      found.set(id, await get(`/api/v1/measurements/${id}/waterfall`, {}, signal).catch(missing));
    }
  }));
  return found;
}

function missing(fault) {
  if (!(fault instanceof ApiError) || fault.status === 401) {
    throw fault;
  }

  return {
    missing: {
      state: fault.problem.state ?? (fault.status === 404 ? 'missing' : 'failed'),
      message: fault.code === 'waterfall_missing' ? fault.problem.error_message ?? null : fault.message,
    },
  };
}

/** The frequencies of a mean spectrum's bins, kHz from the tuned centre. */
export const offsetsKhz = ({ bins, sample_rate_hz: rate }) => Array.from({ length: bins }, (_, bin) => (bin - bins / 2) * rate / bins / 1000);

export const offsetAxis = { label: 'Offset', unit: 'kHz', format: value => String(Number(value.toFixed(2))) };

export const densityAxis = { label: 'Density', unit: 'dBFS/Hz', format: value => value.toFixed(0), read: value => `${value.toFixed(1)}\u202fdBFS/Hz` };
