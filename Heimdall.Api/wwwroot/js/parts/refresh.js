// Pages that show what changes ask again by themselves, as long as somebody looks.

const SLOWEST_MS = 15000;

/**
 * @param {number} milliseconds between two looks; longer while they fail
 * @param {function(): Promise<boolean>} look returns false when there is nothing more to come
 * @param {function(boolean): void} onConnection called with false when a look fails, and with true when one works again
 * @param {AbortSignal} signal of the page
 */
export function refresh(milliseconds, look, onConnection, signal) {
  let wait = milliseconds;
  let timer = setTimeout(next, wait);
  signal.addEventListener('abort', () => clearTimeout(timer));

  async function next() {
    // A hidden page costs the server nothing.
    let goesOn = true;
    if (document.visibilityState === 'visible') {
      try {
        goesOn = await look();
        wait = milliseconds;
        if (!signal.aborted) {
          onConnection(true);
        }
      } catch (fault) {
        if (signal.aborted || fault.status === 401) {
          return;
        }

        wait = Math.min(SLOWEST_MS, wait * 2);
        onConnection(false);
      }
    }

    if (goesOn && !signal.aborted) {
      timer = setTimeout(next, wait);
    }
  }
}
