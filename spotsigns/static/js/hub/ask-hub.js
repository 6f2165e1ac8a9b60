// One question to the hub's own routes, with the session's cookie. Edge.

const WAIT_MS = 30000;

/** What the server refused, or that it did not answer (status 0, code `no_answer`). */
export class HubRefusal extends Error {
  /** @param {number} status @param {string} code @param {string} message @param {[string, number, string][]} [refused] which ones, of many */
  constructor(status, code, message, refused = []) {
    super(message);
    this.name = 'HubRefusal';
    this.status = status;
    this.code = code;
    this.refused = refused;
  }
}

/** GET without a body, POST with one, unless a method is named. @param {string} path @param {object} [body] @param {'PUT'|'DELETE'} [method] @returns {Promise<*>} the JSON of a plain answer; else throws HubRefusal */
export async function askHub(path, body, method) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), WAIT_MS);
  const asking = { credentials: 'same-origin', cache: 'no-store', redirect: 'error', signal: controller.signal };
  if (method) asking.method = method;
  if (body !== undefined) {
    asking.method = method || 'POST';
    asking.headers = { 'Content-Type': 'application/json' };
    asking.body = JSON.stringify(body);
  }
  try {
    const response = await fetch(path, asking);
    const answer = await response.json();
    if (!response.ok) throw new HubRefusal(response.status, String(answer.error), String(answer.message), Array.isArray(answer.refused) ? answer.refused : []);
    return answer;
  } catch (problem) {
    if (problem instanceof HubRefusal) throw problem;
    throw new HubRefusal(0, 'no_answer', '');
  } finally {
    clearTimeout(timer);
  }
}
