// What is said to those who may not see a page.

import { h } from '../dom.js';

/** @param {string} role that it takes */
export const notForYou = (title, role, what) => ({
  title,
  content: [
    h('h1', null, title),
    h('section.panel', null,
      h('p', null, what),
      h('p', null, `This page is for the role ${role}. Sign in with such a key, or ask an admin.`)),
  ],
});
