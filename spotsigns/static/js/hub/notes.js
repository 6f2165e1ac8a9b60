// Notes on a concern: each verified before it is shown, and what is half written kept. Component.
import { aboutOf, nameOf } from './doing-facts.js';
import { newRecord, sendRecord } from './desk-records.js';
import { make, minute, told } from './dom.js';
import { textAt } from './opened.js';

const SHOWN = ['note', 'link'];

export class Notes {
  /** @param {import('./doing.js').Doing} doing */
  constructor(doing) {
    const { say } = doing.means;
    this.doing = doing;
    this.list = make('ol', { class: 'notes__list', 'data-part': 'notes' });
    this.typed = doing.typed('note', say('note-new'));
    this.told = make('p', { class: 'told', role: 'status', 'data-part': 'note-told' });
    doing.draft.onState = (state) => (this.told.textContent = say(`draft-${state}`));
    if (this.typed.area.value) this.told.textContent = say('draft-found');
    const keep = doing.button(say('note-keep'), () => this.keep(), true);
    this.element = make('section', { class: 'notes' }, make('h3', {}, say('notes')), this.list, this.typed.field, make('p', { class: 'notes__keep' }, keep), this.told);
  }

  /** @param {import('./doing-facts.js').Facts} facts */
  show({ records, people }) {
    const { say } = this.doing.means;
    const notes = records.filter(({ record }) => SHOWN.includes(record.kind)).map((read) => this.note(read, people));
    this.list.replaceChildren(...(notes.length ? notes : [make('li', { class: 'quiet' }, say('notes-none'))]));
  }

  note(read, people) {
    const { say } = this.doing.means;
    const { record, root } = read;
    const about = aboutOf(read);
    const head = make('p', { class: 'note__head' }, make('b', {}, told(nameOf(people, record.author))), ' ', minute(record.at), about ? make('span', { class: 'badge' }, say(`about-${about}`)) : null);
    if (!root) return make('li', { class: 'note' }, head, make('p', { class: 'warning' }, say('note-forged')));
    return make('li', { class: 'note' }, head, told(textAt(root, 'text'), '', 'p'));
  }

  async keep() {
    const { means, concern } = this.doing;
    const text = this.typed.area.value.trim();
    if (!text) return this.typed.area.focus();
    const isKept = await this.doing.act(this.told, async () => {
      // Pressed again after no answer: the same bytes under the same id are kept once.
      if (!this.pending || this.pending.text !== text) this.pending = { text, record: await newRecord(means, concern, 'note', { text }) };
      await sendRecord(concern, this.pending.record);
    });
    if (!isKept) return;
    this.pending = null;
    await this.typed.clear();
    this.told.textContent = means.say('note-kept');
  }
}
