// What is drawn of a waterfall: the tiles at the right fineness, axes, the chosen chunk and the cursor.

import { quantity } from '../format.js';
import { clockOffset, clockTime, decimalsFor, elapsed, timeTicks } from './clock.js';
import { scale, ticks } from './scale.js';
import { textWidth } from './text.js';

const FONT = '12px system-ui, sans-serif';
const EDGE = { top: 22, right: 10, bottom: 40 };
const LABEL_ROOM = 28;
const MARKER_PIXELS = 6;

/** @param {number} hz of a span: in which unit its frequencies are written */
export const frequencyUnit = hz => hz >= 2e6 ? { unit: 'MHz', hz: 1e6 } : hz >= 2e3 ? { unit: 'kHz', hz: 1e3 } : { unit: 'Hz', hz: 1 };

/** Decimals that tell apart what is so much apart. */
const decimals = step => Math.max(0, Math.min(6, Math.ceil(-Math.log10(step) - 1e-9)));

export class WaterfallPicture {
  /**
   * @param {HTMLCanvasElement} canvas
   * @param {object} about the waterfall, as the API tells of it
   * @param {Tiles} tiles
   * @param {Window} time in seconds
   * @param {Window} frequency in hertz from the centre
   */
  constructor(canvas, about, tiles, time, frequency) {
    Object.assign(this, { canvas, about, tiles, time, frequency });
    this.context = canvas.getContext('2d', { alpha: false });
    this.plot = { left: 60, top: EDGE.top, right: 100, bottom: 100 };
  }

  /** Pixels of the page → seconds and hertz, and back. */
  get toX() {
    return scale(this.time.from, this.time.to, this.plot.left, this.plot.right);
  }

  get toY() {
    return scale(this.frequency.from, this.frequency.to, this.plot.bottom, this.plot.top);
  }

  resize(width, height) {
    this.width = width;
    this.height = height;
    this.ratio = Math.min(3, globalThis.devicePixelRatio || 1);
    this.canvas.width = Math.round(width * this.ratio);
    this.canvas.height = Math.round(height * this.ratio);
  }

  /** @param {{cursor: ?{seconds: number, hz: ?number}, chosen: ?{from: number, to: number}, isLocal: boolean, isAbsolute: boolean, beginning: number, frequencyHz: number}} shown */
  draw(shown) {
    const style = getComputedStyle(this.canvas);
    this.colours = { ground: style.getPropertyValue('--panel'), text: style.getPropertyValue('--soft'), line: style.getPropertyValue('--line'), empty: style.getPropertyValue('--none-ground') };
    const { context } = this;
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.font = FONT;
    context.fillStyle = this.colours.ground;
    context.fillRect(0, 0, this.width, this.height);
    const axis = this.#frequencyAxis(shown);
    this.plot = { left: axis.room, top: EDGE.top, right: this.width - EDGE.right, bottom: this.height - EDGE.bottom };
    this.#drawTiles();
    this.#drawFrequencies(axis);
    this.#drawTimes(shown);
    this.#drawChosen(shown.chosen);
    this.#drawCursor(shown.cursor);
  }

  /** The level whose rows are as fine as the pixels, or the finest there is. */
  get level() {
    const { levels } = this.about;
    const perPixel = this.time.span / Math.max(1, (this.plot.right - this.plot.left) * this.ratio);
    return levels.findLast(level => level.row_seconds <= perPixel) ?? levels[0];
  }

  /** The tiles in sight, those in the middle first. */
  tilesOf({ level, row_seconds: rowSeconds, tiles }, from = this.time.from, to = this.time.to) {
    const length = this.about.tile_rows * rowSeconds;
    const first = Math.max(0, Math.floor(from / length));
    const last = Math.min(tiles - 1, Math.floor(to / length));
    const middle = (from + to) / 2 / length - 0.5;
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => ({ level, index: first + i }))
      .sort((a, b) => Math.abs(a.index - middle) - Math.abs(b.index - middle));
  }

  #drawTiles() {
    const { left, top, right, bottom } = this.plot;
    const { context, tiles } = this;
    const { levels } = this.about;
    const level = this.level;
    const seen = this.tilesOf(level);
    const around = this.tilesOf(level, this.time.from - this.time.span / 2, this.time.to + this.time.span / 2);
    const overview = { level: levels.at(-1).level, index: 0 };
    tiles.want(seen, [overview, ...around.filter(one => !seen.some(other => other.index === one.index))]);

    context.save();
    context.beginPath();
    context.rect(left, top, right - left, bottom - top);
    context.clip();
    context.fillStyle = this.colours.empty;
    context.fillRect(left, top, right - left, bottom - top);
    // Coarser ones lie under finer ones that are not here yet.
    const isMissing = seen.some(({ index }) => tiles.picture(level.level, index) === null);
    for (const one of isMissing ? levels.filter(other => other.level >= level.level).reverse() : [level]) {
      this.tilesOf(one).forEach(({ index }) => this.#drawTile(one, index));
    }

    context.restore();
  }

  #drawTile({ level, row_seconds: rowSeconds }, index) {
    const picture = this.tiles.picture(level, index);
    if (!picture) {
      return;
    }

    const { bins, tile_rows: tileRows, sample_rate_hz: rate } = this.about;
    const { toX, toY, context } = this;
    const start = index * tileRows * rowSeconds;
    const x0 = toX(start);
    const x1 = toX(start + picture.width * rowSeconds);
    // Bin b is around (b − bins/2)·rate/bins: its edges are half a bin away.
    const y0 = toY((bins / 2 - 0.5) * rate / bins);
    const y1 = toY((-bins / 2 - 0.5) * rate / bins);
    // Only what is in sight is handed over: a picture far larger than the canvas is slow to draw.
    const firstRow = Math.max(0, Math.floor((this.time.from - start) / rowSeconds) - 1);
    const endRow = Math.min(picture.width, Math.ceil((this.time.to - start) / rowSeconds) + 1);
    if (endRow <= firstRow) {
      return;
    }

    const perRow = (x1 - x0) / picture.width;
    context.imageSmoothingEnabled = perRow * this.ratio < 1.5 && (y1 - y0) * this.ratio < 1.5 * bins;
    context.drawImage(picture, firstRow, 0, endRow - firstRow, bins, x0 + firstRow * perRow, y0, (endRow - firstRow) * perRow, y1 - y0);
  }

  #frequencyAxis({ isAbsolute, frequencyHz }) {
    const { unit, hz } = frequencyUnit(isAbsolute ? frequencyHz : Math.max(Math.abs(this.frequency.start), this.frequency.end));
    const offset = isAbsolute ? frequencyHz : 0;
    const low = (this.frequency.from + offset) / hz;
    const high = (this.frequency.to + offset) / hz;
    const at = ticks(low, high, Math.max(2, Math.floor((this.height - EDGE.top - EDGE.bottom) / 40)));
    const digits = at.length > 1 ? decimals(at[1] - at[0]) : 3;
    const texts = at.map(value => quantity(value, Math.min(3, digits)));
    return {
      name: isAbsolute ? `Frequency, ${unit}` : `Offset, ${unit}`,
      at: at.map((value, i) => [value * hz - offset, texts[i]]),
      room: Math.ceil(Math.max(30, ...texts.map(textWidth)) + 12),
    };
  }

  #drawFrequencies({ name, at }) {
    const { context, plot, toY } = this;
    context.fillStyle = this.colours.text;
    context.strokeStyle = this.colours.text;
    context.textBaseline = 'middle';
    context.textAlign = 'right';
    context.beginPath();
    for (const [hz, text] of at) {
      const y = toY(hz);
      context.fillText(text, plot.left - 7, y);
      context.moveTo(plot.left - 4, y);
      context.lineTo(plot.left, y);
    }

    context.stroke();
    context.textAlign = 'left';
    context.fillText(name, 2, 9);
  }

  #drawTimes({ isLocal, beginning }) {
    const { context, plot, toX, time } = this;
    const likely = decimalsFor(time.span / 5);
    const widest = textWidth(isLocal ? clockTime(beginning, time.to, likely) : elapsed(time.to, likely));
    const most = Math.max(2, Math.floor((plot.right - plot.left) / (widest + LABEL_ROOM)));
    const { step, at } = timeTicks(time.from, time.to, most, isLocal ? clockOffset(beginning) : 0);
    const digits = decimalsFor(step);
    context.fillStyle = this.colours.text;
    context.textBaseline = 'top';
    context.textAlign = 'center';
    context.beginPath();
    for (const seconds of at) {
      const x = toX(seconds);
      const text = isLocal ? clockTime(beginning, seconds, digits) : elapsed(seconds, digits);
      const half = textWidth(text) / 2;
      context.fillText(text, Math.max(half, Math.min(this.width - half, x)), plot.bottom + 6);
      context.moveTo(x, plot.bottom);
      context.lineTo(x, plot.bottom + 4);
    }

    context.stroke();
    context.textAlign = 'right';
    context.fillText(isLocal ? 'Local time' : 'Time from the beginning, min:s', plot.right, plot.bottom + 23);
  }

  // Dark and light beside each other: seen on every colour of the map.
  #drawChosen(chosen) {
    if (!chosen || chosen.to < this.time.from || chosen.from > this.time.to) {
      return;
    }

    const { context, plot, toX } = this;
    const x0 = toX(chosen.from);
    const x1 = Math.max(x0 + 2, toX(chosen.to));
    context.save();
    context.beginPath();
    context.rect(plot.left, 0, plot.right - plot.left, this.height);
    context.clip();
    for (const [colour, away] of [['#000', 1.5], ['#fff', 0.5]]) {
      context.strokeStyle = colour;
      context.strokeRect(x0 - away, plot.top + 0.5, x1 - x0 + 2 * away, plot.bottom - plot.top - 1);
    }

    const middle = (x0 + x1) / 2;
    context.fillStyle = this.colours.text;
    context.beginPath();
    context.moveTo(middle, plot.top - 1);
    context.lineTo(middle - MARKER_PIXELS, plot.top - 1 - MARKER_PIXELS);
    context.lineTo(middle + MARKER_PIXELS, plot.top - 1 - MARKER_PIXELS);
    context.fill();
    context.restore();
  }

  #drawCursor(cursor) {
    if (!cursor) {
      return;
    }

    const { context, plot } = this;
    const x = this.toX(cursor.seconds);
    const y = cursor.hz === null ? null : this.toY(cursor.hz);
    context.save();
    for (const [colour, dash] of [['#000', []], ['#fff', [4, 4]]]) {
      context.strokeStyle = colour;
      context.setLineDash(dash);
      context.beginPath();
      if (x >= plot.left && x <= plot.right) {
        context.moveTo(x, plot.top);
        context.lineTo(x, plot.bottom);
      }

      if (y !== null && y >= plot.top && y <= plot.bottom) {
        context.moveTo(plot.left, y);
        context.lineTo(plot.right, y);
      }

      context.stroke();
    }

    context.restore();
  }
}
