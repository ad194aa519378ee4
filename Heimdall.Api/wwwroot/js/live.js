// What the server tells as it changes. Every event is the whole of it, so a broken connection is made good by the next one.

import { get } from './api.js';

const RETRY_MS = [1000, 2000, 5000, 10000];

/** The server speaks every two seconds: a connection that is silent for so long is a dead one. */
const SILENCE_MS = 10_000;

/**
 * @param {string} address of a stream of server-sent events
 * @param {string} name of its events
 * @param {function(object)} onEvent
 * @param {function(boolean)} onConnection called with false when the connection is lost, and with true when it is there again
 * @param {AbortSignal} signal ends the listening
 */
export function listen(address, name, onEvent, onConnection, signal) {
  let failures = 0;
  let source;
  let retry;
  let silence;

  function connect() {
    source = new EventSource(address);
    wait();
    source.addEventListener(name, event => {
      failures = 0;
      wait();
      onConnection(true);
      onEvent(JSON.parse(event.data));
    });
    source.addEventListener('error', lost);
  }

  function wait() {
    clearTimeout(silence);
    silence = setTimeout(() => {
      failures += 1;
      lost();
    }, SILENCE_MS);
  }

  function lost() {
    // The browser tries again by itself only where the answer was a stream; this also does where the server was away.
    source.close();
    clearTimeout(silence);
    failures += 1;
    // A stream that has reached its end is no lost connection yet.
    if (failures > 1) {
      onConnection(false);
      // A stream does not say why it is refused. This does: where signing in is due, the page asks for it.
      get('/api/v1/console/session', {}, signal).catch(() => undefined);
    }

    retry = setTimeout(connect, failures === 1 ? 0 : RETRY_MS[Math.min(failures - 2, RETRY_MS.length - 1)]);
  }

  signal.addEventListener('abort', () => {
    clearTimeout(retry);
    clearTimeout(silence);
    source.close();
  });
  connect();
}
