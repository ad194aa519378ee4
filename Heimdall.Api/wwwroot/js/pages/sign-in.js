// Signing in with a key, where no link did it.

import { post } from '../api.js';
import { h, fill } from '../dom.js';

/**
 * @param {?string} reason why it is due
 * @param {function(): Promise} onSignedIn goes on
 */
export function signInPage(reason, onSignedIn) {
  const said = h('p.said', { role: 'alert' }, reason);
  const key = h('input', { id: 'key', name: 'key', type: 'password', required: true, maxlength: 512, autocomplete: 'current-password', spellcheck: 'false' });

  async function submit(event) {
    event.preventDefault();
    try {
      await post('/api/v1/console/sign-in', { key: key.value });
      await onSignedIn();
    } catch (fault) {
      fill(said, fault.message);
      key.select();
    }
  }

  return h('form.sign-in', { onsubmit: submit },
    h('h1', null, 'Sign in'),
    said,
    h('label', { for: 'key' }, 'Key'), key,
    h('button', { type: 'submit' }, 'Sign in'),
    h('p.hint', null, 'The first admin’s key is in the file that the start names. Others get theirs from an admin. The key is sent once and is not kept in the browser.'));
}
