// The ledger for people: sifted, page by page, newest first; and whether it is whole. Component.
import { askHub } from './ask-hub.js';
import { make, told, wordsIn } from './dom.js';
import { enter } from './enter.js';

const FILTERS = ['act', 'staff', 'day'];
// Acts whose subject holds ids that the page has words for, and what stands before those words' names.
const SUBJECTS = new Map(Object.entries({ invited: 'role-', joined: 'role-', moved: 'state-', revealed: 'reason-', hand_over_asked: 'destination-', exported: 'act-' }));

export class LedgerPage {
  static moduleName = 'ledger';

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
    this.part('sift').addEventListener('submit', (event) => {
      event.preventDefault();
      this.show();
    });
    this.part('more').addEventListener('click', () => this.more());
    this.part('export').addEventListener('click', () => {
      this.part('export').href = `/hub/api/ledger.csv?${this.query()}`;
    });
    await this.show();
    await this.judge();
    this.root.dataset.ready = 'yes';
  }

  query(before = 0) {
    const asked = new URLSearchParams();
    for (const name of FILTERS) if (this.part(name).value) asked.set(name, this.part(name).value);
    if (before) asked.set('before', before);
    return asked.toString();
  }

  async show() {
    this.part('rows').replaceChildren();
    this.drawn = 0;
    this.next = 0;
    await this.more();
  }

  async more() {
    this.part('more').disabled = true;
    try {
      const page = await askHub(`/hub/api/ledger/rows?${this.query(this.next)}`);
      this.offer(page);
      this.part('rows').append(...page.rows.map((row) => this.row(row)));
      this.drawn += page.rows.length;
      this.next = page.next || 0;
      this.part('more').hidden = !page.next;
      this.part('told').textContent = this.say(this.drawn === 0 ? 'nothing' : page.next ? 'shown' : 'all-shown', { number: this.drawn });
    } catch (problem) {
      this.fail(problem);
    }
    this.part('more').disabled = false;
  }

  /** The acts and people there are; a choice already made stays. */
  offer({ acts, people }) {
    const machines = ['schedule', 'command'].map((id) => ({ id, name: this.say(id) }));
    const choices = { act: acts.map((id) => ({ id, name: this.act(id) })), staff: people.concat(machines) };
    for (const [name, all] of Object.entries(choices)) {
      const select = this.part(name);
      const have = new Set(Array.from(select.options, (option) => option.value));
      select.append(...all.filter((one) => !have.has(one.id)).map((one) => make('option', { value: one.id }, one.name)));
    }
  }

  /** @param {string} before such as act- @param {string} id @returns {string} the page's words for it, else the id */
  word(before, id) {
    const words = this.say(before + id);
    return words === before + id ? id : words;
  }

  act(id) {
    return this.word('act-', id);
  }

  subject({ act, subject }) {
    const before = SUBJECTS.get(act);
    return before ? subject.split(' ').map((id) => this.word(before, id)).join(' ') : subject;
  }

  row(row) {
    const who = row.who === row.staff ? this.say(row.who) : row.who;
    const at = make('time', { datetime: row.at }, row.at.replace('T', ' ').replace('Z', ''));
    return make(
      'tr',
      {},
      make('td', { class: 'sheet__number' }, String(row.n)),
      make('td', { class: 'sheet__at' }, at),
      make('td', { class: 'sheet__who' }, told(who)),
      make('td', {}, this.act(row.act)),
      make('td', { class: 'sheet__subject' }, told(this.subject(row))),
    );
  }

  async judge() {
    const { broken, head } = await askHub('/hub/api/ledger/verdict');
    const line = this.part('verdict');
    line.className = broken === null ? 'noted' : 'warning';
    if (broken !== null) line.textContent = this.say('broken', { row: broken });
    else line.textContent = head ? this.say('whole', { rows: head.n, chain: head.chain.slice(0, 16) }) : this.say('empty');
  }

  fail(problem) {
    if (this.idle) this.idle.heed(problem);
    this.part('told').textContent = (problem && problem.message) || this.say('failed');
  }
}
