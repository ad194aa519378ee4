// What every chart over an axis stands on: frame, axes, legend, and a cursor that reads values, by pointer and by keys.
// It is drawn in the pixels that it has, so that its text is as large on a phone, and its height is taken before anything is there.

import { h, svg, fill } from '../dom.js';
import { isKnown, logScale, logTicks, nearest, scale, ticks } from './scale.js';
import { textWidth } from './text.js';

const HEIGHT = 220;
const LINE_PIXELS = 14;
const KEY_STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1, PageUp: 10, PageDown: -10, Home: -Infinity, End: Infinity };

const redrawing = new WeakMap();

/**
 * @typedef {{label?: string, unit?: string, format?: function(number): string, read?: function(number): string, range: [number, number],
 *   ticks?: function(number, number, number): number[], log?: boolean, whole?: boolean}} Axis
 *   `format` writes a tick; `read` what the cursor reads, the tick with its unit where it is not given
 * @param {{caption: string|Node, label?: string, x: Axis, y: Axis, height?: number, at: number[], legend?: Array<{name: string, look: string, kind: string}>,
 *   draw: function(object): any, read: function(number): Array<{name: string, text: string, look: string, kind: string}>, link?: EventTarget, none?: string}} what
 *   `legend`: takes its line also where it is empty; `label`: the caption in words, where it is more than text; `at`: where the cursor stops, rising; `read`: what is there; charts with one `link` move their cursors together; `none`: said where `at` is empty
 * @param {HTMLElement} [into] an earlier chart, to be drawn anew where it is
 * @returns {HTMLElement} a figure
 */
export function plot(what, into) {
  if (into) {
    redrawing.get(into)(what);
    return into;
  }

  let width = 0;
  let cursorX = null;
  let frame = null;
  const title = h('figcaption');
  const legend = h('ul.legend');
  const drawing = svg('svg.chart', { 'aria-hidden': 'true', width: '100%' });
  const cursor = svg('line.cursor', { visibility: 'hidden' });
  const tip = h('div.tip', { 'aria-hidden': 'true', hidden: true });
  const paper = h('div.paper', { role: 'slider', tabindex: 0, 'aria-orientation': 'horizontal', 'aria-valuemin': 0 }, drawing, tip);
  const figure = h('figure.plot', null, title, legend, paper);

  function show(next) {
    what = next;
    const height = what.height ?? HEIGHT;
    fill(title, what.caption);
    fill(legend, (what.legend ?? []).map(entry => h('li', null, swatch(entry), entry.name)));
    legend.hidden = !what.legend;
    drawing.setAttribute('height', height);
    paper.setAttribute('aria-label', what.label ?? what.caption);
    paper.setAttribute('aria-valuemax', Math.max(0, what.at.length - 1));
    draw();
  }

  function draw() {
    if (width === 0) {
      return;
    }

    const height = what.height ?? HEIGHT;
    frame = frameOf(what, width, height);
    drawing.setAttribute('viewBox', `0 0 ${width} ${height}`);
    fill(drawing, axes(what, frame),
      // A drawing within the drawing cuts off what lies outside the axes.
      svg('svg', { x: frame.left, y: frame.top, width: frame.right - frame.left, height: frame.bottom - frame.top, viewBox: `${frame.left} ${frame.top} ${frame.right - frame.left} ${frame.bottom - frame.top}` },
        what.at.length === 0 ? null : what.draw(frame)),
      what.at.length === 0 ? svg('text', { x: (frame.left + frame.right) / 2, y: (frame.top + frame.bottom) / 2, 'text-anchor': 'middle' }, what.none ?? 'Nothing yet') : null,
      cursor);
    point(cursorX);
  }

  function point(x) {
    cursorX = x === null || what.at.length === 0 ? null : what.at[nearest(what.at, x)];
    cursor.setAttribute('visibility', cursorX === null ? 'hidden' : 'visible');
    tip.hidden = cursorX === null;
    if (cursorX === null || !frame) {
      paper.setAttribute('aria-valuenow', 0);
      paper.setAttribute('aria-valuetext', 'Arrow keys read the values');
      return;
    }

    const at = frame.toX(cursorX);
    for (const [name, value] of [['x1', at], ['x2', at], ['y1', frame.top], ['y2', frame.bottom]]) {
      cursor.setAttribute(name, value);
    }

    const rows = what.read(cursorX);
    fill(tip, h('strong', null, reading(what.x, cursorX)), rows.map(row => h('div', null, swatch(row), `${row.name} `, h('b', null, row.text))));
    const onTheLeft = at > width / 2;
    tip.style.left = onTheLeft ? 'auto' : `${at + 10}px`;
    tip.style.right = onTheLeft ? `${width - at + 10}px` : 'auto';
    paper.setAttribute('aria-valuenow', what.at.indexOf(cursorX));
    paper.setAttribute('aria-valuetext', `${reading(what.x, cursorX)}: ${rows.map(row => `${row.name} ${row.text}`).join(', ')}`);
  }

  function move(x) {
    point(x);
    what.link?.dispatchEvent(new CustomEvent('cursor', { detail: { x: cursorX, by: figure } }));
  }

  paper.addEventListener('pointermove', event => frame && move(frame.toX.invert(event.clientX - paper.getBoundingClientRect().left)));
  paper.addEventListener('pointerleave', () => move(null));
  paper.addEventListener('blur', () => move(null));
  paper.addEventListener('keydown', event => {
    const step = KEY_STEPS[event.key];
    if (event.key === 'Escape') {
      move(null);
    } else if (step && what.at.length > 0) {
      event.preventDefault();
      const index = cursorX === null ? (step > 0 ? -1 : what.at.length) : what.at.indexOf(cursorX);
      move(what.at[Math.max(0, Math.min(what.at.length - 1, index + step))]);
    }
  });
  what.link?.addEventListener('cursor', ({ detail }) => detail.by !== figure && point(detail.x));
  new ResizeObserver(([{ contentRect }]) => {
    width = Math.round(contentRect.width);
    draw();
  }).observe(paper);
  redrawing.set(figure, show);
  show(what);
  return figure;
}

/** The mark of a curve, a bar or a band beside its name. */
export const swatch = ({ look, kind = 'curve' }) => look
  ? svg('svg.swatch', { width: 22, height: 10, viewBox: '0 0 22 10', 'aria-hidden': 'true' },
    kind === 'curve' ? svg(`path.curve.${look}`, { d: 'M1 5H21' }) : svg(`rect.${kind}.${look}`, { x: 4, width: 14, height: 10, rx: 2 }))
  : null;

/** What the cursor says of a value. */
export function reading(axis, value) {
  if (!isKnown(value)) {
    return 'none';
  }

  return axis.read ? axis.read(value) : `${written(axis, value)}${axis.unit ? `\u202f${axis.unit}` : ''}`;
}

const written = (axis, value) => axis.format ? axis.format(value) : String(value);

function frameOf({ x, y, at }, width, height) {
  const top = y.label || y.unit ? 24 : 8;
  const bottom = height - (x.label || x.unit ? 38 : 22);
  const yTicks = y.log ? logTicks(...y.range, Math.max(2, Math.floor((bottom - top) / 28))) : (y.ticks ?? ticks)(...y.range, Math.max(2, Math.floor((bottom - top) / 36)), y.whole ? 1 : 0);
  const left = Math.ceil(Math.max(24, ...yTicks.map(value => textWidth(written(y, value)) + 10)));
  const right = width - 12;
  const widest = Math.max(30, ...x.range.map(value => textWidth(written(x, value))));
  const xTicks = (x.ticks ?? ticks)(...x.range, Math.max(2, Math.floor((right - left) / (widest + 28))));
  return {
    // An axis without values has no scale to read.
    xTicks: at.length > 0 ? xTicks : [],
    yTicks: at.length > 0 ? yTicks : [],
    left, right, top, bottom, width, height,
    toX: scale(...x.range, left, right),
    toY: (y.log ? logScale : scale)(...y.range, bottom, top),
  };
}

function axes({ x, y }, { left, right, top, bottom, width, height, toX, toY, xTicks, yTicks }) {
  return [
    yTicks.map(value => [
      svg('line.grid', { x1: left, x2: right, y1: toY(value), y2: toY(value) }),
      svg('text', { x: left - 6, y: toY(value) + 4, 'text-anchor': 'end' }, written(y, value))]),
    xTicks.map(value => {
      const text = written(x, value);
      const half = textWidth(text) / 2;
      return [
        svg('line.grid', { x1: toX(value), x2: toX(value), y1: top, y2: bottom }),
        svg('text', { x: Math.max(half, Math.min(width - half, toX(value))), y: bottom + LINE_PIXELS + 2, 'text-anchor': 'middle' }, text)];
    }),
    svg('path.axis', { d: `M${left} ${top}V${bottom}H${right}` }),
    svg('text', { x: 2, y: LINE_PIXELS - 2 }, named(y)),
    svg('text', { x: right, y: height - 4, 'text-anchor': 'end' }, named(x)),
  ];
}

const named = ({ label, unit }) => [label, unit].filter(Boolean).join(', ');
