// What the server tells as it changes. Every event is the whole of it, so a broken connection is made good by the next one.

const RETRY_MS = [1000, 2000, 5000, 10000];

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
  let timer;

  function connect() {
    source = new EventSource(address);
    source.addEventListener(name, event => {
      failures = 0;
      onConnection(true);
      onEvent(JSON.parse(event.data));
    });
    source.addEventListener('error', () => {
      // The browser tries again by itself only where the answer was a stream; this also does where the server was away.
      source.close();
      failures += 1;
      // A stream that has reached its end is no lost connection yet.
      if (failures > 1) {
        onConnection(false);
      }

      timer = setTimeout(connect, failures === 1 ? 0 : RETRY_MS[Math.min(failures - 2, RETRY_MS.length - 1)]);
    });
  }

  signal.addEventListener('abort', () => {
    clearTimeout(timer);
    source.close();
  });
  connect();
}
