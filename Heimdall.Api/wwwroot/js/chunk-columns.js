// The features of a recording's chunks, a part at a time and kept: an hour has 18,000 of them.

import { get } from './api.js';

const PAGE_CHUNKS = 5000;
const MOST_PAGES = 4;

/** More chunks than this are not looked at at once. */
export const MOST_CHUNKS = PAGE_CHUNKS * MOST_PAGES;

export class ChunkColumns {
  constructor(sessionId, measurementId, signal) {
    this.address = `/api/v1/sessions/${sessionId}/features`;
    this.measurementId = measurementId;
    this.signal = signal;
    this.pages = new Map();
  }

  /** The features of one chunk by name; null where it has none. */
  async row(chunk) {
    const page = Math.floor(chunk / PAGE_CHUNKS);
    const columns = await this.#page(page);
    const at = chunk - page * PAGE_CHUNKS;
    return columns && at < columns.start_sample.length ? Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[at]])) : null;
  }

  /** The columns of these names from one chunk up to another, at most MOST_CHUNKS; null where there are none. */
  async range(from, to, names) {
    const first = Math.floor(from / PAGE_CHUNKS);
    const last = Math.floor(Math.max(from, to - 1) / PAGE_CHUNKS);
    const pages = await Promise.all(Array.from({ length: last - first + 1 }, (_, i) => this.#page(first + i)));
    const known = pages.filter(Boolean);
    return known.length === 0
      ? null
      : Object.fromEntries(names.map(name => [name, known.flatMap(page => page[name] ?? []).slice(from - first * PAGE_CHUNKS, to - first * PAGE_CHUNKS)]));
  }

  #page(index) {
    let page = this.pages.get(index);
    if (!page) {
      page = this.#load(index);
      this.pages.set(index, page);
      page.catch(() => this.pages.delete(index));
      if (this.pages.size > 2 * MOST_PAGES) {
        this.pages.delete(this.pages.keys().next().value);
      }
    }

    return page;
  }

  async #load(index) {
    const query = { detail: 'chunks', measurement_id: this.measurementId, from: index * PAGE_CHUNKS, limit: PAGE_CHUNKS };
    const { receivers } = await get(this.address, query, this.signal);
    return receivers.find(receiver => receiver.measurement_id === this.measurementId)?.chunks ?? null;
  }
}
