// The hand-overs of a concern, each with what is to be done next, by whom. Component.
import { nameOf } from './doing-facts.js';
import { make, minute, told } from './dom.js';
import { digestOf, documentOf, toldPlaces } from './hand-over-document.js';
import { HandOverForm } from './hand-over-form.js';
import { stageOf } from './hand-over-stage.js';
import { HandOverSteps } from './hand-over-steps.js';
import { ThreadTold } from './hand-over-thread.js';
import { at, textAt } from './opened.js';
import { paperOf } from './paper.js';

const STANDING = ['asked', 'released'];

/** @param {Map<string, *>} root of its record @param {string} id @returns {import('./hand-over-document.js').Recipe} */
function recipeFrom(root, id) {
  const groups = at(root, 'groups');
  const made = Object.fromEntries(['destination', 'summary', 'by', 'hub', 'made_at'].map((name) => [name, textAt(root, name)]));
  const recipe = { ...made, id, variant: Number(at(root, 'variant')), groups: Array.isArray(groups) ? groups : [], names: at(root, 'names') === true };
  // Without it the document was prepared as version 1.
  return root.has('told') ? { ...recipe, told: textAt(root, 'told'), beyond: Number(at(root, 'beyond')), numbers: at(root, 'numbers') === true } : recipe;
}

export class HandOvers {
  /** @param {import('./doing.js').Doing} doing */
  constructor(doing) {
    this.doing = doing;
    this.thread = new ThreadTold(doing.shown, doing.means.opener);
    const isReadable = doing.shown.read.some((one) => one.opened && one.opened.root);
    this.form = isReadable ? new HandOverForm(doing, this.thread, (id) => this.goTo(id)) : null;
    this.list = make('ol', { class: 'hand-overs', 'data-part': 'hand-overs' });
    this.element = make('section', {}, this.list, this.form && this.form.element);
  }

  /** @param {import('./doing-facts.js').Facts} facts */
  async show(facts) {
    if (this.form) this.form.show(facts);
    const all = facts.standing.hand_overs;
    const now = all.some((one) => one.state !== 'withdrawn') ? await this.fetched(() => this.thread.look()) : [];
    const entries = [];
    for (const one of all) entries.push(await this.entry(one, facts, now));
    this.list.replaceChildren(...entries);
  }

  /** Without an answer the rest of the panel stands all the same. @template T @param {() => Promise<T>} ask @returns {Promise<T|null>} */
  fetched(ask) {
    return ask().catch((problem) => {
      this.doing.means.heed(problem);
      return null;
    });
  }

  /** What may be done next about it, in front of whoever prepared it. @param {string} id */
  goTo(id) {
    const steps = this.list.querySelector(`[data-id="${id}"] .hand-over__steps`);
    if (!steps) return;
    steps.focus({ preventScroll: true });
    steps.scrollIntoView({ block: 'center' });
  }

  async entry(one, facts, now) {
    const { say } = this.doing.means;
    const to = facts.destinations.find(({ id }) => id === one.destination) || { name: one.destination, way: 'document' };
    const name = (id) => told(id ? nameOf(facts.people, id) : '–');
    const recipe = this.recipeOf(one, facts);
    const since = recipe && now && one.state !== 'withdrawn' ? this.since(recipe, now) : 0;
    const lines = [
      make('p', { class: 'note__head' }, make('b', {}, to.name), ' ', make('span', { class: `badge badge--${one.state}` }, say(`stage-${stageOf(one, to)}`))),
      make('p', { class: 'quiet' }, say('hand-over-by'), ' ', name(one.by), ' ', minute(one.at)),
      one.released_by ? make('p', { class: one.glass ? 'warning' : 'quiet' }, say(one.glass ? 'hand-over-glass' : 'hand-over-released-by'), ' ', name(one.released_by), ' ', minute(one.released_at)) : null,
      one.reviewed_by ? make('p', { class: 'quiet' }, say('hand-over-reviewed-by'), ' ', name(one.reviewed_by), ' ', minute(one.reviewed_at)) : null,
      one.confirmed_by ? make('p', { class: 'quiet' }, say('hand-over-confirmed-by', { reference: '' }), ' ', told(one.reference), ' · ', name(one.confirmed_by), ' ', minute(one.confirmed_at)) : null,
      since ? make('p', { class: 'warning', 'data-part': 'since' }, say('hand-over-since', { number: since })) : null,
    ];
    const steps = new HandOverSteps(this.doing, one, to, facts);
    const sheet = STANDING.includes(one.state) ? await this.sheet(one, recipe, facts) : null;
    const next = make('div', { class: 'hand-over__steps', role: 'group', 'aria-label': say('hand-over-next', { to: to.name }), tabindex: '-1' }, ...steps.elements(sheet));
    return make('li', { class: 'hand-over', 'data-hand-over': one.state, 'data-id': one.id }, ...lines, sheet && sheet.element, next);
  }

  recipeOf(one, facts) {
    const kept = facts.records.find(({ record }) => record.id === one.id && record.kind === 'hand-over');
    return kept && kept.root ? recipeFrom(kept.root, one.id) : null;
  }

  /** How much of the thread whoever prepared it had not been told of. @param {import('./hand-over-document.js').Recipe} recipe @param {{id: string}[]} now */
  since(recipe, now) {
    const then = new Set(toldPlaces(recipe.told || '').map(({ id }) => id));
    return Math.max(0, now.filter(({ id }) => !then.has(id)).length - (recipe.beyond || 0));
  }

  /** The document again, from what was chosen then; believed only when it has the digest that was prepared. */
  async sheet(one, recipe, facts) {
    const { say, labels } = this.doing.means;
    const none = (why) => ({ document: null, element: make('p', { class: 'warning' }, say(why)) });
    const read = recipe && this.doing.shown.read.find(({ envelope }) => envelope.variant === recipe.variant);
    if (!read || !read.opened || !read.opened.root) return none('hand-over-other');
    const beside = recipe.told === undefined ? null : await this.fetched(() => this.thread.all(read));
    if (recipe.told !== undefined && !beside) return none('hand-over-not-fetched');
    const made = documentOf(recipe, { ...read, beside }, facts, labels);
    if (!made) return none('hand-over-unopened');
    if ((await digestOf(made)) !== one.digest) return none('hand-over-other');
    return { document: made, element: paperOf(made, one.digest, say, { hidesContact: one.state === 'asked' }) };
  }
}
