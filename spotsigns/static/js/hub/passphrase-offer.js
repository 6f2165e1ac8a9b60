// Six words offered first, or a passphrase of one's own, typed twice. Component.
import { problemWith } from './passphrase.js';
import { randomWords } from './words.js';

const SIX = 6;

export class PassphraseOffer {
  /** @param {(name: string) => HTMLElement} part finds six-words, own-rule, other-words, own-choice, passphrase, again */
  constructor(part) {
    this.part = part;
    part('other-words').addEventListener('click', () => this.offer());
    part('own-choice').addEventListener('click', () => this.show(''));
  }

  offer() {
    this.show(randomWords(SIX));
  }

  /** @param {string} words '' when the person chooses */
  show(words) {
    this.part('six-words').textContent = words;
    this.part('six-words').hidden = words === '';
    this.part('own-rule').hidden = words !== '';
  }

  get value() {
    return this.part('passphrase').value;
  }

  /** @returns {'short'|'common'|'not-same'|null} */
  get problem() {
    const isSame = this.value.normalize('NFKC') === this.part('again').value.normalize('NFKC');
    return problemWith(this.value) || (isSame ? null : 'not-same');
  }

  forget() {
    for (const name of ['passphrase', 'again']) this.part(name).value = '';
    this.part('six-words').textContent = '';
  }
}
