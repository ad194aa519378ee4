// Which page an address shows. A page is loaded when it is first shown.

const id = '(?<id>[0-9a-f-]{36})';

export const ROUTES = [
  { path: /^\/$/, load: () => import('./pages/overview.js') },
  { path: /^\/sessions$/, load: () => import('./pages/sessions.js') },
  { path: new RegExp(`^/sessions/${id}$`), load: () => import('./pages/session.js') },
  { path: /^\/jobs$/, load: () => import('./pages/jobs.js') },
  { path: new RegExp(`^/jobs/${id}$`), load: () => import('./pages/job.js') },
  { path: /^\/stations$/, load: () => import('./pages/stations.js') },
];

export const MENU = [
  ['/', 'Overview'],
  ['/sessions', 'Sessions'],
  ['/jobs', 'Jobs'],
  ['/stations', 'Stations'],
];
