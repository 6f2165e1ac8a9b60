// The recovery words: tried from the paper every 90 days, or used by a keyholder when nobody is left to admit them. Component.
import { fromBase64url, toBase64url } from '../sealing/bytes.js';
import { openBytes } from '../sealing/suite.js';
import { askHub } from './ask-hub.js';
import { copyTo } from './copies.js';
import { wordsIn } from './dom.js';
import { enter } from './enter.js';
import { importDeskKey, openCopy, openCopyBytes, opensTestSeal, RECOVERY, recoveryPair } from './keys.js';
import { lockAdmission } from './records.js';
import { RecoverySheet } from './recovery-sheet.js';
import { prove } from './sure.js';
import { recoveryEntropy } from './words.js';

export class RecoveryPage {
  static moduleName = 'recovery';

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.say = wordsIn(root);
    this.part = (name) => root.querySelector(`[data-part="${name}"]`);
    this.sheet = new RecoverySheet(this.part('nothing-shown'), this.part('words-back'), (number) => this.say('word', { number }));
    this.start().catch((problem) => this.fail(problem));
  }

  async start() {
    const entered = await enter(this.root);
    if (!entered) return;
    Object.assign(this, entered);
    const { keys } = await askHub('/hub/api/keys');
    this.isAdmitted = keys.some((key) => key.seal);
    this.part('try').hidden = !this.isAdmitted;
    for (const name of ['recover', 'passphrase-field']) this.part(name).hidden = this.isAdmitted;
    this.part('own-passphrase').required = !this.isAdmitted;
    this.sheet.askBack();
    this.part('form').addEventListener('submit', (event) => {
      event.preventDefault();
      this.submit();
    });
    this.part('go').disabled = false;
    this.part('count').textContent = '';
    this.root.dataset.drawn = 'yes';
  }

  async submit() {
    this.part('go').disabled = true;
    this.part('count').textContent = this.root.dataset.sayWorking;
    try {
      await this.use(this.sheet.typed);
    } catch (problem) {
      this.fail(problem);
    }
    this.part('go').disabled = false;
  }

  /** No word leaves the browser: the server is shown a nonce that only they open. @param {string[]} typed */
  async use(typed) {
    const entropy = await recoveryEntropy(typed);
    if (!entropy) return this.tell('wrong-words');
    const words = await recoveryPair(entropy);
    entropy.fill(0);
    const { keys, sealed, token } = await askHub('/hub/api/recovery');
    const nonce = await openBytes(words, `spotsigns/v1/recovery-proof|${this.session.staff.id}`, fromBase64url(sealed)).catch(() => null);
    if (!nonce || !(await this.openAll(keys, words))) return this.tell('other-words');
    const proof = { token, nonce: toBase64url(nonce) };
    if (this.isAdmitted) await askHub('/hub/api/recovery/test', proof);
    else await this.admitSelf(keys, words, proof);
    this.sheet.forget();
    this.part('form').hidden = true;
    return this.tell(this.isAdmitted ? 'tried' : 'recovered');
  }

  /** Every copy that the paper is there for, really opened. */
  async openAll(keys, words) {
    for (const copy of keys) {
      const opened = await openCopy(copy, RECOVERY, words).catch(() => null);
      if (!opened || !(await opensTestSeal(fromBase64url(copy.public), opened.pair))) return false;
    }
    return keys.length > 0;
  }

  async admitSelf(keys, words, proof) {
    const { id, name, role, public: publicKey } = this.session.staff;
    if (!(await opensTestSeal(fromBase64url(publicKey), this.pair))) throw new TypeError('The server names another key as ours.');
    const { auth, stretched } = await prove(name, this.part('own-passphrase').value);
    stretched.fill(0);
    const sealing = keys.find((key) => key.seal);
    const { pkcs8, deskKey } = await openCopyBytes(sealing, RECOVERY, words);
    const admitted = { by: id, at: new Date().toISOString().replace(/\.\d+/, '') };
    const locked = await lockAdmission(await importDeskKey(deskKey), id, { id, name, role, public: publicKey }, admitted);
    for (const secret of [pkcs8, deskKey]) secret.fill(0);
    const copies = await copyTo(keys, { holder: RECOVERY, pair: words }, { id, publicBytes: fromBase64url(publicKey) });
    await askHub('/hub/api/recovery/admit', { auth, ...proof, public: publicKey, copies, record: { key: sealing.id, locked } });
  }

  tell(name) {
    this.part('count').textContent = this.say(name);
  }

  fail(problem) {
    if (this.idle) this.idle.heed(problem);
    this.part('count').textContent = (problem && problem.name === 'HubRefusal' && problem.message) || this.say('failed');
  }
}
