// The stations where they stand, on a grid of latitude and longitude alone: nothing is loaded from anywhere.

import { h, svg } from '../dom.js';
import { scale, ticks } from './scale.js';

const WIDTH = 480;
const HEIGHT = 320;
const EDGE = 36;
const LEAST_SPAN_DEGREES = 0.2;

/**
 * @param {Array<{latitude: number, longitude: number, name: string, text: string, kind: 'heard'|'absent'|'failed'}>} places
 */
export function stationMap(places) {
  const latitudes = range(places.map(place => place.latitude), -90, 90);
  const longitudes = range(places.map(place => place.longitude), -180, 180);
  // A degree of longitude is shorter than one of latitude by the cosine: the same scale for both keeps distances true near the middle.
  const shrink = Math.max(0.05, Math.cos((latitudes[0] + latitudes[1]) / 2 * Math.PI / 180));
  const perPixel = Math.max((latitudes[1] - latitudes[0]) / (HEIGHT - 2 * EDGE), (longitudes[1] - longitudes[0]) * shrink / (WIDTH - 2 * EDGE));
  const [lat0, lat1] = around(latitudes, perPixel * (HEIGHT - 2 * EDGE));
  const [lon0, lon1] = around(longitudes, perPixel * (WIDTH - 2 * EDGE) / shrink);
  const toX = scale(lon0, lon1, EDGE, WIDTH - EDGE);
  const toY = scale(lat0, lat1, HEIGHT - EDGE, EDGE);

  return h('figure', null,
    svg('svg.chart', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': `Map of ${places.length} stations` },
      ticks(lat0, lat1, 5).map(latitude => [
        svg('line.grid', { x1: EDGE, x2: WIDTH - EDGE, y1: toY(latitude), y2: toY(latitude) }),
        svg('text', { x: EDGE - 4, y: toY(latitude) + 4, 'text-anchor': 'end' }, degrees(latitude, 'N', 'S'))]),
      ticks(lon0, lon1, 5).map(longitude => [
        svg('line.grid', { y1: EDGE, y2: HEIGHT - EDGE, x1: toX(longitude), x2: toX(longitude) }),
        svg('text', { x: toX(longitude), y: HEIGHT - EDGE + 15, 'text-anchor': 'middle' }, degrees(longitude, 'E', 'W'))]),
      places.map(place => [
        svg(`circle.dot.dot-${place.kind}`, { cx: toX(place.longitude), cy: toY(place.latitude), r: 6 }, svg('title', null, `${place.name}: ${place.text}`)),
        svg('text', { x: toX(place.longitude) + 9, y: toY(place.latitude) + 4 }, place.name.length > 18 ? `${place.name.slice(0, 17)}…` : place.name)])));
}

function range(values, least, most) {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const room = Math.max(0, (LEAST_SPAN_DEGREES - (high - low)) / 2);
  return [Math.max(least, low - room), Math.min(most, high + room)];
}

function around([low, high], span) {
  const middle = (low + high) / 2;
  return [middle - span / 2, middle + span / 2];
}

const degrees = (value, positive, negative) => `${Math.abs(value).toFixed(Math.abs(value) % 1 === 0 ? 0 : 2)}°${value < 0 ? negative : positive}`;
