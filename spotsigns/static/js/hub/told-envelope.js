// One told concern: its code, and its envelope, which stays the same while the answers do. Edge.
import { concernDocument } from '../concerns/form-answers.js';
import { deriveThread, makeCode, showCode } from '../sealing/code.js';
import { sealEnvelope } from '../sealing/envelope.js';
import { newId } from '../sealing/ids.js';

export class ToldEnvelope {
  /** The slow part starts now, while somebody is still talking. @param {string} partnership @param {{id: string, public: string}} key @param {string} form */
  constructor(partnership, key, form) {
    this.key = key;
    this.form = form;
    this.code = makeCode();
    this.thread = deriveThread(this.code, partnership);
    // A page that is left before Send must not be an unhandled failure; `seal` awaits it and says so.
    this.thread.catch(() => {});
    this.answers = '';
    this.sealed = null;
  }

  /** The same bytes again for the same answers: sent twice, because no answer came, it is one concern.
   * @param {import('../concerns/form-answers.js').Field[]} fields @returns {Promise<import('../sealing/envelope.js').Envelope>} */
  async seal(fields) {
    const { thread, replyPublic, mac } = await this.thread;
    // English: staff type it, whatever language the caller speaks.
    const concern = concernDocument({ form: this.form, lang: 'en', now: new Date(), fields });
    const answers = JSON.stringify(concern.answers);
    if (!this.sealed || answers !== this.answers) {
      this.sealed = await sealEnvelope({ plaintextObject: { ...concern, reply: replyPublic, mac }, id: newId(), thread, key: this.key });
      this.answers = answers;
    }
    return this.sealed;
  }

  /** @returns {string} five groups of four */
  get shownCode() {
    return showCode(this.code);
  }
}
