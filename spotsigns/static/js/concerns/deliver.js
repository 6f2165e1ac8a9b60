// Delivers what waits in the outbox, from a page or from the worker. Edge.
//
// mark "sending" → PUT → verify the signed receipt → only then forget the bytes. The process may die at any await: whatever was not
// finished is found again, sent again under the same id, and answered with the first receipt.
import { toHex } from '../sealing/bytes.js';
import { digestOf, verifyReceipt } from '../sealing/receipt.js';
import { askServer, browserTimers, isReachable } from './ask.js';
import { fetchKeys } from './keys.js';
import { afterAnswer, afterInterruption, beginSending, classifyAnswer, dueEntries, earliestTry } from './outbox.js';
import { isPuzzle, solvePuzzle } from './puzzle.js';

/** @typedef {import('./outbox.js').Entry} Entry */
/** @typedef {import('./outbox.js').Outcome} Outcome */
/** @typedef {{id: string, state: 'waiting'|'sending'|'received', kind?: string, notThrough?: boolean, different?: boolean, received?: string}} Change */
/** @typedef {{ran: boolean, reached: boolean, outcomes: Change[], keys: object|null, nextTry: number|null}} Delivery
 *   `ran` false: another tab is sending; `keys`: fetched anew after a refusal, to seal again with; `nextTry`: when to call again, in ms */

const TURN = 'spotsigns-outbox';
const ATTEMPT_MS = 30000;
// Longer than the slowest entry (two attempts, a puzzle, the keys), so that nobody else begins in the middle of it.
const LEASE_MS = 180000;

/** @param {{store: object, release: string, fetch?: typeof fetch, now?: () => number, random?: () => number, locks?: LockManager|null,
 *   timers?: import('./ask.js').Timers, onChange?: (change: Change) => void, hurry?: boolean, holder?: string}} means
 *   `hurry`: the person tapped "send now"; `holder`: this tab's name for the lease @returns {Promise<Delivery>} */
export async function deliverOutbox({
  store,
  release,
  fetch = globalThis.fetch,
  now = Date.now,
  random = Math.random,
  locks = globalThis.navigator ? globalThis.navigator.locks : null,
  timers = browserTimers,
  onChange = () => {},
  hurry = false,
  holder = toHex(crypto.getRandomValues(new Uint8Array(8))),
}) {
  let asking = null;
  // At most once a burst, however many entries are refused.
  const askKeys = () => {
    asking = asking || fetchKeys({ fetch, store, timers });
    return asking;
  };
  const tell = (change) => {
    try {
      onChange(change);
    } catch (pageProblem) {
      // What shows the state may fail; what delivers must go on.
    }
  };
  const means = { store, release, fetch, now, random, timers, hurry, askKeys, tell };
  const delivery = locks ? await takeLock(locks, means) : await takeLeaseTurn(holder, means);
  if (!delivery) return { ran: false, reached: false, outcomes: [], keys: null, nextTry: null };
  return { ...delivery, keys: asking ? await asking : null };
}

function takeLock(locks, means) {
  return locks.request(TURN, { ifAvailable: true }, (lock) => (lock ? sendBurst({ ...means, keepTurn: async () => true }) : null));
}

/** Where Web Locks are missing. @param {string} holder @param {object} means */
async function takeLeaseTurn(holder, means) {
  const { store, now } = means;
  const keepTurn = () => store.takeLease(holder, now(), now() + LEASE_MS);
  if (!(await keepTurn())) return null;
  try {
    return await sendBurst({ ...means, keepTurn });
  } finally {
    // A lease that cannot be dropped ends by itself.
    await store.dropLease(holder).catch(() => {});
  }
}

async function sendBurst(means) {
  const { store, now, random, release, hurry, keepTurn, tell } = means;
  for (const entry of (await store.allEntries()).filter((listed) => listed.state === 'sending')) {
    // Nobody else has the turn, so whoever was sending is gone: "sending" would be a lie.
    await keepState(store, afterInterruption(entry));
    tell({ id: entry.id, state: 'waiting', notThrough: entry.notThrough, different: entry.different });
  }
  const due = dueEntries(await store.allEntries(), now(), { release, hurry });
  const reached = due.length > 0 && (await isReachable(means));
  const outcomes = [];
  let hadProblem = due.length > 0 && !reached;
  for (const entry of reached ? due : []) {
    try {
      if (!(await keepTurn())) break;
      const change = await deliverEntry(means, entry);
      if (change) outcomes.push(change);
    } catch (problem) {
      // It is still in the store; those behind it must not wait for it.
      hadProblem = true;
      tell({ id: entry.id, state: 'waiting', notThrough: entry.notThrough, different: entry.different });
    }
  }
  const earliest = earliestTry(await store.allEntries());
  const soonest = now() + (hadProblem ? 15000 + Math.round(random() * 60000) : 1000);
  return { ran: true, reached, outcomes, nextTry: earliest === null ? null : Math.max(earliest, soonest) };
}

/** @returns {Promise<boolean>} false only when the entry is no longer there: a full disk must not keep it from being sent */
function keepState(store, entry) {
  return store.updateEntry(entry).catch(() => true);
}

/** @param {object} means @param {Entry} listed @returns {Promise<Change|null>} null when it was deleted meanwhile */
async function deliverEntry(means, listed) {
  const { store, now, random, release, askKeys, tell } = means;
  const entry = beginSending(listed, now(), random, release);
  if (!(await keepState(store, entry))) return null;
  tell({ id: entry.id, state: 'sending' });
  const outcome = await attemptDelivery(means, entry);
  if (outcome.kind === 'received') outcome.verified = await isProven(entry, outcome.receipt);
  if (outcome.kind === 'refused') await askKeys();
  const next = afterAnswer(entry, outcome, now(), random);
  let change;
  if (next === 'delete') {
    const { received } = outcome.receipt;
    await store.finishEntry(entry.id, { id: entry.id, received });
    change = { id: entry.id, state: 'received', kind: 'received', received };
  } else {
    await keepState(store, next);
    const kind = outcome.kind === 'received' ? 'unknown' : outcome.kind;
    change = { id: entry.id, state: 'waiting', kind, notThrough: next.notThrough, different: next.different };
  }
  tell(change);
  return change;
}

/** One PUT, and a second one when the first was answered with a puzzle. @param {object} means @param {Entry} entry @returns {Promise<Outcome>} */
async function attemptDelivery(means, entry) {
  const put = async (extra) => {
    const headers = { 'Content-Type': 'application/json', ...extra };
    const options = { method: 'PUT', headers, body: entry.envelope };
    return classifyAnswer(await askServer(means, `/api/envelopes/${entry.id}`, options, ATTEMPT_MS), entry.id, means.now());
  };
  const outcome = await put({});
  if (outcome.kind !== 'busy' || !isPuzzle(outcome.puzzle)) return outcome;
  const nonce = await solvePuzzle(outcome.puzzle, entry.id, await digestOf(JSON.parse(entry.envelope)));
  return put({ 'Spotsigns-Puzzle': `${outcome.puzzle.salt}:${nonce}` });
}

/** Only by the receipt key kept beside the entry: whoever answers for our server now could name a key of their own. */
function isProven(entry, receipt) {
  return verifyReceipt(receipt, JSON.parse(entry.envelope), entry.receiptPublic);
}
