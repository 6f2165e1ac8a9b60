// One matter with another concern, malicious, no further action: each said in words that only the desk can read. Component.
import { aboutOf, nameOf, rowOf } from './doing-facts.js';
import { newRecord, sendRecord } from './desk-records.js';
import { make, minute, told } from './dom.js';
import { textAt } from './opened.js';
import { maliciousMark } from './standing-line.js';

const CONCERN = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
// What was opened since this page was loaded, by id: what two people on the phone talk about is usually among it.
const opened = new Map();

export class Matter {
  /** @param {import('./doing.js').Doing} doing */
  constructor(doing) {
    const { say } = doing.means;
    this.doing = doing;
    this.reason = doing.typed('reason', say('finish-why'));
    this.why = doing.typed('link', say('link-why'), 2);
    this.mark = doing.typed('malicious', say('malicious-why'), 2);
    this.links = make('ul', { class: 'links', 'data-part': 'links' });
    this.other = make('input', { list: 'opened-concerns', autocomplete: 'off', spellcheck: 'false', maxlength: 36, 'data-part': 'other' });
    this.choices = make('datalist', { id: 'opened-concerns' });
    this.markButton = doing.button('', () => this.setMark());
    this.tolds = ['finish', 'link', 'malicious'].map((name) => make('p', { class: 'told', role: 'status', 'data-part': `${name}-told` }));
    this.element = make('div', {}, this.links, this.part('link', [make('label', { class: 'field' }, make('span', {}, say('link-other')), this.other, this.choices), this.why.field, doing.button(say('link-do'), () => this.link()), this.tolds[1]]),
      this.part('malicious', [make('p', { class: 'quiet' }, say('malicious-note')), this.mark.field, this.markButton, this.tolds[2]]),
      this.part('finish', [make('p', { class: 'quiet' }, say('finish-note')), this.reason.field, doing.button(say('finish-do'), () => this.finish()), this.tolds[0]]));
    this.remember();
  }

  part(name, children) {
    const details = make('details', { class: 'do', 'data-do': name }, make('summary', {}, this.doing.means.say(name)), make('div', { class: 'do__inside' }, ...children));
    // What somebody had begun to write stands open before them.
    details.open = Array.from(details.querySelectorAll('textarea')).some((area) => area.value !== '');
    return details;
  }

  remember() {
    const { shown, concern } = this.doing;
    const first = shown.read[0];
    const words = first.opened && first.opened.root ? textAt(first.opened.root, 'answers', 'what') || textAt(first.opened.root, 'text') : '';
    opened.delete(concern);
    for (const [id, said] of [...shown.thread.map((row) => [row.id, row.received]), ...opened]) if (id !== concern) this.choices.append(make('option', { value: id }, said));
    opened.set(concern, Array.from(words).slice(0, 60).join(''));
  }

  /** @param {import('./doing-facts.js').Facts} facts */
  show({ records, people }) {
    const { say } = this.doing.means;
    this.isMarked = maliciousMark(records) !== null;
    this.markButton.textContent = say(this.isMarked ? 'malicious-undo' : 'malicious-do');
    const links = records.filter((read) => read.root && read.record.kind === 'link' && aboutOf(read) === 'link' && CONCERN.test(textAt(read.root, 'with')));
    this.links.replaceChildren(...links.map(({ record, root }) => {
      const other = textAt(root, 'with');
      const open = this.doing.button(say('link-open', { id: other.slice(0, 8) }), () => this.doing.act(this.tolds[1], async () => {
        await this.doing.means.onOpen(await rowOf(other));
      }));
      return make('li', {}, say('link-said', { name: nameOf(people, record.author) }), ' ', minute(record.at), ': ', told(textAt(root, 'text')), ' ', open);
    }));
  }

  async link() {
    const { means, concern } = this.doing;
    const other = this.other.value.trim();
    const text = this.why.area.value.trim();
    if (!CONCERN.test(other) || other === concern || !text) {
      this.tolds[1].textContent = means.say('link-missing');
      return;
    }
    const isDone = await this.doing.act(this.tolds[1], async () => {
      // Both ways; the far side first, so that what is told as done here is done there.
      const key = `${other}|${text}`;
      if (!this.pending || this.pending.key !== key) {
        const records = [await newRecord(means, other, 'link', { about: 'link', with: concern, text }), await newRecord(means, concern, 'link', { about: 'link', with: other, text })];
        this.pending = { key, records };
      }
      await sendRecord(other, this.pending.records[0]);
      await sendRecord(concern, this.pending.records[1]);
      return means.say('link-done');
    });
    if (isDone) await this.why.clear();
  }

  async setMark() {
    const { means, concern } = this.doing;
    const text = this.mark.area.value.trim();
    if (!text) return this.mark.area.focus();
    const about = this.isMarked ? 'not-malicious' : 'malicious';
    // A note like any other to the server: only the desk reads what it says, and no machine acts on it.
    const isDone = await this.doing.act(this.tolds[2], async () => sendRecord(concern, await newRecord(means, concern, 'note', { about, text })) && means.say('note-kept'));
    if (isDone) await this.mark.clear();
  }

  async finish() {
    const { means, concern } = this.doing;
    const text = this.reason.area.value.trim();
    if (!text) return this.reason.area.focus();
    const isDone = await this.doing.act(this.tolds[0], async () => {
      const { id, locked } = await newRecord(means, concern, 'note', { about: 'finished', text });
      await this.doing.ask('no-further-action', { id, locked });
    });
    if (!isDone) return;
    await this.reason.clear();
    means.onChange();
    await means.onOpen(await rowOf(concern));
  }
}
