// The pieces of a waterfall: asked for as they come into sight, kept while they may come again, never asked for twice at once.

import { bytes } from '../api.js';
import { palette } from './viridis.js';

const MOST_TILES = 64;
const MOST_REQUESTS = 4;
const RETRY_MS = 3000;
const FIRST_QUANTILE = 0.25;
const LAST_QUANTILE = 0.9995;
/** Room below, so that noise is dark and its texture is seen. */
const NOISE_ROOM_DB = 6;
const LEAST_RANGE_DB = 25;

const keyOf = (level, index) => `${level}/${index}`;

export class Tiles {
  /**
   * @param {string} address in the API, before level and index
   * @param {{bins: number, tile_rows: number, levels: Array<object>, value_offset_db: number, value_step_db: number}} about the waterfall
   * @param {function(): void} onArrival
   * @param {AbortSignal} signal of the page
   */
  constructor(address, about, onArrival, signal) {
    this.address = address;
    // Browsers keep tiles for ever: those of another picture of the same recording have to have other addresses.
    this.edition = encodeURIComponent(about.made_at);
    this.about = about;
    this.onArrival = onArrival;
    this.signal = signal;
    this.held = new Map();
    this.underWay = new Map();
    this.failedAt = new Map();
    this.wanted = [];
    this.asked = [];
    this.colours = palette(0, 255);
    this.version = 0;
    signal.addEventListener('abort', () => this.underWay.forEach(request => request.abort()));
  }

  /** The colours from now on, by the decibels of the darkest and the brightest. */
  paint(lowDb, highDb) {
    const { value_offset_db: offset, value_step_db: step } = this.about;
    this.colours = palette((lowDb - offset) / step, (highDb - offset) / step);
    this.version += 1;
  }

  /**
   * Says what is asked for, the most wanted first: what is on its way and not among it any more is called off.
   * @param {Array<{level: number, index: number}>} seen
   * @param {Array<{level: number, index: number}>} ahead what is likely to be seen next
   */
  want(seen, ahead) {
    this.wanted = seen;
    this.asked = [...seen, ...ahead];
    const keys = new Set(this.asked.map(({ level, index }) => keyOf(level, index)));
    for (const [key, request] of this.underWay) {
      if (!keys.has(key)) {
        request.abort();
        this.underWay.delete(key);
      }
    }

    this.#askNext();
  }

  /** The tile as a picture, time to the right and the highest frequency at the top; null where it is not here yet. */
  picture(level, index) {
    const tile = this.held.get(keyOf(level, index));
    if (!tile) {
      return null;
    }

    // The least lately seen is the first to go.
    this.held.delete(tile.key);
    this.held.set(tile.key, tile);
    if (tile.version !== this.version) {
      this.#draw(tile);
    }

    return tile.canvas;
  }

  /** The value of one bin at one row, dBFS; null where the tile is not here yet. */
  value(level, row, bin) {
    const { bins, tile_rows: rows, value_offset_db: offset, value_step_db: step } = this.about;
    const tile = this.held.get(keyOf(level, Math.floor(row / rows)));
    const value = tile?.values[(row % rows) * bins + bin];
    return value === undefined ? null : value * step + offset;
  }

  get isComplete() {
    return this.wanted.every(({ level, index }) => this.held.has(keyOf(level, index)));
  }

  get hasFailed() {
    return this.wanted.some(({ level, index }) => this.failedAt.has(keyOf(level, index)));
  }

  /** A range of colours that shows noise darkly and a signal brightly, by the quantiles of what is in sight. */
  automaticRange() {
    const { value_offset_db: offset, value_step_db: step } = this.about;
    const counts = new Float64Array(256);
    const seen = this.wanted.map(({ level, index }) => this.held.get(keyOf(level, index))).filter(Boolean);
    for (const { values } of seen.length > 0 ? seen : this.held.values()) {
      for (const value of values) {
        counts[value] += 1;
      }
    }

    // The smallest value is silence, which is no level.
    counts[0] = 0;
    const total = counts.reduce((sum, n) => sum + n, 0);
    if (total === 0) {
      return [offset, offset + 255 * step];
    }

    const low = quantile(counts, total * FIRST_QUANTILE) * step + offset - NOISE_ROOM_DB;
    const high = quantile(counts, total * LAST_QUANTILE) * step + offset;
    return [Math.floor(low), Math.ceil(Math.max(high, low + LEAST_RANGE_DB))];
  }

  #askNext() {
    for (const { level, index } of this.asked) {
      const key = keyOf(level, index);
      if (this.underWay.size >= MOST_REQUESTS || this.signal.aborted) {
        return;
      }

      if (!this.held.has(key) && !this.underWay.has(key) && !(Date.now() - this.failedAt.get(key) < RETRY_MS)) {
        this.#ask(level, index, key);
      }
    }
  }

  async #ask(level, index, key) {
    const request = new AbortController();
    this.underWay.set(key, request);
    try {
      const values = new Uint8Array(await bytes(`${this.address}/${level}/${index}?of=${this.edition}`, request.signal));
      this.failedAt.delete(key);
      this.#hold({ key, level, values, rows: Math.floor(values.length / this.about.bins), canvas: document.createElement('canvas'), version: -1 });
    } catch (fault) {
      if (request.signal.aborted) {
        return;
      }

      this.failedAt.set(key, Date.now());
      if (fault.status !== 401) {
        setTimeout(() => this.signal.aborted || this.#askNext(), RETRY_MS);
      }
    } finally {
      if (this.underWay.get(key) === request) {
        this.underWay.delete(key);
      }
    }

    if (!this.signal.aborted) {
      this.onArrival();
      this.#askNext();
    }
  }

  #hold(tile) {
    this.held.set(tile.key, tile);
    const last = this.about.levels.at(-1).level;
    for (const [key, { level }] of this.held) {
      if (this.held.size <= MOST_TILES) {
        return;
      }

      // The overview stays: something can be shown wherever one goes.
      if (level !== last && key !== tile.key) {
        this.held.delete(key);
      }
    }
  }

  #draw(tile) {
    const { bins } = this.about;
    const { rows, values, canvas } = tile;
    canvas.width = Math.max(1, rows);
    canvas.height = bins;
    const image = new ImageData(Math.max(1, rows), bins);
    const pixels = new Uint32Array(image.data.buffer);
    const { colours } = this;
    for (let bin = bins - 1, at = 0; bin >= 0; bin--) {
      for (let row = 0, from = bin; row < rows; row++, from += bins) {
        pixels[at++] = colours[values[from]];
      }
    }

    canvas.getContext('2d').putImageData(image, 0, 0);
    tile.version = this.version;
  }
}

function quantile(counts, until) {
  let sum = 0;
  return Math.max(0, counts.findIndex(n => (sum += n) >= until));
}
