// Short words about what was just done. Read out by screen readers; errors stay until they are closed.

import { h } from '../dom.js';

const PATIENCE_MS = 6000;

export function notice(text, kind = 'done') {
  const element = h(`p.notice.notice-${kind}`, null, text, h('button.quiet', { type: 'button', 'aria-label': 'Close', onclick: () => element.remove() }, '×'));
  document.getElementById('notices').append(element);
  if (kind !== 'error') {
    setTimeout(() => element.remove(), PATIENCE_MS);
  }
}

/** A button that does one thing, is not pressed twice, and says what became of it. */
export function action(label, run, attributes) {
  let runs = false;
  const button = h('button', {
    type: 'button',
    ...attributes,
    onclick: async () => {
      if (runs) {
        return;
      }

      // Not `disabled`: the focus would be lost to those who came by keys.
      runs = true;
      button.setAttribute('aria-busy', 'true');
      try {
        const said = await run();
        if (said) {
          notice(said);
        }
      } catch (fault) {
        notice(fault.message, 'error');
      } finally {
        runs = false;
        button.removeAttribute('aria-busy');
      }
    },
  }, label);
  return button;
}
