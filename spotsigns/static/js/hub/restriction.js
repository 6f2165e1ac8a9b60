// Restricting a concern about the police, the council or this team: sealed anew to named keyholders, gone for everybody else. Component.
import { fromBase64url } from '../sealing/bytes.js';
import { padPlaintext } from '../sealing/envelope.js';
import { sealBytes } from '../sealing/suite.js';
import { make, told } from './dom.js';
import { RECOVERY } from './keys.js';
import { fingerprintOf } from './words.js';

export class Restriction {
  /** @param {import('./doing.js').Doing} doing */
  constructor(doing) {
    const { say } = doing.means;
    this.doing = doing;
    this.people = make('fieldset', { class: 'choices', 'data-part': 'keyholders' }, make('legend', {}, say('restrict-whom')));
    this.sure = make('input', { type: 'checkbox', 'data-part': 'restrict-sure' });
    this.told = make('p', { class: 'told', role: 'status', 'data-part': 'restrict-told' });
    this.element = make('details', { class: 'do', 'data-do': 'restrict' }, make('summary', {}, say('restrict')), make('div', { class: 'do__inside' }, make('p', { class: 'quiet' }, say('restrict-note')), this.people,
      make('label', { class: 'field field--tick' }, this.sure, make('span', {}, say('restrict-sure'))), doing.button(say('restrict-do'), () => this.restrict()), this.told));
  }

  /** @param {import('./doing-facts.js').Facts} facts */
  async show({ standing, people, recovery }) {
    this.element.hidden = standing.holders.length > 0;
    this.recovery = recovery;
    this.keyholders = people.filter((one) => one.role === 'keyholder' && one.state === 'active' && one.public);
    const boxes = await Promise.all(this.keyholders.map(async (one) => make('label', { class: 'field field--tick' }, make('input', { type: 'checkbox', value: one.id }),
      make('span', {}, told(one.name), make('small', { class: 'quiet choice__words' }, await fingerprintOf(fromBase64url(one.public)))))));
    this.people.replaceChildren(this.people.firstElementChild, ...boxes);
  }

  async restrict() {
    const { means, shown } = this.doing;
    const { say } = means;
    const chosen = Array.from(this.people.querySelectorAll('input:checked'), (box) => this.keyholders.find((one) => one.id === box.value));
    if (chosen.length === 0 || !this.sure.checked) {
      this.told.textContent = say('restrict-missing');
      return;
    }
    const holders = [...chosen, ...(this.recovery ? [{ id: RECOVERY, public: this.recovery }] : [])];
    try {
      const copies = [];
      for (const envelope of shown.envelopes) copies.push(...(await this.copiesOf(envelope, holders)));
      await this.doing.ask('restrict', { copies });
    } catch (problem) {
      means.heed(problem);
      this.told.textContent = problem.message || say('restrict-unopened');
      return;
    }
    means.onChange();
    const isHolder = chosen.some((one) => one.id === means.staff.id);
    if (isHolder) {
      await means.onOpen(shown.brief);
    } else {
      // What is no longer for this person goes from their screen as well.
      means.onClose();
      means.root.querySelector('[data-part="pane"]').focus();
    }
    means.announce(say(isHolder ? 'restrict-done' : 'restrict-gone', { names: chosen.map((one) => one.name).join(', ') }));
  }

  /** Throws when it does not open here: what nobody read cannot be sealed anew. */
  async copiesOf(envelope, holders) {
    const padded = padPlaintext(await this.doing.means.opener.bytesOf(envelope));
    const info = (holder) => `spotsigns/v1/restricted|${envelope.id}|${envelope.thread}|${holder}`;
    return Promise.all(holders.map(async ({ id, public: key }) => ({ variant: envelope.variant, holder: id, sealed: await sealBytes(fromBase64url(key), info(id), padded) })));
  }
}
