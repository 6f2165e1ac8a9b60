// A further message under a code that is there already: sealed and sent as a concern is, with a proof that it is the same person. Edge.
import { proofOf } from '../sealing/code.js';
import { sealEnvelope } from '../sealing/envelope.js';

/** @param {typeof import('./send.js').Sending} Sending handed in: it is fetched on its own @returns {typeof import('./send.js').Sending} */
export function messageKind(Sending) {
  return class Message extends Sending {
    /** @param {{lang: string, text: string, madeAt: string}} message */
    async seal({ lang, text, madeAt }) {
      this.plaintext = { v: 1, kind: 'message', lang, made_at: madeAt, text };
      const { thread } = await this.thread;
      const plaintextObject = await this.plaintextFor(this.id);
      this.envelope = await sealEnvelope({ plaintextObject, id: this.id, thread, key: this.key });
    }

    /** The proof names the id: under another id it would say that somebody else wrote. */
    async plaintextFor(id) {
      const { thread, macKey } = await this.thread;
      return { ...this.plaintext, proof: await proofOf({ macKey, id, thread, text: this.plaintext.text }) };
    }
  };
}
