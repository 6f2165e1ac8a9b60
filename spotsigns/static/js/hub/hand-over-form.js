// Composing a hand-over: where to, which answers, in whose words, with the sheet beside it. Component.
import { newId } from '../sealing/ids.js';
import { newRecord } from './desk-records.js';
import { make } from './dom.js';
import { digestOf, documentOf, holdsNumbers, toldText } from './hand-over-document.js';
import { paperOf } from './paper.js';

export class HandOverForm {
  /** @param {import('./doing.js').Doing} doing @param {import('./hand-over-thread.js').ThreadTold} thread @param {(id: string) => void} onPrepared given the id of the hand-over */
  constructor(doing, thread, onPrepared) {
    const { say } = doing.means;
    Object.assign(this, { doing, thread, onPrepared, beside: null });
    this.where = make('select', { 'data-part': 'destination' }, make('option', { value: '' }, say('hand-over-choose')));
    this.where.addEventListener('change', () => this.choose());
    this.send = make('p', { class: 'quiet' });
    this.fields = make('fieldset', { class: 'choices', hidden: true }, make('legend', {}, say('hand-over-fields')));
    this.fields.addEventListener('change', () => this.preview());
    this.names = make('input', { type: 'checkbox', checked: true, 'data-part': 'names' });
    this.names.addEventListener('change', () => this.preview());
    this.around = make('div', { 'data-part': 'around' });
    this.numbers = make('input', { type: 'checkbox', 'data-part': 'numbers' });
    this.numbers.addEventListener('change', () => this.preview());
    this.numbersField = make('label', { class: 'field field--tick', hidden: true }, this.numbers, make('span', {}, say('hand-over-numbers')));
    this.summary = doing.typed('summary', say('hand-over-summary'));
    this.summary.area.addEventListener('input', () => this.preview());
    this.second = make('p', { class: 'noted' });
    this.sheet = make('div', {});
    this.told = make('p', { class: 'told', role: 'status', 'data-part': 'hand-over-told' });
    this.rest = make('div', { hidden: true }, this.fields, this.around, this.numbersField, this.summary.field, make('label', { class: 'field field--tick' }, this.names, make('span', {}, say('hand-over-names'))), this.second, this.sheet,
      doing.button(say('hand-over-prepare'), () => this.prepare(), true));
    this.element = make('details', { class: 'do', 'data-do': 'hand-over' }, make('summary', {}, say('hand-over')),
      make('div', { class: 'do__inside' }, make('label', { class: 'field' }, make('span', {}, say('hand-over-to')), this.where), this.send, this.rest, this.told));
    this.element.open = this.summary.area.value !== '';
  }

  /** @param {import('./doing-facts.js').Facts} facts */
  show(facts) {
    if (!this.facts) this.where.append(...facts.destinations.map((one) => make('option', { value: one.id }, one.name)));
    this.facts = facts;
    // What was said here of a hand-over before is true no longer once something was done about it.
    this.told.textContent = '';
  }

  get destination() {
    return this.facts.destinations.find((one) => one.id === this.where.value) || null;
  }

  async choose() {
    const { destination } = this;
    const { say } = this.doing.means;
    this.rest.hidden = this.fields.hidden = true;
    this.send.textContent = destination ? say('hand-over-how', { how: destination.send_by, who: destination.confirms }) : '';
    if (!destination) return;
    this.made = null;
    this.numbers.checked = false;
    const boxes = this.facts.groups.filter((group) => destination.receives.includes(group.id)).map((group) => make('label', { class: 'field field--tick' },
      make('input', { type: 'checkbox', value: group.id, checked: destination.usual.includes(group.id) }), make('span', {}, group.names ? say('hand-over-names-group', { label: group.label }) : group.label)));
    this.fields.replaceChildren(this.fields.firstElementChild, ...boxes);
    this.told.textContent = say('hand-over-opening');
    if (!(await this.lookAround()) || !this.destination) return;
    this.told.textContent = '';
    this.rest.hidden = this.fields.hidden = false;
    await this.preview();
  }

  /** Opens what else was told on the thread: nothing is prepared before that is known. @returns {Promise<boolean>} */
  async lookAround() {
    const { say, heed } = this.doing.means;
    try {
      this.beside = await this.thread.all(this.read);
      return true;
    } catch (problem) {
      heed(problem);
      this.told.textContent = `${say('hand-over-not-looked')} ${problem.message || ''}`;
      return false;
    }
  }

  /** What is chosen now, with an id and a time that stay while only the choice changes. */
  recipe() {
    const { shown, means } = this.doing;
    this.made = this.made || { id: newId(), made_at: `${new Date().toISOString().slice(0, 16)}Z` };
    const groups = Array.from(this.fields.querySelectorAll('input:checked'), (box) => box.value);
    const chosen = { destination: this.destination.id, variant: this.read.envelope.variant, groups, summary: this.summary.area.value.trim(), names: this.names.checked, numbers: this.numbers.checked };
    return { ...this.made, ...chosen, told: toldText(this.beside.told), beyond: this.beside.beyond, by: means.staff.name, hub: means.say('hub-name') };
  }

  get read() {
    const { brief, read } = this.doing.shown;
    const opened = read.filter((one) => one.opened && one.opened.root);
    return opened.find((one) => one.envelope.variant === brief.variant) || opened[0];
  }

  make(recipe) {
    return documentOf(recipe, { ...this.read, beside: this.beside }, this.facts, this.doing.means.labels);
  }

  async preview() {
    if (!this.destination || !this.beside) return;
    const { say } = this.doing.means;
    this.offerNumbers();
    const recipe = this.recipe();
    const made = this.make(recipe);
    const needsSecond = recipe.names || recipe.numbers || this.facts.groups.some((group) => group.names && recipe.groups.includes(group.id));
    this.second.textContent = say(needsSecond ? 'hand-over-second' : 'hand-over-alone');
    this.around.replaceChildren(...this.aroundLines(made));
    this.sheet.replaceChildren(paperOf(made, await digestOf(made), say, { hidesContact: true }));
  }

  /** Only where words go there that hold some, and where who told us may go there at all. */
  offerNumbers() {
    const { receives } = this.destination;
    const goes = this.fields.querySelector('input[value="words"]:checked') !== null && receives.includes('contact');
    const roots = [this.read.opened.root, ...this.beside.told.map(({ root }) => root)].filter(Boolean);
    this.numbersField.hidden = !(goes && roots.some(holdsNumbers));
    if (this.numbersField.hidden) this.numbers.checked = false;
  }

  /** What whoever prepares it has to know of the rest of the thread. @param {import('./hand-over-document.js').HandOverDocument} made */
  aroundLines(made) {
    const { say } = this.doing.means;
    const number = (isOne) => made.parts.filter(isOne).length;
    const [given, missing] = [number((part) => !part.missing), number((part) => part.missing)];
    return [
      given ? make('p', { class: 'noted' }, say('around-given', { number: given })) : null,
      missing ? make('p', { class: 'warning' }, say('around-missing', { number: missing })) : null,
      made.left_out ? make('p', { class: 'warning' }, say(this.destination.receives.includes('words') ? 'around-left-out' : 'around-no-words', { number: made.left_out })) : null,
    ].filter(Boolean);
  }

  /** Whether nothing came on the thread since it was looked at: what nobody saw here is not prepared, nor left out. */
  async isStillAll() {
    const before = this.beside;
    if (!(await this.lookAround())) return false;
    if (toldText(before.told) === toldText(this.beside.told) && before.beyond === this.beside.beyond) return true;
    await this.preview();
    this.told.textContent = this.doing.means.say('hand-over-more');
    return false;
  }

  /** Sent again after no answer it is the same: id, choice and lock are made once for one document. */
  async prepare() {
    const { means, concern } = this.doing;
    if (!(await this.isStillAll())) return;
    const recipe = this.recipe();
    const isDone = await this.doing.act(this.told, async () => {
      const digest = await digestOf(this.make(recipe));
      if (!this.sent || this.sent.digest !== digest || this.sent.names !== (recipe.names || recipe.numbers)) {
        if (this.sent) this.made = { ...this.made, id: newId() };
        const fresh = this.sent ? this.recipe() : recipe;
        const its = this.sent ? await digestOf(this.make(fresh)) : digest;
        const { id, locked } = await newRecord(means, concern, 'hand-over', { about: 'hand-over', ...fresh }, fresh.id);
        this.sent = { id, destination: fresh.destination, digest: its, groups: fresh.groups, names: fresh.names || fresh.numbers, locked };
      }
      await this.doing.ask('hand-overs', this.sent);
      return means.say('hand-over-prepared');
    });
    if (!isDone) return;
    const { id } = this.sent;
    this.sent = this.made = null;
    this.where.value = '';
    await this.choose();
    // Stays unfolded: it says here that nothing has left the desk yet.
    this.onPrepared(id);
    await this.summary.clear();
  }
}
