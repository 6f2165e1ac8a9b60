// The reading pane: every envelope of a concern side by side, what else is on its thread, and triage. Component.
import { askHub } from './ask-hub.js';
import { make, minute } from './dom.js';
import { textAt } from './opened.js';
import { PARTS } from './pane-parts.js';
import { isProven } from './proven.js';
import { readingOf } from './reading.js';

export class ReadingPane {
  /** @param {HTMLElement} root @param {{say: Function, labels: object, opener: import('./opener.js').Opener, moves: object, onOpen: (row: object) => void, onChange: () => void, heed: (problem: *) => void}} means */
  constructor(root, means) {
    this.root = root;
    this.means = means;
    this.turn = 0;
  }

  /** Shows it, and only then tells the server that it was seen. @param {import('./sorting.js').Brief} brief @returns {Promise<string>} its state afterwards */
  async open(brief) {
    this.turn += 1;
    const turn = this.turn;
    const { envelopes, thread, head } = await askHub(`/hub/api/concerns/${brief.id}/open`, {});
    await this.means.opener.saw(head);
    const read = await Promise.all(envelopes.map((envelope) => this.read(envelope)));
    if (turn !== this.turn) return '';
    const heading = make('h2', { tabindex: '-1' }, this.means.say('concern'));
    this.root.replaceChildren(
      heading,
      envelopes.length > 1 ? make('p', { class: 'warning' }, this.means.say('variants', { number: envelopes.length })) : '',
      make('div', { class: 'side-by-side' }, ...read.map((one) => one.element)),
      this.threadList(thread),
    );
    heading.focus();
    const state = await this.markSeen(brief, read);
    await this.offer({ brief, envelopes, read, thread }, turn);
    return state;
  }

  /** Takes the words off the screen, and whatever was revealed with them. */
  close() {
    this.turn += 1;
    this.root.replaceChildren(make('p', { class: 'quiet' }, this.means.say('choose')));
  }

  /** One part that fails must not take the others, or the concern above them, with it. */
  async offer(shown, turn) {
    this.root.dataset.offered = 'no';
    for (const part of PARTS) {
      const element = await Promise.resolve().then(() => part(shown, this.means)).catch((problem) => make('p', { class: 'warning' }, problem.message || this.means.say('failed')));
      if (turn !== this.turn) return;
      if (element) this.root.append(element);
    }
    this.root.dataset.offered = 'yes';
  }

  async read(envelope) {
    const { opener } = this.means;
    const opened = await opener.open(envelope);
    const isMessage = opened && opened.root && textAt(opened.root, 'kind') === 'message';
    const proven = isMessage ? await isProven(envelope, opened.root, opener) : false;
    return { envelope, opened, element: readingOf(envelope, opened, { ...this.means, isProven: proven }) };
  }

  /** What did not open was not read, and nobody may be told that it was. */
  async markSeen(brief, read) {
    const variants = read.filter((one) => one.opened !== null).map((one) => one.envelope.variant);
    if (variants.length === 0) return brief.state;
    return (await askHub(`/hub/api/concerns/${brief.id}/seen`, { variants })).state;
  }

  threadList(thread) {
    if (thread.length === 0) return '';
    const { say, onOpen } = this.means;
    const rows = thread.map((row) => {
      const button = make('button', { type: 'button', class: 'link' }, minute(row.received), ` · ${say(row.state)}`);
      button.addEventListener('click', () => onOpen(row));
      return make('li', {}, button);
    });
    return make('nav', { class: 'thread' }, make('h3', {}, say('thread')), make('ul', {}, ...rows));
  }
}
