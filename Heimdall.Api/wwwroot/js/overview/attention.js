// What somebody should look at, and whether what it all stands on is well.

import { h } from '../dom.js';
import { count, state } from '../format.js';

export const attention = ({ open_alerts: alerts, dead_letters: letters }) => h('dl.figures', null,
  figure('Open alerts: errors', alerts.error ?? 0, '/alerts', 'bad'),
  figure('Open alerts: warnings', alerts.warning ?? 0, '/alerts', 'wait'),
  figure('Dead letters', letters, '/dead-letters', 'wait'));

const figure = (name, value, address, kind) => h('div', null,
  h('dt', null, name),
  h('dd', null, h(value > 0 ? `a.figure-${kind}` : 'a', { href: address }, count(value))));

const NAMES = { self: 'API', PostgreSql: 'Database', 'RabbitMQ.Client': 'Broker', ObjectStore: 'Object store', Schema: 'Database schema' };

export const health = checks => h('dl.facts', null, Object.entries(checks).map(([name, status]) => [h('dt', { title: name }, NAMES[name] ?? name), h('dd', null, state(status))]));
