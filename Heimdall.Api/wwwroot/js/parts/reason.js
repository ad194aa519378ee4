// Why something is done again: the audit log keeps it.

import { h } from '../dom.js';
import { openDialog } from './dialog.js';

const REASON_CHARACTERS = 2000;

/**
 * @param {{title: string, text: string, act: string}} what the act is the word on the button
 * @returns {Promise<string|undefined>} undefined where it is left as it is
 */
export async function askReason({ title, text, act }) {
  const field = h('textarea', { name: 'reason', rows: 3, required: true, maxlength: REASON_CHARACTERS, autofocus: true });
  const dialog = openDialog(title,
    h('form', {
      onsubmit: event => {
        event.preventDefault();
        dialog.close(field.value.trim() || undefined);
      },
    },
    h('p', null, text),
    h('label.field', null, h('span', null, 'Why? The audit log keeps the reason.'), field),
    h('div.actions', null,
      h('button', { type: 'submit' }, act),
      h('button.quiet', { type: 'button', onclick: () => dialog.close(undefined) }, 'Leave it as it is'))));
  return await dialog.closed;
}
