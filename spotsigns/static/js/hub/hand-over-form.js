// Composing a hand-over: where to, which answers, in whose words, with the sheet beside it. Component.
import { newId } from '../sealing/ids.js';
import { newRecord } from './desk-records.js';
import { make } from './dom.js';
import { digestOf, documentOf } from './hand-over-document.js';
import { paperOf } from './paper.js';

export class HandOverForm {
  /** @param {import('./doing.js').Doing} doing */
  constructor(doing) {
    const { say } = doing.means;
    this.doing = doing;
    this.where = make('select', { 'data-part': 'destination' }, make('option', { value: '' }, say('hand-over-choose')));
    this.where.addEventListener('change', () => this.choose());
    this.send = make('p', { class: 'quiet' });
    this.fields = make('fieldset', { class: 'choices', hidden: true }, make('legend', {}, say('hand-over-fields')));
    this.fields.addEventListener('change', () => this.preview());
    this.names = make('input', { type: 'checkbox', checked: true, 'data-part': 'names' });
    this.names.addEventListener('change', () => this.preview());
    this.summary = doing.typed('summary', say('hand-over-summary'));
    this.summary.area.addEventListener('input', () => this.preview());
    this.second = make('p', { class: 'noted' });
    this.sheet = make('div', {});
    this.told = make('p', { class: 'told', role: 'status', 'data-part': 'hand-over-told' });
    this.rest = make('div', { hidden: true }, this.fields, this.summary.field, make('label', { class: 'field field--tick' }, this.names, make('span', {}, say('hand-over-names'))), this.second, this.sheet,
      doing.button(say('hand-over-prepare'), () => this.prepare(), true));
    this.element = make('details', { class: 'do', 'data-do': 'hand-over' }, make('summary', {}, say('hand-over')),
      make('div', { class: 'do__inside' }, make('label', { class: 'field' }, make('span', {}, say('hand-over-to')), this.where), this.send, this.rest, this.told));
    this.element.open = this.summary.area.value !== '';
  }

  /** @param {import('./doing-facts.js').Facts} facts */
  show(facts) {
    if (!this.facts) this.where.append(...facts.destinations.map((one) => make('option', { value: one.id }, one.name)));
    this.facts = facts;
  }

  get destination() {
    return this.facts.destinations.find((one) => one.id === this.where.value) || null;
  }

  choose() {
    const { destination } = this;
    const { say } = this.doing.means;
    this.rest.hidden = this.fields.hidden = destination === null;
    this.send.textContent = destination ? say('hand-over-how', { how: destination.send_by, who: destination.confirms }) : '';
    if (!destination) return;
    this.made = null;
    const boxes = this.facts.groups.filter((group) => destination.receives.includes(group.id)).map((group) => make('label', { class: 'field field--tick' },
      make('input', { type: 'checkbox', value: group.id, checked: destination.usual.includes(group.id) }), make('span', {}, group.names ? say('hand-over-names-group', { label: group.label }) : group.label)));
    this.fields.replaceChildren(this.fields.firstElementChild, ...boxes);
    return this.preview();
  }

  /** What is chosen now, with an id and a time that stay while only the choice changes. */
  recipe() {
    const { shown, means } = this.doing;
    this.made = this.made || { id: newId(), made_at: `${new Date().toISOString().slice(0, 16)}Z` };
    const groups = Array.from(this.fields.querySelectorAll('input:checked'), (box) => box.value);
    return { ...this.made, destination: this.destination.id, variant: this.read.envelope.variant, groups, summary: this.summary.area.value.trim(), names: this.names.checked, by: means.staff.name, hub: means.say('hub-name') };
  }

  get read() {
    const { brief, read } = this.doing.shown;
    const opened = read.filter((one) => one.opened && one.opened.root);
    return opened.find((one) => one.envelope.variant === brief.variant) || opened[0];
  }

  async preview() {
    if (!this.destination) return;
    const { say, labels } = this.doing.means;
    const recipe = this.recipe();
    const made = documentOf(recipe, this.read, this.facts, labels);
    const needsSecond = recipe.names || this.facts.groups.some((group) => group.names && recipe.groups.includes(group.id));
    this.second.textContent = say(needsSecond ? 'hand-over-second' : 'hand-over-alone');
    this.sheet.replaceChildren(paperOf(made, await digestOf(made), say, { hidesContact: true }));
  }

  /** Sent again after no answer it is the same: id, choice and lock are made once for one document. */
  async prepare() {
    const { means, concern } = this.doing;
    const recipe = this.recipe();
    const isDone = await this.doing.act(this.told, async () => {
      const digest = await digestOf(documentOf(recipe, this.read, this.facts, means.labels));
      if (!this.sent || this.sent.digest !== digest || this.sent.names !== recipe.names) {
        if (this.sent) this.made = { ...this.made, id: newId() };
        const fresh = this.sent ? this.recipe() : recipe;
        const its = this.sent ? await digestOf(documentOf(fresh, this.read, this.facts, means.labels)) : digest;
        const { id, locked } = await newRecord(means, concern, 'hand-over', { about: 'hand-over', ...fresh }, fresh.id);
        this.sent = { id, destination: fresh.destination, digest: its, groups: fresh.groups, names: fresh.names, locked };
      }
      await this.doing.ask('hand-overs', this.sent);
      return means.say('hand-over-prepared');
    });
    if (!isDone) return;
    this.sent = this.made = null;
    this.where.value = '';
    this.choose();
    await this.summary.clear();
    this.element.open = false;
  }
}
