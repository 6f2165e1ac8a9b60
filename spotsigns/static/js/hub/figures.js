// Figures of a quarter for the delivery group: tiles, bar charts, the table beside each. Component.
import { askHub } from './ask-hub.js';
import { barChart } from './bar-chart.js';
import { languageName, make, wordsIn } from './dom.js';
import { enter } from './enter.js';
import { readingTable } from './reading-table.js';

const HOUR = 60;
const DAY = 24 * HOUR;

export class Figures {
  static moduleName = 'figures';

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
    this.part('sift').addEventListener('submit', (event) => event.preventDefault());
    this.part('period').addEventListener('change', () => this.show().catch((problem) => this.fail(problem)));
    this.part('print').addEventListener('click', () => window.print());
    await this.show();
  }

  async show() {
    const chosen = this.part('period').value;
    const figures = await askHub(`/hub/api/figures${chosen ? `?period=${encodeURIComponent(chosen)}` : ''}`);
    this.part('period').replaceChildren(...figures.periods.map((name) => make('option', { value: name, selected: name === figures.period }, name)));
    this.part('export').href = `/hub/api/figures.csv?period=${encodeURIComponent(figures.period)}`;
    this.part('running').hidden = !figures.running;
    this.part('tiles').replaceChildren(...this.tiles(figures));
    const lists = Object.entries(figures.lists).map(([kind, shown]) => this.chart(kind, shown));
    this.part('charts').replaceChildren(...lists, this.readings(figures.readings));
    this.part('told').textContent = this.say('from-to', figures);
    this.root.dataset.ready = figures.period;
  }

  tiles({ lists, waits, waiting }) {
    const few = this.say('fewer');
    const shown = { total: lists.weeks.total, waiting };
    const tiles = { total: shown.total === null ? few : String(shown.total), looked: this.wait(waits.looked), decided: this.wait(waits.decided), waiting: shown.waiting === null ? few : String(waiting) };
    return Object.entries(tiles).map(([name, text]) => make('div', { class: 'tile' }, make('dt', {}, this.say(`tile-${name}`)), make('dd', {}, text)));
  }

  /** @param {[number, number|null]|null} step the minutes it lies between */
  wait(step) {
    if (step === null) return this.say('hidden');
    return step[1] === null ? this.say('longer', { time: this.time(step[0]) }) : this.time(step[1]);
  }

  time(minutes) {
    if (minutes < HOUR) return this.say('minutes', { number: minutes });
    if (minutes < DAY) return minutes === HOUR ? this.say('hour') : this.say('hours', { number: minutes / HOUR });
    return minutes === DAY ? this.say('day') : this.say('days', { number: minutes / DAY });
  }

  name(kind, id) {
    if (id === '') return this.say('not-recorded');
    if (id === 'other') return this.say('other');
    if (kind === 'language') return languageName(id);
    if (kind === 'weeks') return new Date(`${id}T12:00Z`).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
    const word = this.say(`${kind}:${id}`);
    return word === `${kind}:${id}` ? id : word;
  }

  chart(kind, shown) {
    const title = this.say(`title-${kind}`);
    const section = make('section', { class: 'figure', 'data-figure': kind }, make('h2', {}, title));
    const note = this.say(`note-${kind}`);
    if (note !== `note-${kind}`) section.append(make('p', { class: 'quiet' }, note));
    if (shown.total === null) {
      section.append(make('p', {}, this.say('too-few')));
      return section;
    }
    const rows = Object.entries(shown.shown).map(([id, count]) => ({ name: this.name(kind, id), count }));
    if (shown.hidden.length) rows.push({ name: this.say('together', { number: shown.hidden.length }), count: shown.together, isTogether: true });
    const beside = make('div', { class: 'figure__table' }, this.table(kind, title, rows, shown.total));
    if (shown.hidden.length) beside.append(this.hidden(kind, shown.hidden));
    section.append(make('div', { class: 'figure__both' }, barChart(this.say('chart', { title }), rows), beside));
    return section;
  }

  table(kind, title, rows, total) {
    const number = { class: 'sheet__number' };
    const head = make('tr', {}, make('th', { scope: 'col' }, this.say(`head-${kind}`)), make('th', { scope: 'col', ...number }, this.say(kind === 'handed_over' ? 'given' : 'count')));
    const body = rows.map((row) => make('tr', {}, make('th', { scope: 'row' }, row.name), make('td', number, String(row.count))));
    const foot = make('tr', {}, make('th', { scope: 'row' }, this.say('total')), make('td', number, String(total)));
    return make('table', { class: 'sheet' }, make('caption', { class: 'hidden-words' }, title), make('thead', {}, head), make('tbody', {}, ...body), make('tfoot', {}, foot));
  }

  hidden(kind, ids) {
    return make('details', { class: 'quiet' }, make('summary', {}, this.say('names')), make('p', {}, ids.map((id) => this.name(kind, id)).join(', ')));
  }

  readings(table) {
    const section = make('section', { class: 'figure', 'data-figure': 'readings' }, make('h2', {}, this.say('title-readings')), make('p', { class: 'quiet' }, this.say('note-readings')));
    if (table.total === null) section.append(make('p', {}, this.say('too-few')));
    else section.append(readingTable(table, { say: this.say, page: (id) => this.say(`page-${id}`), language: languageName }));
    return section;
  }

  fail(problem) {
    if (this.idle) this.idle.heed(problem);
    this.part('told').textContent = (problem && problem.message) || this.say('failed');
  }
}
