// Contacts and notices: what the pages show now, what waits for a second person, what was decided. Component.
import { askHub } from './ask-hub.js';
import { ContactForm } from './contact-form.js';
import { changesOf, hoursOf } from './contact-words.js';
import { make, minute, told, wordsIn } from './dom.js';
import { enter } from './enter.js';

export class Contacts {
  static moduleName = 'contacts';

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.say = wordsIn(root);
    this.part = (name) => root.querySelector(`[data-part="${name}"]`);
    this.start().catch((problem) => this.fail(problem));
  }

  async start() {
    const entered = await enter(this.root);
    if (!entered) return;
    this.idle = entered.idle;
    await this.load();
    this.tell('ready', { number: this.desk.contacts.length - 1 });
  }

  async load() {
    this.desk = await askHub('/hub/api/contacts');
    const waiting = this.desk.edits.filter((edit) => edit.state === 'proposed');
    const decided = this.desk.edits.filter((edit) => edit.state !== 'proposed');
    this.fill('waiting', waiting, 'nothing-waits');
    this.fill('decided', decided, 'nothing-decided');
    this.part('contacts').replaceChildren(...this.desk.contacts.map((contact) => this.row(contact)));
    this.root.dataset.ready = 'yes';
  }

  fill(name, edits, none) {
    this.part(name).replaceChildren(...(edits.length ? edits.map((edit) => this.edit(edit)) : [make('li', { class: 'quiet' }, this.say(none))]));
  }

  nameOf(contact, name) {
    return contact === 'everybody' ? this.say('everybody') : name;
  }

  row(contact) {
    const isNotice = contact.id === 'everybody';
    const name = this.nameOf(contact.id, contact.name);
    const number = contact.is_out_of_use ? make('b', {}, this.say('out')) : contact.tel || this.say('no-number');
    const checked = isNotice ? '' : `${contact.checked}, ${this.say(contact.confirmed ? 'confirmed' : 'not-confirmed')}`;
    const change = make('button', { type: 'button', class: 'press press--quiet', 'aria-label': this.say('change-of', { name }) }, this.say('change'));
    change.addEventListener('click', () => this.open(contact, name, change));
    return make(
      'tr',
      { 'data-contact': contact.id },
      make('th', { scope: 'row' }, name),
      make('td', {}, isNotice ? '' : number),
      make('td', {}, isNotice ? '' : hoursOf(contact, this.say)),
      make('td', {}, checked),
      make('td', {}, contact.notice.en ? told(contact.notice.en) : this.say('none')),
      make('td', {}, this.desk.proposes ? change : ''),
    );
  }

  open(contact, name, button) {
    const form = new ContactForm(document.querySelector('template[data-edit-form]').content, { contact, name, languages: this.desk.languages, say: this.say });
    form.onPropose = async (given) => {
      await askHub('/hub/api/contacts/propose', given);
      await this.load();
      this.part('form').replaceChildren();
      this.tell('done-proposed');
      this.part('told').scrollIntoView({ block: 'nearest' });
    };
    form.heed = (problem) => this.idle.heed(problem);
    form.onCancel = () => {
      this.part('form').replaceChildren();
      button.focus();
    };
    this.part('form').replaceChildren(form.element);
    form.focus();
  }

  edit(edit) {
    const heading = make('h3', {}, this.nameOf(edit.contact, edit.name));
    const facts = make('dl', { class: 'lines' }, ...changesOf(edit, this.say));
    const by = make('p', { class: 'quiet' }, this.say('proposed-by', { name: edit.proposer }), ' · ', minute(edit.proposed));
    if (edit.decider) by.append(' · ', this.say(`state-${edit.state}`, { name: edit.decider }), ' · ', minute(edit.decided));
    return make('li', { class: 'edits__one', 'data-edit': String(edit.n) }, heading, facts, by, this.buttons(edit));
  }

  buttons(edit) {
    const buttons = make('p', { class: 'triage__buttons' });
    const offer = (act, word, quiet) => {
      const button = make('button', { type: 'button', class: quiet ? 'press press--quiet' : 'press', 'data-act': act }, this.say(word));
      button.addEventListener('click', () => this.decide(edit.n, act, button));
      buttons.append(button);
    };
    if (edit.state === 'proposed') {
      if (edit.own) buttons.append(make('span', { class: 'quiet' }, this.say('own')));
      else offer('confirm', 'confirm', false);
      offer('refuse', edit.own ? 'withdraw' : 'refuse', true);
    } else if (edit.undoes) {
      offer('undo', 'undo', true);
    }
    return buttons;
  }

  async decide(n, act, button) {
    button.disabled = true;
    try {
      const { state } = await askHub(`/hub/api/contacts/${act}`, { n });
      await this.load();
      this.tell(`done-${state}`);
    } catch (problem) {
      this.fail(problem);
      button.disabled = false;
    }
    this.part('told').scrollIntoView({ block: 'nearest' });
  }

  tell(name, values) {
    this.part('told').textContent = this.say(name, values);
  }

  fail(problem) {
    if (this.idle) this.idle.heed(problem);
    this.part('told').textContent = (problem && problem.message) || this.say('failed');
  }
}
