// The desk: a list sorted by danger though sealed, a reading pane, triage, many at once. Component.
import { askHub } from './ask-hub.js';
import { BulkBar } from './bulk-bar.js';
import { showDoubt } from './desk-doubt.js';
import { DeskKeys } from './desk-keys.js';
import { DeskList } from './desk-list.js';
import { DeskLoading } from './desk-loading.js';
import { DeskNews } from './desk-news.js';
import { DeskTools } from './desk-tools.js';
import { newRecord } from './desk-records.js';
import { openAddressed } from './doing-facts.js';
import { wordsIn } from './dom.js';
import { enter } from './enter.js';
import { LedgerWatch } from './ledger-watch.js';
import { LineSwitch } from './line-switch.js';
import { OpenedMemory } from './opened-memory.js';
import { Opener } from './opener.js';
import { ReadingPane } from './reading-pane.js';
import { isPractice, sift } from './sifting.js';
import { SortingRoom } from './sorting-room.js';
import { waitForAdmission } from './waiting.js';

export class Desk {
  static moduleName = 'desk';

  /** @param {HTMLElement} root */
  constructor(root) {
    Object.assign(this, { root, say: wordsIn(root), tab: 'to-read', how: 'sorting' });
    this.part = (name) => root.querySelector(`[data-part="${name}"]`);
    this.start().catch((problem) => this.fail(problem));
  }

  async start() {
    const entered = await enter(this.root);
    if (!entered) return;
    Object.assign(this, { session: entered.session, idle: entered.idle });
    this.watch = new LedgerWatch(this.part('ledger'), this.session.staff.id);
    this.opener = await Opener.forPerson(this.session, entered.pair, (head) => this.watch.saw(head));
    if (this.opener.isEmpty) return this.tell('not-admitted') || waitForAdmission(this.part('pane'), entered);
    showDoubt(this.part('doubt'), this.opener, this.say);
    this.labels = await askHub('/hub/api/signs');
    this.memory = new OpenedMemory(this.labels);
    this.build();
    await this.load();
    await this.news.look();
    await openAddressed((row) => this.open(row));
  }

  build() {
    const { say, labels, idle, part } = this;
    const heed = (problem) => idle.heed(problem);
    const onOpen = (brief) => this.open(brief);
    this.tools = new DeskTools(part('tools'), { say, onChange: (isOfServer) => (isOfServer && !this.loading.isSorted ? this.load() : this.show(this.how)) });
    const reasonFor = (concern, text) => newRecord({ opener: this.opener, staff: this.session.staff }, concern, 'note', { about: 'finished', text });
    this.bulk = new BulkBar(part('bulk'), { say, reasonFor, heed, onMoved: () => this.load(), onLeave: (keys) => this.list.unpick(keys) });
    this.list = new DeskList(part('list'), { say, labels, more: part('more'), onOpen, onMore: () => this.goOn(), onPick: (picked) => this.bulk.show(picked) });
    const means = { say, labels, opener: this.opener, memory: this.memory, staff: this.session.staff, moves: JSON.parse(this.root.dataset.moves), root: this.root, onOpen, onClose: () => this.close(), onChange: () => this.load(), announce: (words) => this.announce(words), heed };
    this.pane = new ReadingPane(part('pane'), means);
    this.news = new DeskNews(part('news'), { say, idle, heed, onLooking: (looking) => this.showLooking(looking) });
    const show = (how) => this.show(how);
    const sorting = new SortingRoom(this.opener, labels);
    sorting.endWith(this.root);
    this.loading = new DeskLoading({ sorting, memory: this.memory, news: this.news, target: labels.target, wanted: () => this.tools.wanted, show });
    const acts = { '/': () => this.tools.search.focus(), x: () => this.list.pickHere(), n: () => part('news').hidden || part('news').click(), Escape: () => this.close() };
    this.keys = new DeskKeys({ idle, isOn: () => part('keys-on').checked, pane: part('pane'), search: this.tools.search, step: (by) => this.list.step(by), acts });
    for (const button of this.root.querySelectorAll('[data-tab]')) button.addEventListener('click', () => this.choose(button.dataset.tab));
    part('refresh').addEventListener('click', () => this.load());
    part('news').addEventListener('click', () => this.bringIn().catch((problem) => this.fail(problem)));
    part('print').addEventListener('click', () => window.print());
    if (part('line')) this.line = new LineSwitch(part('line'), part('red'), { say, heed });
  }

  choose(tab) {
    this.tab = tab;
    this.list.begin();
    for (const button of this.root.querySelectorAll('[data-tab]')) button.setAttribute('aria-pressed', String(button.dataset.tab === tab));
    this.load();
  }

  async load() {
    try {
      await this.watch.look();
      if (await this.loading.load(this.tab)) this.show('');
    } catch (problem) {
      this.fail(problem);
    }
  }

  async goOn() {
    if (this.list.drawn === this.list.briefs.length) await this.loading.goOn().catch((problem) => this.fail(problem));
    this.show('');
  }

  async bringIn() {
    if (this.tab !== 'to-read') return this.choose('to-read');
    await this.loading.bringIn();
    this.show('');
    this.news.announce([]);
  }

  show(how) {
    const wanted = this.loading.isSorted ? this.tools.wanted : { ...this.tools.wanted, order: 'newest' };
    this.list.show(sift(this.loading.briefs, wanted, (brief) => this.memory.words(brief)), Boolean(this.loading.next));
    this.how = how;
    this.root.dataset.sorted = how === '' ? 'yes' : 'no';
    this.count(wanted);
  }

  /** Says how many there are and, when not all of them stand in the list, how many do. Practice is not counted. */
  count({ order }) {
    const { briefs, drawn } = this.list;
    const [all, number] = [this.loading.briefs.length, briefs.filter((brief) => this.tab === 'practice' || !isPractice(brief)).length];
    const isSome = this.loading.next || drawn < all;
    this.part('count').textContent = this.how ? this.say(this.how, { number: all }) : all === 0 ? this.say('nothing') : this.say(isSome ? 'shown-some' : 'shown', { number, drawn, all, order: this.say(`order-${order}`) });
  }

  async open(brief) {
    this.announce('');
    this.list.mark(brief.id);
    const state = await this.pane.open(brief).catch((problem) => this.fail(problem));
    if (!state) return;
    for (const one of this.loading.briefs) if (one.id === brief.id && one.state === 'new') one.state = state;
    this.show(this.how);
    await this.news.lookAt(brief.id).catch((problem) => this.idle.heed(problem));
  }

  /** What was revealed is gone with it. */
  close() {
    const { current } = this.list;
    if (!current) return;
    this.pane.close();
    this.list.step(0);
    this.list.mark('');
    this.news.lookAt('').catch((problem) => this.idle.heed(problem));
  }

  showLooking(looking) {
    this.list.showLooking(looking);
    const names = looking.get(this.news.at) || [];
    this.part('looking').textContent = names.length ? this.say('looks-too', { names: names.join(', ') }) : '';
  }

  /** What was just done, at the top of what is read, until another concern is opened. @param {string} words */
  announce(words) {
    this.part('done').textContent = words;
    if (words) this.part('done').scrollIntoView({ block: 'nearest' });
  }

  tell(name) {
    this.part('count').textContent = this.say(name);
  }

  fail(problem) {
    if (this.idle) this.idle.heed(problem);
    this.part('count').textContent = (problem && problem.message) || this.say('failed');
  }
}
