// The receivers of the network.

import { get } from '../api.js';
import { stationMap } from '../charts/map.js';
import { h } from '../dom.js';
import { NOTHING, decibels, quantity, state } from '../format.js';
import { list } from '../parts/list.js';

const MAPPED = 500;

export async function page({ signal }) {
  const [rows, near] = await Promise.all([
    list('/api/v1/stations', {}, [
      { title: 'Name', cell: station => station.name },
      { title: 'State', cell: station => state(station.is_active ? 'active' : 'inactive') },
      { title: 'Recordings', cell: station => h('a', { href: `/sessions?station_id=${station.id}`, 'aria-label': `Sessions of ${station.name}` }, 'sessions') },
      { title: 'Latitude', number: true, cell: station => quantity(station.latitude, 3, '°') },
      { title: 'Longitude', number: true, cell: station => quantity(station.longitude, 3, '°') },
      { title: 'Altitude', number: true, cell: station => quantity(station.altitude_m, 0, 'm') },
      { title: 'Calibration', number: true, cell: station => station.calibration_offset_db === null ? 'none' : decibels(station.calibration_offset_db) },
      { title: 'Web page', cell: station => webPage(station.url) },
    ], { none: ['No station yet: ', h('code', null, 'POST /api/v1/stations'), ' creates one.'], signal }),
    get('/api/v1/stations', { limit: MAPPED }, signal),
  ]);
  return {
    title: 'Stations',
    content: [
      h('h1', null, 'Stations'),
      near.items.length > 0
        ? h('section.panel', null, stationMap(near.items.map(station => ({
          ...station, text: station.is_active ? 'active' : 'inactive', kind: station.is_active ? 'heard' : 'absent', href: `/sessions?station_id=${station.id}`,
        })), { caption: near.next_cursor ? `The first ${MAPPED} stations` : 'Where they stand', names: { heard: 'active', absent: 'inactive' }, height: 420 }))
        : null,
      h('section', null, h('h2', null, 'All stations'), rows),
    ],
  };
}

// An address from data is only ever a link where it is one of the web.
function webPage(url) {
  return url && /^https?:\/\//i.test(url) ? h('a', { href: url, rel: 'noreferrer noopener', target: '_blank' }, url) : url ?? NOTHING;
}
