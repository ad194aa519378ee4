// The HTTP API, as the signed-in browser calls it.

/** A problem that the API answered with: its detail says what was wrong and what to do. */
export class ApiError extends Error {
  constructor(status, problem) {
    super(problem?.detail ?? `The server answered with status ${status}.`);
    this.status = status;
    this.code = problem?.code ?? `http_${status}`;
    this.title = problem?.title ?? 'The request failed';
    this.problem = problem ?? {};
  }
}

/** Tells the page that signing in is due: dispatched when an answer says so. */
export const signedOut = new EventTarget();

export const get = (path, query, signal) => send('GET', path + search(query), undefined, signal);
export const post = (path, body) => send('POST', path, body ?? {});
export const patch = (path, body) => send('PATCH', path, body);
export const remove = path => send('DELETE', path);

/** `?a=1&b=2` of what is set, or nothing. */
export function search(query) {
  const set = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return set.length === 0 ? '' : '?' + new URLSearchParams(set.map(([key, value]) => [key, String(value)]));
}

/** The bytes at an address, as an ArrayBuffer. */
export async function bytes(path, signal) {
  const answer = await ask('GET', path, undefined, signal);
  return await answer.arrayBuffer();
}

async function send(method, path, body, signal) {
  const answer = await ask(method, path, body, signal);
  return answer.status === 204 ? null : await answer.json();
}

async function ask(method, path, body, signal) {
  let answer;
  try {
    answer = await fetch(path, {
      method,
      signal,
      // No page of another site can add it: what changes something is known to come from here.
      headers: { 'X-Heimdall-Console': '1', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (fault) {
    if (fault.name === 'AbortError') {
      throw fault;
    }

    throw new ApiError(0, { code: 'unreachable', title: 'No connection', detail: 'The server cannot be reached. Is Heimdall running? The page tries again by itself where it is live.' });
  }

  if (answer.ok) {
    return answer;
  }

  const problem = await answer.json().catch(() => null);
  const error = new ApiError(answer.status, problem);
  if (answer.status === 401) {
    signedOut.dispatchEvent(new CustomEvent('due', { detail: error }));
  }

  throw error;
}
