// The desk: a list sorted by danger though sealed, a reading pane, triage. Component.
import { askHub } from './ask-hub.js';
import { DeskList } from './desk-list.js';
import { wordsIn } from './dom.js';
import { enter } from './enter.js';
import { openAddressed } from './doing-facts.js';
import { LedgerWatch } from './ledger-watch.js';
import { Opener } from './opener.js';
import { ReadingPane } from './reading-pane.js';
import { briefOf, compareBriefs, isPractice } from './sorting.js';
import { waitForAdmission } from './waiting.js';

// What stands under each heading. Practice stands under its own until it is closed.
const TABS = { 'to-read': ['new', 'seen'], 'in-hand': ['in_hand'], closed: ['closed'], practice: ['new', 'seen', 'in_hand'] };
// Opened to be sorted: what nobody has decided on yet.
const OPENED = ['new', 'seen'];
const KEYS = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

export class Desk {
  static moduleName = 'desk';

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.say = wordsIn(root);
    this.part = (name) => root.querySelector(`[data-part="${name}"]`);
    this.tab = 'to-read';
    this.loading = 0;
    this.start().catch((problem) => this.fail(problem));
  }

  async start() {
    const entered = await enter(this.root);
    if (!entered) return;
    const { session, idle, pair } = entered;
    this.session = session;
    this.idle = idle;
    if (!this.session.staff.reads) return this.tell('no-desk');
    this.watch = new LedgerWatch(this.part('ledger'), this.session.staff.id);
    this.opener = await Opener.forPerson(this.session, pair, (head) => this.watch.saw(head));
    if (this.opener.isEmpty) return this.tell('not-admitted') || waitForAdmission(this.part('pane'), entered);
    this.labels = await askHub('/hub/api/signs');
    const means = { say: this.say, labels: this.labels, staff: session.staff };
    const onOpen = (brief) => this.open(brief);
    this.list = new DeskList(this.part('list'), { ...means, more: this.part('more'), onOpen, onMore: () => this.count() });
    const moves = JSON.parse(this.root.dataset.moves);
    this.pane = new ReadingPane(this.part('pane'), { ...means, opener: this.opener, moves, root: this.root, staff: session.staff, onOpen, onChange: () => this.load(), heed: (problem) => this.idle.heed(problem) });
    this.listen();
    await this.load();
    await openAddressed(onOpen);
  }

  listen() {
    for (const button of this.root.querySelectorAll('[data-tab]')) button.addEventListener('click', () => this.choose(button.dataset.tab));
    this.part('refresh').addEventListener('click', () => this.load());
    this.part('print').addEventListener('click', () => window.print());
    const line = this.part('line');
    if (line) line.addEventListener('click', () => this.turnLine(line));
    document.addEventListener('keydown', (event) => this.key(event));
  }

  key(event) {
    const isTyping = event.target.closest('input, select, textarea, dialog');
    const by = KEYS[event.key];
    if (!by || isTyping || event.ctrlKey || event.metaKey || event.altKey || this.idle.isLocked) return;
    // Arrows scroll the words while somebody reads them; j and k always walk the list.
    if (event.key.startsWith('Arrow') && this.part('pane').contains(event.target)) return;
    event.preventDefault();
    this.list.step(by);
  }

  choose(tab) {
    this.tab = tab;
    this.list.begin();
    for (const button of this.root.querySelectorAll('[data-tab]')) button.setAttribute('aria-pressed', String(button.dataset.tab === tab));
    this.load().catch((problem) => this.fail(problem));
  }

  /** A later load stops an earlier one: two would fill one list. */
  async load() {
    this.loading += 1;
    const turn = this.loading;
    this.briefs = [];
    try {
      await this.watch.look();
      for (const state of TABS[this.tab]) await this.loadState(state, turn);
      if (turn === this.loading) this.show('');
    } catch (problem) {
      if (turn === this.loading) this.fail(problem);
    }
  }

  async loadState(state, turn) {
    let next = null;
    do {
      const before = next ? `&before=${encodeURIComponent(next)}` : '';
      const page = await askHub(`/hub/api/desk?state=${state}${before}`);
      next = page.next;
      if (turn !== this.loading) return;
      if (!OPENED.includes(state)) {
        page.rows.forEach((row) => this.take({ ...row, practice: isPractice(row, false) }));
        this.show(next ? 'more' : '');
        return;
      }
      await this.opener.sortRows(page.rows, (row, opened) => turn === this.loading && this.take(briefOf(row, opened)), () => turn === this.loading && this.show('sorting'));
    } while (next && turn === this.loading);
  }

  /** Practice is never among what is to be read or in hand, nor counted there. @param {import('./sorting.js').Brief} brief */
  take(brief) {
    if (this.tab === 'closed' || brief.practice === (this.tab === 'practice')) this.briefs.push(brief);
  }

  show(how) {
    const briefs = this.tab === 'to-read' ? this.briefs.sort(compareBriefs) : this.briefs;
    this.list.show(briefs);
    this.how = how;
    this.root.dataset.sorted = how === '' ? 'yes' : 'no';
    this.count();
  }

  /** Says how many there are and, when not all of them stand in the list, how many do. */
  count() {
    const [all, drawn] = [this.briefs.length, this.list.drawn];
    const name = this.how || (all === 0 ? 'nothing' : `${this.tab === 'to-read' ? 'count' : 'newest'}${drawn < all ? '-some' : ''}`);
    this.part('count').textContent = this.say(name, { number: all, drawn });
  }

  async open(brief) {
    this.list.mark(brief.id);
    const state = await this.pane.open(brief).catch((problem) => this.fail(problem));
    if (!state) return;
    for (const one of this.briefs) if (one.id === brief.id && one.state === 'new') one.state = state;
    this.list.show(this.briefs);
  }

  async turnLine(button) {
    const answer = await askHub('/hub/api/line', { open: button.getAttribute('aria-pressed') !== 'true' }).catch((problem) => this.fail(problem));
    if (!answer) return;
    button.setAttribute('aria-pressed', String(answer.line));
    button.textContent = this.say(answer.line ? 'line-open' : 'line-closed');
  }

  tell(name) {
    this.part('count').textContent = this.say(name);
  }

  fail(problem) {
    if (this.idle) this.idle.heed(problem);
    this.part('count').textContent = (problem && problem.message) || this.say('failed');
  }
}
