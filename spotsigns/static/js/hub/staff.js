// Staff and keys: who works here, who was let in, and the keys that phones seal to. Component.
import { fromBase64url } from '../sealing/bytes.js';
import { askHub } from './ask-hub.js';
import { wordsIn } from './dom.js';
import { enter } from './enter.js';
import { Opener } from './opener.js';
import { Panel } from './panel.js';
import { lockAdmission, readAdmission } from './records.js';
import { resealOld } from './reseal.js';
import { askToRotate } from './rotation.js';
import { ACTS } from './staff-acts.js';
import { keyRow, personRow } from './staff-rows.js';
import { fingerprintOf } from './words.js';

export class StaffPage {
  static moduleName = 'staff';

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
    this.me = this.session.staff;
    this.panel = new Panel(this.part('panel'), { name: this.me.name, words: this.root.dataset, say: this.say, heed: (problem) => this.idle.heed(problem), onClose: () => this.load().catch((problem) => this.fail(problem)) });
    this.part('invite').addEventListener('click', () => this.panel.show(ACTS.invite(this)));
    this.part('rotate').addEventListener('click', () => this.panel.show(askToRotate(this)));
    await this.load();
    await this.resealInBackground();
  }

  /** Everything anew, the keys too: they may have been rotated on another screen. */
  async load() {
    this.opener = await Opener.forPerson(this.session, this.pair);
    this.copies = this.opener.copies;
    this.desks = new Map(this.opener.deskKeys.map(({ id, key }) => [id, key]));
    this.known = await askHub('/hub/api/staff');
    this.sealing = this.known.keys.find((key) => key.seal) || null;
    this.desk = this.sealing ? this.desks.get(this.sealing.id) : undefined;
    this.isWhole = this.opener.doubt === '';
    if (await this.vouchForSelf()) this.known = await askHub('/hub/api/staff');
    this.judged = await Promise.all(this.known.people.map((person) => this.judge(person)));
    await this.draw();
  }

  /** The first keyholder was let in by nobody. */
  async vouchForSelf() {
    const own = this.known.people.find((person) => person.id === this.me.id);
    // The pair in this page opened copies, so the public key of the session is ours; the list must say the same.
    if (!this.desk || !this.isWhole || !own || own.admission || own.public !== this.me.public) return false;
    const locked = await lockAdmission(this.desk, own.id, own, { by: own.id, at: new Date().toISOString().replace(/\.\d+/, '') });
    await askHub('/hub/api/me/vouch', { record: { key: this.sealing.id, locked } });
    return true;
  }

  /** What a person's standing is: only a record that this browser could open counts as let in. */
  async judge(person) {
    const holds = this.sealing !== null && person.keys.includes(this.sealing.id);
    const admitted = this.desk && holds ? await readAdmission(this.desk, person) : null;
    const isDesk = this.known.desk_roles.includes(person.role);
    const state = person.state === 'invited' ? (person.link_ends > this.known.now ? 'invited' : 'link-ended')
      : person.state === 'disabled' ? 'disabled' : !isDesk && person.keys.length === 0 ? 'no-keys' : !holds ? 'waiting' : admitted || !this.desk ? 'admitted' : 'unproven';
    return { person, state, admitted, isMe: person.id === this.me.id, words: person.public ? await fingerprintOf(fromBase64url(person.public)) : '' };
  }

  async draw() {
    const mayAct = Boolean(this.desk) && this.isWhole;
    const nameOf = (id) => (this.known.people.find((person) => person.id === id) || { name: id }).name;
    const onAct = (act, judged) => this.panel.show(ACTS[act](this, judged));
    this.part('people').replaceChildren(...this.judged.map((judged) => personRow(judged, { say: this.say, nameOf, mayAct, onAct })));
    const keys = await Promise.all(this.known.keys.map(async (key) => ({ ...key, words: await fingerprintOf(fromBase64url(key.public)) })));
    this.part('keys').replaceChildren(...keys.map((key) => keyRow(key, this.say)));
    const isChanged = this.opener.doubt === 'changed' && !this.opener.isEmpty;
    this.part('not-admitted').hidden = Boolean(this.desk) || isChanged;
    this.part('broken-chain').hidden = !isChanged;
    this.part('rotation-due').hidden = !this.known.rotation_due;
    for (const name of ['invite', 'rotate']) this.part(name).disabled = !mayAct;
    this.part('count').textContent = '';
    this.root.dataset.drawn = 'yes';
  }

  /** While this page is open: what is sealed to an old key is sealed to the newest one. */
  async resealInBackground() {
    const { left } = await askHub('/hub/api/reseal');
    if (left === 0 || !this.desk || !this.isWhole || this.known.rotation_due) return;
    const tell = (number) => (this.part('reseal').textContent = this.say(number ? 'resealing' : 'resealed', { number }));
    tell(left);
    const sealing = this.sealing;
    await resealOld(this.opener, sealing, tell, () => this.idle.isLocked).catch((problem) => {
      // Somebody rotated meanwhile: what was sealed again stays so, the rest goes to the newest key next time.
      this.part('reseal').textContent = problem.message || this.say('failed');
    });
  }

  fail(problem) {
    if (this.idle) this.idle.heed(problem);
    this.part('count').textContent = (problem && problem.message) || this.say('failed');
  }
}
