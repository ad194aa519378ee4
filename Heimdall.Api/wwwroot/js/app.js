// The frame around the pages: signing in, the menu, and which page an address shows.

import { get, post, signedOut } from './api.js';
import { h, fill } from './dom.js';
import { failure } from './parts/failure.js';
import { ROUTES, MENU } from './routes.js';
import { signInPage } from './pages/sign-in.js';

const top = document.getElementById('top');
const page = document.getElementById('page');

let who = null;
let leaving = new AbortController();
let seen = null;

/** Shows what an address names, and puts it into the browser's history. */
export function go(address, { replace = false } = {}) {
  history[replace ? 'replaceState' : 'pushState'](null, '', address);
  return show();
}

/** What the signed-in one may do. */
export const may = {
  operate: () => who?.role === 'operator' || who?.role === 'admin',
  administer: () => who?.role === 'admin',
};

async function show() {
  seen = location.pathname + location.search;
  // What the page before was still asking for is not wanted any more.
  leaving.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  const path = location.pathname;
  const found = ROUTES.map(route => ({ route, match: path.match(route.path) })).find(({ match }) => match);
  drawMenu(path);
  if (!found) {
    document.title = 'Not found – Heimdall';
    fill(page, h('h1', null, 'Not found'), h('p', null, `There is no page at ${path}. `, h('a', { href: '/' }, 'To the overview')));
    return;
  }

  page.setAttribute('aria-busy', 'true');
  try {
    const module = await found.route.load();
    const shown = await module.page({ parameters: found.match.groups ?? {}, query: new URLSearchParams(location.search), signal });
    if (!signal.aborted) {
      document.title = `${shown.title} – Heimdall`;
      fill(page, shown.content);
    }
  } catch (fault) {
    if (!signal.aborted && fault.status !== 401) {
      document.title = 'Heimdall';
      fill(page, failure(fault, show));
    }
  } finally {
    if (!signal.aborted) {
      page.removeAttribute('aria-busy');
    }
  }
}

function drawMenu(path) {
  fill(top,
    h('a.brand', { href: '/' }, h('img', { src: '/icon.svg', alt: '', width: 24, height: 24 }), 'Heimdall'),
    h('nav', { 'aria-label': 'Pages' }, MENU.map(([address, name]) =>
      h('a', { href: address, 'aria-current': (address === '/' ? path === '/' : path.startsWith(address)) ? 'page' : null }, name))),
    h('span.who', null,
      h('span', { title: `role ${who.role}` }, `${who.name} (${who.role})`),
      h('button.quiet', { type: 'button', onclick: signOut }, 'Sign out')));
}

async function signOut() {
  await post('/api/v1/console/sign-out');
  location.assign('/');
}

function askToSignIn(reason) {
  leaving.abort();
  fill(top, h('a.brand', { href: '/' }, h('img', { src: '/icon.svg', alt: '', width: 24, height: 24 }), 'Heimdall'));
  document.title = 'Sign in – Heimdall';
  fill(page, signInPage(reason, start));
}

async function start() {
  const link = location.hash.match(/^#sign-in=([\w-]+)$/)?.[1];
  if (link) {
    // Out of the address before anything else: it is nobody's who looks at the history later.
    history.replaceState(null, '', location.pathname + location.search);
    try {
      await post('/api/v1/console/sign-in', { link });
    } catch (fault) {
      askToSignIn(fault.message);
      return;
    }
  }

  try {
    who = await get('/api/v1/console/session');
  } catch (fault) {
    askToSignIn(fault.status === 401 ? null : fault.message);
    return;
  }

  await show();
}

document.addEventListener('click', event => {
  const anchor = event.target.closest?.('a[href]');
  // Of HTML or of a drawing: both have the attribute alone in common.
  const address = anchor ? new URL(anchor.getAttribute('href'), location.href) : null;
  if (address?.origin === location.origin && !anchor.hasAttribute('download') && !anchor.hasAttribute('target') && ROUTES.some(route => route.path.test(address.pathname))
    && event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !address.hash) {
    event.preventDefault();
    go(address.pathname + address.search).then(() => page.focus({ preventScroll: true }));
    scrollTo(0, 0);
  }
});
// A jump within the page, as the first link makes one, is not another page.
addEventListener('popstate', () => location.pathname + location.search !== seen && show());
signedOut.addEventListener('due', event => who && askToSignIn(event.detail.code === 'unauthorized' ? 'You are signed out. Sign in again to go on.' : event.detail.message));

start();
