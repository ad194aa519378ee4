// Stations where they stand, on a grid of latitude and longitude alone: nothing is loaded from anywhere.
// What a station has to say is in its shape and in words; the colour says how much of it.

import { h, svg, fill } from '../dom.js';
import { scale, ticks } from './scale.js';
import { textWidth } from './text.js';

const EDGE = { left: 60, right: 16, top: 12, bottom: 24 };
const LEAST_SPAN_DEGREES = 0.2;
const ROOM = 0.12;
const MOST_LABELS = 60;
const LINE_PIXELS = 15;
const DOT_PIXELS = 8;

/** Levels of a colour, by the least value that has it. */
const LEVELS = [['below 10 dB', -Infinity], ['10 to 15 dB', 10], ['15 to 20 dB', 15], ['20 to 25 dB', 20], ['25 dB and more', 25]];
const level = value => LEVELS.findLastIndex(([, least]) => value >= least) + 1;

const KINDS = { heard: 'heard', absent: 'no signal', failed: 'failed', unknown: 'not known yet' };

/**
 * @param {Array<{latitude: number, longitude: number, name: string, text: string, kind: 'heard'|'absent'|'failed'|'unknown', value?: number, href?: string}>} places
 *   `value` of those that heard it colours them, decibels
 * @param {{caption: string, height?: number, names?: object}} options `names`: what the kinds are called in the legend
 * @returns {HTMLElement} a figure
 */
export function stationMap(places, { caption, height = 340, names = KINDS }) {
  const drawing = svg('svg.chart', { height, width: '100%', role: 'group', 'aria-label': caption });
  const paper = h('div.paper', null, drawing);
  new ResizeObserver(([{ contentRect }]) => draw(drawing, places, Math.round(contentRect.width), height)).observe(paper);
  return h('figure.plot', null, h('figcaption', null, caption), legend(places, names), paper);
}

function legend(places, names) {
  const isColoured = places.some(place => place.value !== undefined && place.value !== null);
  const kinds = Object.keys(KINDS).filter(kind => places.some(place => place.kind === kind));
  return h('ul.legend', null,
    isColoured ? LEVELS.map(([name], i) => h('li', null, sign('heard', i + 1), i === 0 ? `heard, SNR ${name}` : name)) : null,
    kinds.filter(kind => kind !== 'heard' || !isColoured).map(kind => h('li', null, sign(kind, 3), names[kind])));
}

const sign = (kind, colour) => svg('svg.swatch', { width: 18, height: 18, viewBox: '-9 -9 18 18', 'aria-hidden': 'true' }, dot(kind, colour, 0, 0));

function dot(kind, colour, x, y) {
  const r = DOT_PIXELS - 1;
  switch (kind) {
    case 'heard': return svg(`circle.dot.level-${colour}`, { cx: x, cy: y, r });
    case 'failed': return svg('path.dot-failed', { d: `M${x - r + 1} ${y - r + 1}L${x + r - 1} ${y + r - 1}M${x - r + 1} ${y + r - 1}L${x + r - 1} ${y - r + 1}` });
    case 'unknown': return svg('rect.dot-absent', { x: x - r + 1, y: y - r + 1, width: 2 * r - 2, height: 2 * r - 2 });
    default: return svg('circle.dot-absent', { cx: x, cy: y, r: r - 1 });
  }
}

function draw(drawing, places, width, height) {
  if (width === 0 || places.length === 0) {
    return;
  }

  const latitudes = range(places.map(place => place.latitude));
  const longitudes = range(places.map(place => place.longitude));
  // A degree of longitude is shorter than one of latitude by the cosine: the same scale for both keeps distances true near the middle.
  const shrink = Math.max(0.05, Math.cos((latitudes[0] + latitudes[1]) / 2 * Math.PI / 180));
  const [across, down] = [width - EDGE.left - EDGE.right, height - EDGE.top - EDGE.bottom];
  const perPixel = Math.max((latitudes[1] - latitudes[0]) / down, (longitudes[1] - longitudes[0]) * shrink / across);
  const [lat0, lat1] = around(latitudes, perPixel * down);
  const [lon0, lon1] = around(longitudes, perPixel * across / shrink);
  const toX = scale(lon0, lon1, EDGE.left, width - EDGE.right);
  const toY = scale(lat0, lat1, height - EDGE.bottom, EDGE.top);
  const dots = places.map(place => ({ place, x: toX(place.longitude), y: toY(place.latitude) }));
  const named = labels(dots, { left: EDGE.left, right: width - 2, top: EDGE.top, bottom: height - EDGE.bottom });

  fill(drawing,
    ticks(lat0, lat1, Math.floor(down / 60)).map(latitude => [
      svg('line.grid', { x1: EDGE.left, x2: width - EDGE.right, y1: toY(latitude), y2: toY(latitude) }),
      svg('text', { x: EDGE.left - 6, y: toY(latitude) + 4, 'text-anchor': 'end' }, degrees(latitude, 'N', 'S'))]),
    ticks(lon0, lon1, Math.max(3, Math.floor(across / 80))).map(longitude => [
      svg('line.grid', { y1: EDGE.top, y2: height - EDGE.bottom, x1: toX(longitude), x2: toX(longitude) }),
      svg('text', { x: toX(longitude), y: height - EDGE.bottom + 16, 'text-anchor': 'middle' }, degrees(longitude, 'E', 'W'))]),
    named.map(({ x, y, label }) => label?.line ? svg('line.leader', { x1: x, y1: y, x2: label.line[0], y2: label.line[1] }) : null),
    dots.map(({ place, x, y }) => {
      const mark = [svg('title', null, `${place.name}: ${place.text}`), dot(place.kind, level(place.value ?? 15), x, y), svg('circle.reach', { cx: x, cy: y, r: 14 })];
      return place.href ? svg('a', { href: place.href, 'aria-label': `${place.name}: ${place.text}` }, mark) : svg('g', { role: 'img', 'aria-label': `${place.name}: ${place.text}` }, mark);
    }),
    named.filter(({ label }) => label).map(({ label, lines }) => lines.map((text, i) =>
      svg(i === 0 ? 'text.label' : 'text.label.second', { x: label.left, y: label.top + 11 + i * LINE_PIXELS, 'aria-hidden': 'true' }, text))));
}

// Each beside its dot where there is room, else further off with a line to it; where there is no room at all, it is left out and read by pointing.
function labels(dots, bounds) {
  const taken = dots.map(({ x, y }) => box(x - DOT_PIXELS, y - DOT_PIXELS, 2 * DOT_PIXELS, 2 * DOT_PIXELS));
  return dots.map((one, i) => {
    const { place, x, y } = one;
    const lines = [cut(place.name), ...place.label ? [place.label] : []];
    if (i >= MOST_LABELS) {
      return { ...one, lines, label: null };
    }

    const [w, tall] = [Math.max(...lines.map(textWidth)) + 4, lines.length * LINE_PIXELS];
    const label = spots(x, y, w, tall).find(({ left, top }) => {
      const wanted = box(left, top, w, tall);
      return wanted.left >= bounds.left && wanted.right <= bounds.right && wanted.top >= bounds.top && wanted.bottom <= bounds.bottom && !taken.some(other => meet(wanted, other));
    });
    if (label) {
      taken.push(box(label.left, label.top, w, tall));
    }

    return { ...one, lines, label: label ?? null };
  });
}

function spots(x, y, w, tall) {
  return [DOT_PIXELS + 4, 26, 48, 74].flatMap((gap, i) => [
    [x + gap, y - tall / 2], [x - gap - w, y - tall / 2], [x - w / 2, y + gap], [x - w / 2, y - gap - tall],
    [x + gap, y + gap / 2], [x + gap, y - gap / 2 - tall], [x - gap - w, y + gap / 2], [x - gap - w, y - gap / 2 - tall],
  ].map(([left, top]) => ({ left, top, line: i === 0 ? null : [Math.max(left, Math.min(left + w, x)), Math.max(top, Math.min(top + tall, y))] })));
}

const box = (left, top, width, height) => ({ left, top, right: left + width, bottom: top + height });

const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

const cut = name => name.length > 24 ? `${name.slice(0, 23)}…` : name;

function range(values) {
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  const room = Math.max((LEAST_SPAN_DEGREES - (high - low)) / 2, (high - low) * ROOM);
  return [low - room, high + room];
}

function around([low, high], span) {
  const middle = (low + high) / 2;
  return [middle - span / 2, middle + span / 2];
}

const degrees = (value, positive, negative) => `${Number(Math.abs(value).toFixed(2))}°${value < 0 ? negative : value > 0 ? positive : ''}`;
