// Messages that no worker could understand.

import { may } from '../app.js';
import { h } from '../dom.js';
import { count, shortId, size, time } from '../format.js';
import { asked, filters } from '../parts/filters.js';
import { list } from '../parts/list.js';
import { actButton } from '../parts/many.js';
import { notForYou } from '../parts/who.js';

const WHAT = 'Messages that no worker could understand. Nothing of the work is lost with them: jobs are in the database, and a message is a wake-up only.';

const FIELDS = [
  { name: 'queue', label: 'Queue', hint: 'its whole name' },
  { name: 'reason', label: 'What is wrong', hint: 'a part of it' },
  { name: 'from', label: 'Came last from', type: 'datetime-local', more: true },
  { name: 'to', label: 'Came last before', type: 'datetime-local', more: true },
];

const REMOVE = {
  path: '/api/v1/admin/dead-letters/delete',
  label: 'Remove all that match…',
  title: 'Remove these messages?',
  act: 'Remove them',
  done: 'removed',
  one: 'message',
  many: 'messages',
  skipped: 'came again meanwhile or were removed by somebody else',
  danger: true,
  columns: [
    ['Message', letter => shortId(letter.id)],
    ['Queue', letter => letter.queue],
    ['What is wrong', letter => h('span.clipped', { title: letter.reason }, reason(letter))],
    ['Times', letter => count(letter.count)],
    ['Last', letter => time(letter.last_at)],
  ],
};

// An entry that stands for many says so before the reason of the last of them.
const reason = letter => letter.is_others ? [h('strong', null, 'All others: '), letter.reason] : letter.reason;

export async function page({ query, signal }) {
  if (!may.administer()) {
    return notForYou('Dead letters', 'admin', WHAT);
  }

  const filter = asked(FIELDS, query);
  return {
    title: 'Dead letters',
    content: [
      h('h1', null, 'Dead letters'),
      h('p.soft', null, WHAT),
      filters(FIELDS, query),
      h('div.actions', null,
        actButton(REMOVE, Object.keys(filter).length === 0 ? 'Choose by a filter what to remove.' : null, filter),
        h('span.soft', null, 'A preview is shown first.')),
      await list('/api/v1/admin/dead-letters', filter, [
        { title: 'Message', cell: letter => h('a', { href: `/dead-letters/${letter.id}` }, shortId(letter.id)) },
        { title: 'Queue', cell: letter => letter.queue },
        { title: 'What is wrong', cell: letter => h('div.reading', null, reason(letter)) },
        { title: 'Size', number: true, cell: letter => size(letter.body_bytes) },
        { title: 'Times', number: true, cell: letter => count(letter.count) },
        { title: 'First', cell: letter => time(letter.first_at) },
        { title: 'Last', cell: letter => time(letter.last_at) },
      ], { none: Object.keys(filter).length === 0 ? 'No message was put aside.' : 'No message is like this.', signal }),
    ],
  };
}
