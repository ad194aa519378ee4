// The features of a session as files.

import { h } from '../dom.js';

const FILES = id => [
  ['JSON, receivers', `/api/v1/sessions/${id}/features`, `${id}.features.json`],
  ['JSON, chunks of 200 ms', `/api/v1/sessions/${id}/features?detail=chunks`, `${id}.chunks.json`],
  ['CSV, receivers', `/api/v1/sessions/${id}/features.csv?detail=receivers`, `${id}.receivers.csv`],
  ['CSV, segments of a second', `/api/v1/sessions/${id}/features.csv?detail=segments`, `${id}.segments.csv`],
  ['CSV, chunks of 200 ms', `/api/v1/sessions/${id}/features.csv?detail=chunks`, `${id}.chunks.csv`],
];

/** A menu of files; SigMF annotations belong to one recording each. */
export const downloads = (id, receivers) => h('details.menu', { onfocusout: leave, onkeydown: leave },
  h('summary', null, 'Download features'),
  h('ul', null,
    FILES(id).map(([name, href, download]) => h('li', null, h('a', { href, download }, name))),
    receivers.filter(receiver => receiver.status === 'ok').map(receiver => h('li', null,
      h('a', { href: `/api/v1/measurements/${receiver.measurement_id}/features.sigmf-meta`, download: `${receiver.measurement_id}.sigmf-meta` }, `SigMF, ${receiver.station_name}`)))));

// A menu closes when the focus leaves it, and by Escape.
function leave(event) {
  const menu = event.currentTarget;
  if (event.type === 'keydown' ? event.key === 'Escape' : !menu.contains(event.relatedTarget)) {
    menu.open = false;
  }
}
