// The answers of one thread: what was said, and one more that takes the next free number. Edge.
import { madeAt } from '../concerns/form-answers.js';
import { fromBase64url } from '../sealing/bytes.js';
import { newId } from '../sealing/ids.js';
import { boxAnswer, openKept } from './answer-box.js';
import { askHub, HubRefusal } from './ask-hub.js';

/** @typedef {{at: string, by: string, said: import('./answer-box.js').Said|null}} Line `said` is null when the desk's copy does not open here */

const MOST_TRIES = 5;

export class AnswerThread {
  /** @param {string} thread @param {import('./opener.js').Opener} opener @param {string} author staff id @param {{ask?: typeof askHub, now?: () => Date}} [outside] */
  constructor(thread, opener, author, { ask = askHub, now = () => new Date() } = {}) {
    Object.assign(this, { thread, opener, author, ask, now });
    this.path = `/hub/api/threads/${thread}/answers`;
    this.pending = null;
  }

  /** @returns {Promise<{state: string, first: object[], lines: Line[]}>} */
  async look() {
    const { state, first, answers, head } = await this.ask(this.path);
    if (head) await this.opener.saw(head);
    this.next = Math.max(answers.length, ...answers.map((row) => row.seq || 0)) + 1;
    const lines = await Promise.all(answers.map(async (row) => ({ at: row.at, by: row.by, said: await this.open(row) })));
    return { state, first, lines };
  }

  open(row) {
    return row.locked === null ? null : openKept({ ...row, locked: fromBase64url(row.locked) }, this.thread, this.opener);
  }

  /** The same words tried again without an answer are the same bytes: the hub keeps them once.
   * @param {string} replyPublic @param {{lang: string, text: string, phrase: string|null, slots: object}} words @returns {Promise<void>} throws HubRefusal */
  async send(replyPublic, words) {
    const text = JSON.stringify(words);
    if (!this.pending || this.pending.text !== text) this.pending = { text, id: newId(), body: null };
    for (let tries = 1; ; tries += 1) {
      if (!this.pending.body) this.pending.body = await this.box(replyPublic, words);
      try {
        await this.ask(this.path, this.pending.body);
        this.pending = null;
        return;
      } catch (problem) {
        await this.settle(problem, tries);
      }
    }
  }

  box(replyPublic, words) {
    const said = { seq: this.next, lang: words.lang, made_at: madeAt(this.now()), text: words.text, phrase: words.phrase, slots: words.slots };
    const { thread, author } = this;
    return boxAnswer({ id: this.pending.id, thread, author, replyPublic, deskKey: this.opener.deskKey, said });
  }

  /** Somebody else answered first: then with the number after theirs. Anything else is told. */
  async settle(problem, tries) {
    if (!(problem instanceof HubRefusal) || problem.code !== 'seq' || tries >= MOST_TRIES) {
      // Refused for what it is: the next try is another answer. Without an answer, or logged out, it may be kept already.
      if (problem instanceof HubRefusal && [400, 404, 409].includes(problem.status)) this.pending = null;
      throw problem;
    }
    this.pending.body = null;
    await this.look();
  }
}
