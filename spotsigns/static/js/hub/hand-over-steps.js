// What may be done next about one hand-over: release, break glass, print, save, give to licensing, confirm, withdraw, review. Component.
import { fromBase64url, utf8 } from '../sealing/bytes.js';
import { padPlaintext } from '../sealing/envelope.js';
import { newId } from '../sealing/ids.js';
import { sealBytes } from '../sealing/suite.js';
import { askHub } from './ask-hub.js';
import { newRecord } from './desk-records.js';
import { make } from './dom.js';
import { canonical, fileOf } from './hand-over-document.js';
import { printPaper, saveFile } from './paper.js';
import { fingerprintOf } from './words.js';

export class HandOverSteps {
  /** @param {import('./doing.js').Doing} doing @param {object} one @param {object} to its destination @param {import('./doing-facts.js').Facts} facts */
  constructor(doing, one, to, facts) {
    Object.assign(this, { doing, one, to, facts, say: doing.means.say, me: doing.means.staff.id });
    this.told = make('p', { class: 'told', role: 'status', 'data-part': 'step-told' });
  }

  /** @param {{document: object|null, element: HTMLElement}|null} sheet @returns {HTMLElement[]} */
  elements(sheet) {
    const { one, me } = this;
    const isWhole = sheet !== null && sheet.document !== null;
    const found = [];
    if (one.state === 'asked' && isWhole) found.push(...(one.by === me ? [this.waits(), this.glass()] : [this.press('release', { digest: one.digest })]));
    if (one.state === 'released' && isWhole) found.push(...(this.to.way === 'licensing' ? this.giving(sheet) : this.leaving(sheet)));
    if (one.state === 'released' && one.taken_at && this.to.way === 'document') found.push(this.confirming());
    if (['asked', 'released'].includes(one.state)) found.push(this.press('withdraw', {}));
    if (one.glass && !one.reviewed_at && ![one.by, one.released_by].includes(me)) found.push(this.press('review', {}));
    return [...found, this.told];
  }

  act(name, body) {
    return askHub(`/hub/api/hand-overs/${this.one.id}/${name}`, body);
  }

  /** A button that does one thing; what stands afterwards is shown anew. */
  press(name, body) {
    const button = this.doing.button(this.say(`step-${name}`), () => this.doing.act(this.told, async () => {
      await this.act(name, body);
      if (name !== 'review') this.doing.means.onChange();
    }));
    button.dataset.step = name;
    return button;
  }

  waits() {
    return make('p', { class: 'noted' }, this.say('hand-over-waits'));
  }

  glass() {
    const typed = this.doing.typed(`glass ${this.one.id}`, this.say('glass-why'), 2);
    const go = this.doing.button(this.say('step-glass'), async () => {
      const text = typed.area.value.trim();
      if (!text) return typed.area.focus();
      const isDone = await this.doing.act(this.told, async () => {
        const { id, locked } = await newRecord(this.doing.means, this.one.concern, 'note', { about: 'glass', text });
        await this.act('break-glass', { digest: this.one.digest, id, locked });
      });
      if (isDone) await typed.clear();
    });
    return make('details', { class: 'do', 'data-do': 'glass' }, make('summary', {}, this.say('glass')), make('div', { class: 'do__inside' }, make('p', { class: 'quiet' }, this.say('glass-note')), typed.field, go));
  }

  /** Printed or saved: the ledger has it first. */
  leaving({ document, element }) {
    const leave = (name, work) => this.doing.button(this.say(name), async () => {
      try {
        await this.act('take', { digest: this.one.digest });
        work();
        if (!this.one.taken_at) await this.doing.refresh();
      } catch (problem) {
        this.doing.means.heed(problem);
        this.told.textContent = problem.message || this.say('failed');
      }
    }, true);
    return [make('p', { class: 'doing__row' }, leave('step-print', () => printPaper(element)), ' ',
      leave('step-save', () => saveFile(fileOf(document, this.one.digest), `hand-over-${this.one.id.slice(0, 8)}.json`)))];
  }

  confirming() {
    const field = make('input', { maxlength: 80, autocomplete: 'off', 'data-part': 'reference' });
    const go = this.doing.button(this.say('step-confirm'), () => this.doing.act(this.told, async () => {
      await this.act('confirm', { reference: field.value });
    }), true);
    return make('div', { class: 'doing__row' }, make('label', { class: 'field' }, make('span', {}, this.say('confirm-reference', { who: this.to.confirms })), field), go);
  }

  giving({ document }) {
    if (this.one.taken_at) return [make('p', { class: 'noted' }, this.say('licensing-given'))];
    const people = this.facts.people.filter((one) => one.role === 'licensing' && one.public);
    if (people.length === 0) return [make('p', { class: 'warning' }, this.say('licensing-nobody'))];
    const whom = make('select', { 'data-part': 'whom' }, ...people.map((one) => make('option', { value: one.id }, one.name)));
    const words = make('p', { class: 'quiet', 'data-part': 'fingerprint' });
    const chosen = () => people.find((one) => one.id === whom.value);
    const compare = async () => (words.textContent = this.say('licensing-words', { words: await fingerprintOf(fromBase64url(chosen().public)) }));
    whom.addEventListener('change', compare);
    compare();
    const give = this.doing.button(this.say('step-give'), () => this.doing.act(this.told, async () => {
      const [id, to] = [newId(), chosen()];
      const sealed = await sealBytes(fromBase64url(to.public), `spotsigns/v1/licensing|${id}|${to.id}`, padPlaintext(utf8(canonical(document))));
      await this.act('licensing', { digest: this.one.digest, id, staff: to.id, sealed });
    }), true);
    return [make('div', { class: 'doing__row' }, make('label', { class: 'field' }, make('span', {}, this.say('licensing-whom')), whom), give), words];
  }
}
