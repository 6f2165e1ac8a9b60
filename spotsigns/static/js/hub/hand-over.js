// The hand-overs of a concern, each with what is to be done next, by whom. Component.
import { nameOf } from './doing-facts.js';
import { make, minute, told } from './dom.js';
import { digestOf, documentOf } from './hand-over-document.js';
import { HandOverForm } from './hand-over-form.js';
import { HandOverSteps } from './hand-over-steps.js';
import { at, textAt } from './opened.js';
import { paperOf } from './paper.js';

/** @param {Map<string, *>} root of its record @param {string} id @returns {import('./hand-over-document.js').Recipe} */
function recipeFrom(root, id) {
  const groups = at(root, 'groups');
  const made = Object.fromEntries(['destination', 'summary', 'by', 'hub', 'made_at'].map((name) => [name, textAt(root, name)]));
  return { ...made, id, variant: Number(at(root, 'variant')), groups: Array.isArray(groups) ? groups : [], names: at(root, 'names') === true };
}

export class HandOvers {
  /** @param {import('./doing.js').Doing} doing */
  constructor(doing) {
    this.doing = doing;
    const isReadable = doing.shown.read.some((one) => one.opened && one.opened.root);
    this.form = isReadable ? new HandOverForm(doing) : null;
    this.list = make('ol', { class: 'hand-overs', 'data-part': 'hand-overs' });
    this.element = make('section', {}, this.list, this.form && this.form.element);
  }

  /** @param {import('./doing-facts.js').Facts} facts */
  async show(facts) {
    if (this.form) this.form.show(facts);
    this.list.replaceChildren(...(await Promise.all(facts.standing.hand_overs.map((one) => this.entry(one, facts)))));
  }

  async entry(one, facts) {
    const { say } = this.doing.means;
    const to = facts.destinations.find(({ id }) => id === one.destination) || { name: one.destination, way: 'document' };
    const name = (id) => told(id ? nameOf(facts.people, id) : '–');
    const lines = [
      make('p', { class: 'note__head' }, make('b', {}, to.name), ' ', make('span', { class: `badge badge--${one.state}` }, say(`hand-over-${one.state}`))),
      make('p', { class: 'quiet' }, say('hand-over-by'), ' ', name(one.by), ' ', minute(one.at)),
      one.released_by ? make('p', { class: one.glass ? 'warning' : 'quiet' }, say(one.glass ? 'hand-over-glass' : 'hand-over-released-by'), ' ', name(one.released_by), ' ', minute(one.released_at)) : null,
      one.reviewed_by ? make('p', { class: 'quiet' }, say('hand-over-reviewed-by'), ' ', name(one.reviewed_by), ' ', minute(one.reviewed_at)) : null,
      one.confirmed_by ? make('p', { class: 'quiet' }, say('hand-over-confirmed-by', { reference: '' }), ' ', told(one.reference), ' · ', name(one.confirmed_by), ' ', minute(one.confirmed_at)) : null,
    ];
    const steps = new HandOverSteps(this.doing, one, to, facts);
    const sheet = ['asked', 'released'].includes(one.state) ? await this.sheet(one, facts) : null;
    return make('li', { class: 'hand-over', 'data-hand-over': one.state }, ...lines, sheet && sheet.element, ...steps.elements(sheet));
  }

  /** The document again, from what was chosen then; believed only when it has the digest that was prepared. */
  async sheet(one, facts) {
    const { say, labels } = this.doing.means;
    const kept = facts.records.find(({ record }) => record.id === one.id && record.kind === 'hand-over');
    const recipe = kept && kept.root ? recipeFrom(kept.root, one.id) : null;
    const read = recipe && this.doing.shown.read.find(({ envelope }) => envelope.variant === recipe.variant);
    const made = read && read.opened && read.opened.root ? documentOf(recipe, read, facts, labels) : null;
    if (!made || (await digestOf(made)) !== one.digest) return { document: null, element: make('p', { class: 'warning' }, say('hand-over-other')) };
    return { document: made, element: paperOf(made, one.digest, say, { hidesContact: one.state === 'asked' }) };
  }
}
