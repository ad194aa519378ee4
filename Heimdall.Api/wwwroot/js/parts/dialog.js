// A question before something that cannot be taken back. The browser keeps the focus inside, and Escape answers no.

import { h } from '../dom.js';

/**
 * Opens a dialog; it is gone when it closes, and closes when the page is left.
 * @param {string} title
 * @param {...any} content
 * @returns {{close: function(any): void, closed: Promise<any>}} what it was closed with; undefined when it was dismissed
 */
export function openDialog(title, ...content) {
  const heading = h('h2', { id: 'dialog-title' }, title);
  const element = h('dialog.dialog', { 'aria-labelledby': 'dialog-title' }, heading, content);
  const leaving = new AbortController();
  let answer;
  const closed = new Promise(resolve => element.addEventListener('close', () => {
    leaving.abort();
    element.remove();
    resolve(answer);
  }));
  addEventListener('popstate', () => element.close(), { signal: leaving.signal });
  document.body.append(element);
  element.showModal();
  return {
    close(value) {
      answer = value;
      element.close();
    },
    closed,
  };
}

/**
 * Asks whether to go on.
 * @param {{title: string, text: string, act: string}} what the act is the word on the button
 * @returns {Promise<boolean>}
 */
export async function confirmed({ title, text, act }) {
  const dialog = openDialog(title,
    h('p', null, text),
    h('div.actions', null,
      h('button.danger', { type: 'button', onclick: () => dialog.close(true) }, act),
      h('button.quiet', { type: 'button', autofocus: true, onclick: () => dialog.close(false) }, 'Leave it')));
  return await dialog.closed === true;
}
