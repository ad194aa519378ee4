// What a page shows in place of what it could not get.

import { h } from '../dom.js';

/** The problem in the API's own words, and a way to try again. */
export const failure = (fault, again) => h('section.failure', { role: 'alert' },
  h('h1', null, fault.title ?? 'Something went wrong'),
  h('p', null, fault.message),
  again ? h('button', { type: 'button', onclick: again }, 'Try again') : null);
