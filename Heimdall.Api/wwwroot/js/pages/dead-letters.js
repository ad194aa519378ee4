// Messages that no worker could understand.

import { may } from '../app.js';
import { h } from '../dom.js';
import { count, shortId, size, time } from '../format.js';
import { list } from '../parts/list.js';
import { notForYou } from '../parts/who.js';

const WHAT = 'Messages that no worker could understand. Nothing of the work is lost with them: jobs are in the database, and a message is a wake-up only.';

export async function page({ signal }) {
  if (!may.administer()) {
    return notForYou('Dead letters', 'admin', WHAT);
  }

  return {
    title: 'Dead letters',
    content: [
      h('h1', null, 'Dead letters'),
      h('p.soft', null, WHAT),
      await list('/api/v1/admin/dead-letters', {}, [
        { title: 'Message', cell: letter => h('a', { href: `/dead-letters/${letter.id}` }, shortId(letter.id)) },
        { title: 'Queue', cell: letter => letter.queue },
        { title: 'What is wrong', cell: letter => h('div.reading', null, letter.reason) },
        { title: 'Size', number: true, cell: letter => size(letter.body_bytes) },
        { title: 'Times', number: true, cell: letter => count(letter.count) },
        { title: 'First', cell: letter => time(letter.first_at) },
        { title: 'Last', cell: letter => time(letter.last_at) },
      ], { none: 'No message was put aside.', signal }),
    ],
  };
}
