// What a filter or a form lets one choose from, as the system knows it.

import { get } from '../api.js';

const MOST_STATIONS = 500;

/** Stations by id, for a `select`. */
export async function stationChoices(signal) {
  const { items } = await get('/api/v1/stations', { limit: MOST_STATIONS }, signal);
  return items.map(station => [station.id, station.name]).sort(([, a], [, b]) => a.localeCompare(b));
}

/** The feature sets in their current versions: `[{feature_set, feature_version}]`. */
export const currentSets = async signal => (await get('/api/v1/overview', {}, signal)).coverage;

export const setChoices = sets => sets.map(set => [set.feature_set, set.feature_set]);
