// One question to our server, with an end to the waiting. Edge.

const HEALTH_MS = 4000;
/** @typedef {{status: number, headers: {get: (name: string) => string|null}, bodyText: string, redirected: boolean, type: string}} Answer */
/** @typedef {{set: (work: () => void, ms: number) => *, clear: (timer: *) => void}} Timers */

/** @type {Timers} */
export const browserTimers = { set: (work, ms) => setTimeout(work, ms), clear: (timer) => clearTimeout(timer) };

/** Never throws: no answer, a broken one and one that took too long are all the same `{status: 0, type: 'error'}`.
 * @param {{fetch: typeof fetch, timers?: Timers}} means @param {string} path @param {RequestInit} options @param {number} ms
 * @returns {Promise<Answer>} */
export async function askServer({ fetch, timers = browserTimers }, path, options, ms) {
  const controller = new AbortController();
  const timer = timers.set(() => controller.abort(), ms);
  try {
    // No redirect is followed: a captive portal's login page would pass for an answer.
    const always = { credentials: 'omit', redirect: 'manual', signal: controller.signal };
    const response = await fetch(path, { cache: 'no-store', ...options, ...always });
    const bodyText = await response.text();
    const { status, headers, redirected, type } = response;
    return { status, headers, bodyText, redirected, type };
  } catch (noAnswer) {
    return { status: 0, headers: { get: () => null }, bodyText: '', redirected: false, type: 'error' };
  } finally {
    timers.clear(timer);
  }
}

/** @param {Answer} answer @returns {object|null} the JSON of a plain 200, else null */
export function jsonOf({ status, bodyText, redirected, type }) {
  if (status !== 200 || redirected || type === 'opaqueredirect') return null;
  try {
    const body = JSON.parse(bodyText);
    return body && typeof body === 'object' ? body : null;
  } catch (notJson) {
    return null;
  }
}

/** Whether our server, and not a captive portal, answers within 4 seconds; navigator.onLine is only a hint.
 * @param {{fetch: typeof fetch, timers?: Timers}} means @returns {Promise<boolean>} */
export async function isReachable(means) {
  const health = jsonOf(await askServer(means, '/healthz', { method: 'GET' }, HEALTH_MS));
  return health !== null && health.ok === true;
}
