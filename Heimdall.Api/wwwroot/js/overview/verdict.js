// The answer to the first question: is it keeping up?

import { h } from '../dom.js';
import { counted, duration } from '../format.js';

/** A new recording that waits for longer than this says that the workers do not keep up. */
const PATIENCE_SECONDS = 60;
const SILENCE_SECONDS = 60;

/** One sentence, and how good it is: `good`, `wait` or `bad`. */
export function verdict({ health, workers, backlog, open_alerts: alerts }) {
  const ill = Object.entries(health).filter(([, status]) => status === 'unhealthy').map(([name]) => name);
  if (ill.length > 0) {
    return said('bad', 'Not well:', `${ill.join(', ')} ${ill.length === 1 ? 'does' : 'do'} not answer as ${ill.length === 1 ? 'it' : 'they'} should.`);
  }

  if (workers.length === 0) {
    return said('bad', 'Standing still:', 'no worker runs, so nothing is extracted. Start an extractor.');
  }

  if (workers.every(worker => worker.silent_seconds > SILENCE_SECONDS)) {
    return said('bad', 'Standing still:', 'no worker has said anything for more than a minute.');
  }

  const live = backlog.live ?? { queued: 0, oldest_queued_seconds: 0 };
  if (live.queued > 0 && live.oldest_queued_seconds > PATIENCE_SECONDS) {
    return said('wait', 'Falling behind:', `the oldest new recording has waited for ${duration(Math.round(live.oldest_queued_seconds))}, and ${counted(live.queued, 'job')} with it.`);
  }

  const backfill = backlog.backfill?.queued ?? 0;
  const rest = backfill > 0 ? ` ${counted(backfill, 'job')} for old recordings and pictures ${backfill === 1 ? 'waits its' : 'wait their'} turn.` : '';
  return (alerts.error ?? 0) > 0
    ? said('wait', 'Keeping up, with errors:', ['new recordings are extracted as they come, but ', h('a', { href: '/alerts' }, counted(alerts.error, 'alert')), ` of an error ${alerts.error === 1 ? 'is' : 'are'} open.${rest}`])
    : said('good', 'Keeping up:', `new recordings are extracted as they come.${rest}`);
}

const said = (kind, word, text) => h(`p.verdict.verdict-${kind}`, null, h('strong', null, word), ' ', text);
