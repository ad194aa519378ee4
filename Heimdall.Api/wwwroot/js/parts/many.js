// One act on all that match a filter: a look at what that would be, then a question, then what became of it.

import { post } from '../api.js';
import { go } from '../app.js';
import { h, fill } from '../dom.js';
import { count } from '../format.js';
import { openDialog } from './dialog.js';
import { failure } from './failure.js';
import { notice } from './notice.js';

const MOST = 10000;
const LIMITS = [100, 1000, MOST];
const SAMPLE_WORDS = 'The newest of them:';

/**
 * @typedef {{path: string, label: string, title: string, act: string, done: string, one: string, many: string, skipped: string, danger?: boolean,
 *   columns: Array<[string, function(object): any]>}} Kind
 *   `done`: what the changed ones are afterwards; `skipped`: what the others had done; `columns`: of the preview's table
 * @param {Kind} kind
 * @param {string | null} why it cannot be done to what the list shows; null where it can
 * @param {object} body the filter
 */
export function actButton(kind, why, body) {
  return h(kind.danger ? 'button.danger' : 'button', {
    type: 'button', 'aria-disabled': why ? 'true' : null, title: why, onclick: () => why ? notice(why) : askAndAct(kind, body),
  }, kind.label);
}

async function askAndAct(kind, body) {
  const seen = h('div.preview', { 'aria-live': 'polite' });
  const most = h('select', { onchange: look }, LIMITS.map(limit => h('option', { value: limit, selected: limit === 1000 }, count(limit))));
  const act = h('button', { type: 'button', disabled: true, onclick: run, class: kind.danger ? 'danger' : null }, kind.act);
  const dialog = openDialog(kind.title,
    h('p.soft', null, Object.entries(body).map(([name, value]) => `${name.replaceAll('_', ' ')}: ${value}`).join(' · ')),
    h('label', null, 'At most ', most, ' at once, the newest first'),
    seen,
    h('div.actions', null, act, h('button.quiet', { type: 'button', onclick: () => dialog.close() }, 'Close')));

  async function look() {
    act.disabled = true;
    fill(seen, h('p', null, 'Looking…'));
    try {
      const preview = await post(kind.path, { ...body, preview: true, limit: Number(most.value) });
      fill(seen, describe(kind, preview));
      fill(act, preview.matching === 0 ? kind.act : `${kind.act} (${count(preview.matching)})`);
      act.disabled = preview.matching === 0;
    } catch (fault) {
      fill(seen, failure(fault, look));
    }
  }

  async function run() {
    act.disabled = true;
    most.disabled = true;
    fill(seen, h('p', null, 'At work…'));
    try {
      dialog.close(await post(kind.path, { ...body, limit: Number(most.value) }));
    } catch (fault) {
      most.disabled = false;
      fill(seen, failure(fault, look));
    }
  }

  look();
  const report = await dialog.closed;
  if (report) {
    await go(location.pathname + location.search, { replace: true });
    notice([
      `${count(report.changed)} of ${count(report.matching)} ${kind.done}.`,
      report.skipped > 0 ? `${count(report.skipped)} ${kind.skipped}.` : '',
      report.capped_at ? `More match than ${count(report.capped_at)}: do it again for the rest.` : '',
    ].filter(Boolean).join(' '));
  }
}

function describe({ one, many, columns }, { matching, capped, total, sample }) {
  if (matching === 0) {
    return h('p', null, `No ${one} matches.`);
  }

  return [
    h('p', null, h('strong', null, `${count(matching)} ${matching === 1 ? `${one} matches` : many}`), capped ? `, the newest of ${count(total)}${total < MOST ? '' : ' or more'} that match. Do it again for the rest.` : matching === 1 ? '.' : ' match, and no more.'),
    h('p.soft', null, SAMPLE_WORDS),
    h('div.scroll', { tabindex: 0, role: 'region', 'aria-label': SAMPLE_WORDS }, h('table', null,
      h('thead', null, h('tr', null, columns.map(([title]) => h('th', { scope: 'col' }, title)))),
      h('tbody', null, (sample ?? []).map(item => h('tr', null, columns.map(([, cell]) => h('td', null, cell(item)))))))),
  ];
}
