// Samples of a chunk in the plane of I and Q: equal axes, and circles of equal strength.

import { h, svg, fill } from '../dom.js';
import { count, quantity } from '../format.js';
import { scale, ticks } from './scale.js';

const SIZE = 340;
const EDGE = 44;
const ROOM = 1.08;

/**
 * @returns {{element: HTMLElement, show: function(object): void}} a figure; `show` draws one of the waterfall's chunks, as the API tells of it
 */
export function constellation() {
  const drawing = svg('svg.chart.constellation', { viewBox: `0 0 ${SIZE} ${SIZE}`, role: 'img' });
  const caption = h('figcaption');
  const choice = h('select', { onchange: () => shown && draw() }, h('option', { value: 'fit' }, 'fitted'), h('option', { value: 'full' }, 'full scale'));
  const element = h('figure.plot', null, caption, h('div.tools', null, h('label', null, 'Axes ', choice)), drawing);
  let shown = null;

  function draw() {
    const { i, q } = shown.constellation;
    const squares = i.map((value, n) => value ** 2 + q[n] ** 2);
    const strongest = Math.sqrt(squares.reduce((a, b) => Math.max(a, b), 0));
    const rms = Math.sqrt(squares.reduce((a, b) => a + b, 0) / Math.max(1, squares.length));
    const reach = ROOM * (choice.value === 'full' || strongest === 0 ? 1 : strongest);
    const toX = scale(-reach, reach, EDGE, SIZE - 8);
    const toY = scale(-reach, reach, SIZE - EDGE, 8);
    const written = value => reach < 0.02 && value !== 0 ? value.toExponential(0) : quantity(value, reach < 0.2 ? 3 : reach < 2 ? 2 : 1);
    fill(caption, `Constellation of chunk ${count(shown.chunk + 1)}: ${count(i.length)} of its samples, rms ${rms < 0.001 ? rms.toExponential(1) : quantity(rms, 3)}`);
    drawing.setAttribute('aria-label', `${caption.textContent}; the strongest has ${strongest < 0.001 ? strongest.toExponential(1) : quantity(strongest, 3)} of full scale`);
    fill(drawing,
      ticks(-reach, reach, 5).map(value => [
        svg('line.grid', { x1: toX(value), x2: toX(value), y1: 8, y2: SIZE - EDGE }),
        svg('line.grid', { x1: EDGE, x2: SIZE - 8, y1: toY(value), y2: toY(value) }),
        svg('text', { x: toX(value), y: SIZE - EDGE + 16, 'text-anchor': 'middle' }, written(value)),
        svg('text', { x: EDGE - 5, y: toY(value) + 4, 'text-anchor': 'end' }, written(value))]),
      svg('path.axis', { d: `M${toX(0)} 8V${SIZE - EDGE}M${EDGE} ${toY(0)}H${SIZE - 8}` }),
      svg('text', { x: SIZE - 8, y: SIZE - 6, 'text-anchor': 'end' }, 'I'),
      svg('text', { x: 4, y: 16 }, 'Q'),
      // A drawing within the drawing cuts off what lies outside the axes.
      svg('svg', { x: EDGE, y: 8, width: SIZE - EDGE - 8, height: SIZE - EDGE - 8, viewBox: `${EDGE} 8 ${SIZE - EDGE - 8} ${SIZE - EDGE - 8}` },
        circle(1, 'full scale', toX, toY), circle(rms, 'rms', toX, toY),
        svg('path.points', { d: i.map((value, n) => `M${toX(value).toFixed(1)} ${toY(q[n]).toFixed(1)}h0.01`).join('') })));
  }

  return {
    element,
    show(chunk) {
      shown = chunk;
      draw();
    },
  };
}

const circle = (radius, name, toX, toY) => radius > 0
  ? [svg('circle.ring', { cx: toX(0), cy: toY(0), r: toX(radius) - toX(0) }), svg('text.label', { x: toX(radius * 0.7071) + 3, y: toY(radius * 0.7071) - 3 }, name)]
  : null;
