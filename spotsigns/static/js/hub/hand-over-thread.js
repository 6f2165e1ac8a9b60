// What else was told on the thread of a concern, opened so that a hand-over holds it: what does not open is named, never left out unseen. Edge.
import { askHub, HubRefusal } from './ask-hub.js';
import { firstConcern, oldestFirst } from './first-concern.js';
import { textAt } from './opened.js';
import { isProven } from './proven.js';
import { ownText } from './said.js';

/** @typedef {import('./first-concern.js').FirstRow} Row */
/** @typedef {'first'|'same'|'unproven'} Sender whoever told us first, the same person by their code, or somebody who did not prove it */
/** @typedef {{id: string, variant: number, received: string, root: Map<string, *>|null, sender: Sender|''}} Told `root` is null where it does not open here, or is not what our form sends */
/** @typedef {{told: Told[], beyond: number, sender: Sender}} Beside oldest first; `beyond` is how many more there are than a hand-over takes, `sender` who sent the concern itself */

/** The newest this many of a thread go into a hand-over. What comes later than that is slow for the server as well (DESIGN.md section 5). */
export const MOST_TOLD = 200;

/** Words are what a message is for: one that has none as our form sends them must not pass for an empty one. */
const isReadable = (root) => Boolean(root) && (textAt(root, 'kind') !== 'message' || ownText(root) !== '');

export class ThreadTold {
  /** @param {import('./pane-parts.js').Shown} shown @param {import('./opener.js').Opener} opener @param {typeof askHub} [ask] */
  constructor(shown, opener, ask = askHub) {
    const { id, thread } = shown.envelopes[0];
    Object.assign(this, { id, thread, shown, opener, ask, rows: [], opened: new Map() });
  }

  /** Throws HubRefusal. @returns {Promise<Row[]>} everything on the thread but the concern itself, oldest first */
  async look() {
    const rows = [];
    for await (const row of oldestFirst(this.thread, [], this.ask)) rows.push(row);
    this.rows = rows;
    return rows.filter((row) => row.id !== this.id);
  }

  /** Throws HubRefusal where the server gave no answer: that is no reason to call a message missing.
   * @param {{envelope: import('./opener.js').Handed, opened: import('./opened.js').Opened|null}} own which of the concern's envelopes it is about @returns {Promise<Beside>} */
  async all(own) {
    const others = await this.look();
    const near = others.slice(-MOST_TOLD);
    // One after another: each is a row of the ledger, and its head must not go back.
    for (const row of near) if (!this.opened.has(row.id)) this.opened.set(row.id, await this.open(row));
    const read = near.flatMap((row) => this.opened.get(row.id));
    const known = [...this.shown.read, ...read];
    const told = [];
    for (const one of read) told.push(await this.toldOf(one, known));
    return { told, beyond: others.length - near.length, sender: await this.senderOf(own, known) };
  }

  /** Every envelope under its id, opened to be read. Where this person may not see it, one that does not open. */
  async open({ id, received }) {
    try {
      const { envelopes, head } = await this.ask(`/hub/api/concerns/${id}/open`, {});
      await this.opener.saw(head);
      return Promise.all(envelopes.map(async (envelope) => ({ envelope, opened: await this.opener.open(envelope) })));
    } catch (problem) {
      if (problem instanceof HubRefusal && problem.status === 404) return [{ envelope: { id, variant: 0, received }, opened: null }];
      throw problem;
    }
  }

  /** @returns {Promise<Told>} */
  async toldOf(one, known) {
    const { id, variant, received } = one.envelope;
    const root = one.opened && one.opened.root;
    return { id, variant, received, root: isReadable(root) ? root : null, sender: await this.senderOf(one, known) };
  }

  /** @returns {Promise<Sender|''>} */
  async senderOf({ envelope, opened }, known) {
    if (!opened || !opened.root) return '';
    if (textAt(opened.root, 'kind') === 'message') return (await isProven(envelope, opened.root, this.opener, this.rows, known)) ? 'same' : 'unproven';
    const first = await firstConcern(this.rows, known, this.opener);
    return first.root === opened.root ? 'first' : 'unproven';
  }
}
