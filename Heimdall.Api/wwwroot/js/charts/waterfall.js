// A recording's spectrum over time, on a canvas: an hour is moved and zoomed as smoothly as a second.

import { h, fill } from '../dom.js';
import { decibels, duration, hertz, quantity } from '../format.js';
import { clockTime, elapsed, utcTime } from './clock.js';
import { Tiles } from './tiles.js';
import { palette } from './viridis.js';
import { takeInput } from './waterfall-input.js';
import { WaterfallPicture } from './waterfall-picture.js';
import { Window } from './window.js';

const LEAST_ROWS = 16;
const LEAST_BINS = 16;
const GLIDE_MS = 160;
const BUTTON_ZOOM = 2;
const HINT_MS = 2500;

/**
 * @param {{about: object, address: string, beginning: number, name: string, link: EventTarget, signal: AbortSignal,
 *   onChoose: function(number): void, onView: function(number, number): void}} what
 *   `about` the waterfall, as the API tells of it; `address` of its tiles; `beginning` of the recording in milliseconds since 1970;
 *   `link` moves the cursors of all charts over the recording's seconds together; `onChoose` a chunk; `onView` seconds in sight
 * @returns {{element: HTMLElement, choose: function(number): void}}
 */
export function waterfall({ about, address, beginning, name, link, signal, onChoose, onView }) {
  const half = about.sample_rate_hz / 2;
  const binHz = about.sample_rate_hz / about.bins;
  const time = new Window(0, about.duration_seconds, LEAST_ROWS * about.levels[0].row_seconds);
  const frequency = new Window(-half, half, LEAST_BINS * binHz);
  const canvas = h('canvas.waterfall', { tabindex: 0, role: 'application', 'aria-roledescription': 'spectrogram', 'aria-label': inWords(about, name), 'aria-describedby': 'waterfall-keys' });
  const reading = h('p.reading-line', { 'aria-live': 'off' });
  const overlay = h('p.waterfall-hint', { hidden: true, 'aria-hidden': 'true' }, 'Click into the picture, or hold Ctrl, to zoom with the wheel');
  const shown = { cursor: null, chosen: null, isLocal: false, isAbsolute: false, beginning, frequencyHz: about.frequency_hz };
  const tiles = new Tiles(address, about, arrived, signal);
  const picture = new WaterfallPicture(canvas, about, tiles, time, frequency);
  const colours = colourControl(about, range => {
    tiles.paint(...range);
    draw();
  }, () => tiles.automaticRange());
  let isDue = false;
  let isRanged = false;
  let hintTimer;

  function draw() {
    if (!isDue && picture.width > 0) {
      isDue = true;
      requestAnimationFrame(() => {
        isDue = false;
        picture.draw(shown);
        tell();
      });
    }
  }

  // What tests and style sheets may ask: what is in sight, where, and whether all of it is here.
  function tell() {
    const { plot } = picture;
    Object.assign(canvas.dataset, {
      state: tiles.isComplete ? 'ready' : tiles.hasFailed ? 'failed' : 'loading',
      from: time.from, to: time.to, low: frequency.from, high: frequency.to,
      plot: `${plot.left} ${plot.top} ${plot.right} ${plot.bottom}`, level: picture.level.level,
    });
    canvas.style.touchAction = frequency.isWhole ? 'pan-y' : 'none';
    read();
  }

  function arrived() {
    // The colours are set by what is seen first, and stay until they are asked for anew.
    if (!isRanged && tiles.isComplete) {
      isRanged = true;
      colours.set(tiles.automaticRange());
    }

    draw();
  }

  function changed() {
    draw();
    onView(time.from, time.to);
  }

  function point(at, byKey) {
    shown.cursor = at;
    reading.setAttribute('aria-live', byKey ? 'polite' : 'off');
    draw();
    link.dispatchEvent(new CustomEvent('cursor', { detail: { x: at?.seconds ?? null, by: canvas } }));
  }

  function read() {
    const at = shown.cursor;
    if (tiles.hasFailed) {
      fill(reading, 'A part of it could not be loaded. Trying again.');
    } else if (!at) {
      fill(reading, `${elapsed(time.from, 1)} to ${elapsed(time.to, 1)} of ${duration(about.duration_seconds)}, level ${picture.level.level}: a row is ${duration(picture.level.row_seconds)}`);
    } else {
      fill(reading,
        h('span', { title: utcTime(beginning, at.seconds, 3) }, `${elapsed(at.seconds, 3)} (${clockTime(beginning, at.seconds, 3)})`),
        at.hz === null ? null : [
          ` · ${hertz(at.hz, 3)} from the centre (${quantity((about.frequency_hz + at.hz) / 1e6, 3, 'MHz')}) · `,
          h('strong', null, decibels(valueAt(at), 'dBFS')), ` in ${hertz(binHz, 1)}`]);
    }
  }

  // Of the finest that is here.
  function valueAt({ seconds, hz }) {
    const bin = Math.max(0, Math.min(about.bins - 1, Math.round(hz / binHz) + about.bins / 2));
    for (const { level, row_seconds: rowSeconds, rows } of about.levels.slice(about.levels.indexOf(picture.level))) {
      const value = tiles.value(level, Math.max(0, Math.min(rows - 1, Math.floor(seconds / rowSeconds))), bin);
      if (value !== null) {
        return value;
      }
    }

    return null;
  }

  const chunkSeconds = about.chunk_samples / about.sample_rate_hz;
  const inRange = chunk => Math.max(0, Math.min(about.chunks - 1, chunk));

  function choose(chunk) {
    shown.chosen = { chunk, from: chunk * chunkSeconds, to: Math.min(about.duration_seconds, (chunk + 1) * chunkSeconds) };
    if (shown.chosen.to < time.from || shown.chosen.from > time.to) {
      time.show(shown.chosen.from - time.span / 2, shown.chosen.from + time.span / 2);
      onView(time.from, time.to);
    }

    draw();
  }

  function glide(change) {
    const before = [time.from, time.to, frequency.from, frequency.to];
    change();
    const after = [time.from, time.to, frequency.from, frequency.to];
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
      changed();
      return;
    }

    const start = performance.now();
    const step = now => {
      const share = Math.min(1, (now - start) / GLIDE_MS);
      const eased = 1 - (1 - share) ** 3;
      const [a, b, c, d] = before.map((value, i) => value + (after[i] - value) * eased);
      time.show(a, b);
      frequency.show(c, d);
      draw();
      if (share < 1 && !signal.aborted) {
        requestAnimationFrame(step);
      } else {
        changed();
      }
    };
    step(start);
  }

  const input = takeInput(canvas, picture, {
    point,
    choose: seconds => onChoose(inRange(Math.floor(seconds / chunkSeconds))),
    step: by => onChoose(inRange((shown.chosen?.chunk ?? -1) + by)),
    changed,
    glide,
    hint: () => {
      overlay.hidden = false;
      clearTimeout(hintTimer);
      hintTimer = setTimeout(() => { overlay.hidden = true; }, HINT_MS);
    },
  }, () => shown.cursor);

  link.addEventListener('cursor', ({ detail }) => {
    if (detail.by !== canvas && detail.x !== (shown.cursor?.seconds ?? null)) {
      shown.cursor = detail.x === null ? null : { seconds: detail.x, hz: null };
      draw();
    }
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw, { signal });
  new ResizeObserver(([{ contentRect: { width, height } }]) => {
    picture.resize(width, height);
    picture.draw(shown);
    tell();
  }).observe(canvas);

  const choice = (label, options, onChange) => h('label', null, `${label} `, h('select', { onchange: event => { onChange(event.target.value); draw(); } }, options.map(([value, text]) => h('option', { value }, text))));
  const zoomButtons = (label, ofFrequency) => h('span.group', { role: 'group', 'aria-label': label }, `${label} `,
    h('button.small', { type: 'button', 'aria-label': `${label} out`, onclick: () => input.zoom(BUTTON_ZOOM, ofFrequency) }, '−'),
    h('button.small', { type: 'button', 'aria-label': `${label} in`, onclick: () => input.zoom(1 / BUTTON_ZOOM, ofFrequency) }, '+'));
  const element = h('figure.waterfall-figure', null,
    h('div.tools', null,
      zoomButtons('Zoom time', false),
      zoomButtons('Zoom frequency', true),
      h('button.small', { type: 'button', onclick: () => glide(() => { time.all(); frequency.all(); }) }, 'Whole'),
      choice('Time axis', [['', 'from the beginning'], ['local', 'local']], value => { shown.isLocal = value === 'local'; }),
      choice('Frequency axis', [['', 'offset'], ['absolute', 'absolute']], value => { shown.isAbsolute = value === 'absolute'; })),
    h('div.waterfall-paper', null, canvas, overlay),
    reading,
    colours.element,
    h('figcaption.soft', { id: 'waterfall-keys' }, 'Click chooses a chunk. Drag or arrow keys move, the wheel or + and − zoom in time, Alt with the wheel or [ and ] in frequency, 0 shows the whole, Page Up and Page Down go from chunk to chunk.'));
  return { element, choose };
}

/** The text in place of the picture. */
function inWords(about, name) {
  const strongest = about.mean_psd_db.reduce((best, value, bin) => value > about.mean_psd_db[best] ? bin : best, 0);
  return `Spectrogram of ${name}: ${duration(about.duration_seconds)}, ${hertz(about.sample_rate_hz)} around ${hertz(about.frequency_hz)}. `
    + `On average the strongest is ${hertz((strongest - about.bins / 2) * about.sample_rate_hz / about.bins, 1)} from the centre with ${decibels(about.mean_psd_db[strongest], 'dBFS/Hz')}.`;
}

/** From which level on it is dark, from which on bright, and what the colours mean. */
function colourControl({ value_offset_db: offset, value_step_db: step }, onRange, automatic) {
  const end = Math.floor(offset + 255 * step);
  const bar = h('canvas.colour-bar', { width: 256, height: 1, 'aria-hidden': 'true' });
  const [lowText, highText] = [h('output'), h('output')];
  const slider = (label, output) => {
    const input = h('input', { type: 'range', min: offset, max: end, step: 1, oninput: () => moved(input) });
    return { input, element: h('label', null, `${label} `, input, output) };
  };
  const low = slider('Dark from', lowText);
  const high = slider('Bright from', highText);

  function moved(by) {
    // One pushes the other: the range is never empty.
    if (Number(low.input.value) >= Number(high.input.value)) {
      const other = by === low.input ? high.input : low.input;
      other.value = Number(by.value) + (by === low.input ? 1 : -1);
    }

    apply();
  }

  function apply() {
    fill(lowText, decibels(Number(low.input.value), 'dBFS'));
    fill(highText, decibels(Number(high.input.value), 'dBFS'));
    onRange([Number(low.input.value), Number(high.input.value)]);
  }

  function set([from, to]) {
    low.input.value = from;
    high.input.value = to;
    apply();
  }

  const image = new ImageData(new Uint8ClampedArray(palette(0, 255).buffer), 256, 1);
  bar.getContext('2d').putImageData(image, 0, 0);
  return {
    set,
    element: h('div.tools', null, low.element, bar, high.element, h('button.small', { type: 'button', onclick: () => set(automatic()) }, 'Automatic')),
  };
}
