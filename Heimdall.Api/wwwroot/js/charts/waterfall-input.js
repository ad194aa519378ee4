// Moving about in a waterfall: by pointer, wheel, two fingers and keys.

const WHEEL_LINE_PIXELS = 16;
const WHEEL_ZOOM = 0.0022;
const CLICK_PIXELS = 4;
const KEY_ZOOM = 1.5;

/** Of what is seen, that an arrow key moves by. */
const KEY_STEP = 0.1;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {WaterfallPicture} picture
 * @param {{point: function(?object, boolean): void, choose: function(number): void, step: function(number): void, changed: function(): void, glide: function(function(): void): void, hint: function(): void}} on
 *   `point` the cursor, and whether a key moved it; `choose` the time that was clicked; `step` to the next or the last chunk; `glide` changes the view in a movement
 * @param {function(): ?{seconds: number, hz: ?number}} cursor where it is
 */
export function takeInput(canvas, picture, on, cursor) {
  const { time, frequency } = picture;
  const fingers = new Map();
  let travelled = 0;

  const place = event => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const isInside = ({ x, y }) => x >= picture.plot.left && x <= picture.plot.right && y >= picture.plot.top && y <= picture.plot.bottom;
  const valuesAt = ({ x, y }) => ({ seconds: picture.toX.invert(x), hz: picture.toY.invert(y) });

  function drag(from, to) {
    const [one, other] = [valuesAt(from), valuesAt(to)];
    time.move(one.seconds - other.seconds);
    frequency.move(one.hz - other.hz);
    on.changed();
  }

  // The distance that grew more says which axis is meant.
  function pinch([a0, b0], [a1, b1]) {
    const middle = valuesAt({ x: (a1.x + b1.x) / 2, y: (a1.y + b1.y) / 2 });
    const [wide0, wide1] = [Math.abs(a0.x - b0.x), Math.abs(a1.x - b1.x)];
    const [high0, high1] = [Math.abs(a0.y - b0.y), Math.abs(a1.y - b1.y)];
    if (wide0 > high0 / 2 && wide1 > 1) {
      time.zoom(wide0 / wide1, middle.seconds);
    }

    if (high0 > wide0 / 2 && high1 > 1) {
      frequency.zoom(high0 / high1, middle.hz);
    }

    on.changed();
  }

  canvas.addEventListener('pointerdown', event => {
    if (event.button === 0) {
      canvas.setPointerCapture(event.pointerId);
      fingers.set(event.pointerId, place(event));
      travelled = fingers.size > 1 ? Infinity : 0;
    }
  });
  canvas.addEventListener('pointermove', event => {
    const to = place(event);
    const from = fingers.get(event.pointerId);
    if (!from) {
      on.point(isInside(to) ? valuesAt(to) : null, false);
      return;
    }

    const before = [...fingers.values()];
    travelled += Math.hypot(to.x - from.x, to.y - from.y);
    if (travelled > CLICK_PIXELS) {
      fingers.set(event.pointerId, to);
      canvas.classList.add('dragged');
      if (fingers.size === 1) {
        drag(from, to);
        on.point(isInside(to) ? valuesAt(to) : null, false);
      } else if (fingers.size === 2) {
        pinch(before, [...fingers.values()]);
      }
    }
  });
  const lift = event => {
    const was = fingers.delete(event.pointerId);
    canvas.classList.remove('dragged');
    if (was && event.type === 'pointerup' && travelled <= CLICK_PIXELS && isInside(place(event))) {
      const at = valuesAt(place(event));
      on.point(at, false);
      on.choose(at.seconds);
    }
  };
  canvas.addEventListener('pointerup', lift);
  canvas.addEventListener('pointercancel', lift);
  canvas.addEventListener('pointerleave', () => fingers.size === 0 && on.point(null, false));

  canvas.addEventListener('wheel', event => {
    // The page goes on scrolling under the pointer, until the picture is what one is at.
    const isMeant = document.activeElement === canvas || event.ctrlKey || event.shiftKey || event.altKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
    if (!isMeant) {
      on.hint();
      return;
    }

    event.preventDefault();
    const at = place(event);
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? WHEEL_LINE_PIXELS : 1;
    const [across, down] = [event.deltaX * lines, event.deltaY * lines];
    if (event.shiftKey || Math.abs(across) > Math.abs(down)) {
      time.move((event.shiftKey && across === 0 ? down : across) * time.span / Math.max(1, picture.plot.right - picture.plot.left));
    } else {
      const factor = Math.exp(Math.max(-200, Math.min(200, down)) * WHEEL_ZOOM * (event.ctrlKey ? 4 : 1));
      if (event.altKey || at.x < picture.plot.left) {
        frequency.zoom(factor, valuesAt(at).hz);
      } else {
        time.zoom(factor, valuesAt(at).seconds);
      }
    }

    on.changed();
  }, { passive: false });

  canvas.addEventListener('keydown', event => {
    const keys = {
      ArrowLeft: () => move(-1, 0),
      ArrowRight: () => move(1, 0),
      ArrowUp: () => move(0, 1),
      ArrowDown: () => move(0, -1),
      PageUp: () => on.step(-1),
      PageDown: () => on.step(1),
      Home: () => { time.show(time.start, time.start + time.span); pointKey(time.from, null); },
      End: () => { time.show(time.end - time.span, time.end); pointKey(time.to, null); },
      '+': () => on.glide(() => time.zoom(1 / KEY_ZOOM, middle().seconds)),
      '=': () => on.glide(() => time.zoom(1 / KEY_ZOOM, middle().seconds)),
      '-': () => on.glide(() => time.zoom(KEY_ZOOM, middle().seconds)),
      ']': () => on.glide(() => frequency.zoom(1 / KEY_ZOOM, middle().hz)),
      '[': () => on.glide(() => frequency.zoom(KEY_ZOOM, middle().hz)),
      0: () => on.glide(() => { time.all(); frequency.all(); }),
      Enter: () => on.choose(middle().seconds),
      ' ': () => on.choose(middle().seconds),
      Escape: () => on.point(null, true),
    };
    const act = !event.ctrlKey && !event.metaKey && !event.altKey && keys[event.key];
    if (act) {
      event.preventDefault();
      act();
      on.changed();
    }
  });

  const middle = () => {
    const at = cursor();
    return { seconds: at?.seconds ?? (time.from + time.to) / 2, hz: at?.hz ?? (frequency.from + frequency.to) / 2 };
  };

  // The view moves where there is more to see, and the cursor with it; where there is none the cursor moves alone.
  function move(right, up) {
    const at = middle();
    const [by, byHz] = [right * KEY_STEP * time.span, up * KEY_STEP * frequency.span];
    time.move(by);
    frequency.move(byHz);
    pointKey(at.seconds + by, at.hz + byHz);
  }

  function pointKey(seconds, hz) {
    const within = ({ from, to }, value) => Math.max(from, Math.min(to, value));
    on.point({ seconds: within(time, seconds), hz: within(frequency, hz ?? middle().hz) }, true);
  }

  return { zoom: (factor, ofFrequency) => on.glide(() => ofFrequency ? frequency.zoom(factor, middle().hz) : time.zoom(factor, middle().seconds)) };
}
