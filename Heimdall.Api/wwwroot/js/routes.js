// Which page an address shows. A page is loaded when it is first shown.

const id = '(?<id>[0-9a-f-]{36})';

export const ROUTES = [
  { path: /^\/$/, load: () => import('./pages/overview.js') },
  { path: /^\/sessions$/, load: () => import('./pages/sessions.js') },
  { path: new RegExp(`^/sessions/${id}$`), load: () => import('./pages/session.js') },
  { path: /^\/jobs$/, load: () => import('./pages/jobs.js') },
  { path: new RegExp(`^/jobs/${id}$`), load: () => import('./pages/job.js') },
  { path: /^\/stations$/, load: () => import('./pages/stations.js') },
  { path: new RegExp(`^/measurements/${id}$`), load: () => import('./pages/measurement.js') },
  { path: /^\/backfills$/, load: () => import('./pages/backfills.js') },
  { path: new RegExp(`^/backfills/${id}$`), load: () => import('./pages/backfill.js') },
  { path: /^\/tasks$/, load: () => import('./pages/tasks.js') },
  { path: /^\/alerts$/, load: () => import('./pages/alerts.js') },
  { path: /^\/dead-letters$/, load: () => import('./pages/dead-letters.js') },
  { path: new RegExp(`^/dead-letters/${id}$`), load: () => import('./pages/dead-letter.js') },
];

export const MENU = [
  ['/', 'Overview'],
  ['/sessions', 'Sessions'],
  ['/jobs', 'Jobs'],
  ['/backfills', 'Backfills'],
  ['/tasks', 'Tasks'],
  ['/alerts', 'Alerts'],
  ['/dead-letters', 'Dead letters'],
  ['/stations', 'Stations'],
];
