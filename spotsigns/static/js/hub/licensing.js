// What licensing was given: envelopes sealed to this one person, and nothing else of the hub. Component.
import { fromBase64url } from '../sealing/bytes.js';
import { unpadPlaintext } from '../sealing/envelope.js';
import { openBytes } from '../sealing/suite.js';
import { askHub } from './ask-hub.js';
import { make, minute, told, wordsIn } from './dom.js';
import { enter } from './enter.js';
import { digestOf, documentFrom } from './hand-over-document.js';
import { readOpened, visible } from './opened.js';
import { paperOf, printPaper } from './paper.js';

export class Licensing {
  static moduleName = 'licensing';

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
    Object.assign(this, entered);
    await this.load();
  }

  async load() {
    const { envelopes } = await askHub('/hub/api/licensing');
    this.part('count').textContent = this.say(envelopes.length ? 'licensing-count' : 'licensing-none', { number: envelopes.length });
    this.part('list').replaceChildren(...envelopes.map((one) => this.entry(one)));
  }

  entry(one) {
    const inside = make('div', {});
    const open = make('button', { type: 'button', class: 'press press--quiet' }, this.say('licensing-open'));
    open.addEventListener('click', () => this.open(one, inside).catch((problem) => this.fail(problem)));
    return make('li', { class: 'hand-over', 'data-id': one.id }, make('p', { class: 'note__head' }, minute(one.at), ' ', make('span', { class: 'badge' }, this.say(one.opened ? `licensing-${one.state}` : 'licensing-new')), ' ',
      one.reference ? told(one.reference) : null), open, inside);
  }

  async open(one, inside) {
    const { sealed } = await askHub(`/hub/api/licensing/${one.id}/open`, {});
    let opened;
    try {
      opened = readOpened(unpadPlaintext(await openBytes(this.pair, `spotsigns/v1/licensing|${one.id}|${this.session.staff.id}`, fromBase64url(sealed))));
    } catch (doesNotOpen) {
      inside.replaceChildren(make('p', { class: 'warning' }, this.say('licensing-unopened')));
      return;
    }
    const given = opened.root && documentFrom(opened.root);
    if (!given) {
      inside.replaceChildren(make('pre', { class: 'raw', dir: 'auto' }, visible(opened.raw)));
      return;
    }
    const paper = paperOf(given, await digestOf(given), this.say);
    const print = make('button', { type: 'button', class: 'press press--quiet' }, this.say('step-print'));
    print.addEventListener('click', () => printPaper(paper));
    inside.replaceChildren(paper, make('p', { class: 'doing__row' }, print), ...(one.state === 'released' ? [this.confirming(one)] : []));
  }

  confirming(one) {
    const field = make('input', { maxlength: 80, autocomplete: 'off', 'data-part': 'reference' });
    const button = make('button', { type: 'button', class: 'press' }, this.say('licensing-confirm'));
    button.addEventListener('click', async () => {
      try {
        await askHub(`/hub/api/licensing/${one.id}/confirm`, { reference: field.value });
        await this.load();
      } catch (problem) {
        this.fail(problem);
      }
    });
    return make('div', { class: 'doing__row' }, make('label', { class: 'field' }, make('span', {}, this.say('licensing-reference')), field), button);
  }

  fail(problem) {
    if (this.idle) this.idle.heed(problem);
    this.part('count').textContent = (problem && problem.message) || this.say('failed');
  }
}
