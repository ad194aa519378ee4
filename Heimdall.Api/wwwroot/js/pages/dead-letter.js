// One message that no worker could understand, as it came.

import { get, remove } from '../api.js';
import { go, may } from '../app.js';
import { h } from '../dom.js';
import { count, size, time } from '../format.js';
import { confirmed } from '../parts/dialog.js';
import { facts } from '../parts/facts.js';
import { action } from '../parts/notice.js';
import { notForYou } from '../parts/who.js';

const OTHERS = 'This stands for all messages of its queue that came when there was no room for more entries: how many, and since when. What is wrong, the size and the headers are those of the last one; no body is kept. Remove what you have looked at to make room.';

export async function page({ parameters: { id }, signal }) {
  if (!may.administer()) {
    return notForYou('Dead letter', 'admin', 'A message that no worker could understand.');
  }

  const letter = await get(`/api/v1/admin/dead-letters/${id}`, {}, signal);
  return {
    title: `Dead letter ${id.slice(-8)}`,
    content: h('div.stack', null,
      h('h1', null, `Dead letter ${id.slice(-8)}`),
      h('div.actions', null, erase(letter), h('a', { href: '/dead-letters' }, 'All dead letters')),
      h('p.said', null, letter.reason),
      letter.is_others ? h('p', null, OTHERS) : null,
      h('section.panel', null, h('h2', null, 'Message'), facts([
        ['Queue', letter.queue],
        ['Size', size(letter.body_bytes)],
        ['Times', count(letter.count)],
        ['First', time(letter.first_at)],
        ['Last', time(letter.last_at)],
        letter.is_others ? null : ['SHA-256', h('code.copied', null, letter.fingerprint)],
        ['Id', h('code.copied', null, letter.id)],
      ])),
      h('section.panel', null, h('h2', null, 'Headers'), raw(JSON.stringify(letter.headers, null, 2), 'Headers')),
      letter.is_others ? null : h('section.panel', null, h('h2', null, letter.body_text === undefined ? 'Body, in base64: it is no text' : 'Body'), raw(letter.body_text ?? letter.body_base64 ?? '', 'Body'), cut(letter))),
  };
}

const raw = (text, name) => h('pre.raw', { tabindex: 0, role: 'region', 'aria-label': name }, text);

function cut(letter) {
  const shown = atob(letter.body_base64 ?? '').length;
  return shown < letter.body_bytes ? h('p.soft', null, `The first ${size(shown)} of ${size(letter.body_bytes)}.`) : null;
}

const erase = letter => action('Remove', async () => {
  if (!await confirmed({ title: 'Remove this message?', text: 'It cannot be brought back. The audit log keeps that you removed it.', act: 'Remove the message' })) {
    return null;
  }

  await remove(`/api/v1/admin/dead-letters/${letter.id}`);
  await go('/dead-letters', { replace: true });
  return 'The message is removed.';
}, { class: 'danger' });
