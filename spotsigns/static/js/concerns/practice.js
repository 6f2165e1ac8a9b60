// The practice page around the form: asks at Send whether it was practice or is real, and ends after one send. Component.

export class Practice {
  static get moduleName() {
    return 'practice';
  }

  /** @param {HTMLElement} root around the form; data-over is where a reload leads once it was sent */
  constructor(root) {
    this.root = root;
    this.form = root.querySelector('[data-module="form"]');
    // On the way down: the form hears of Send only once the question is answered.
    root.addEventListener('click', (event) => this.onClick(event), true);
    const sent = root.querySelector('[data-screen="sent"]');
    new MutationObserver(() => sent.hidden || this.end()).observe(sent, { attributes: true, attributeFilter: ['hidden'] });
  }

  onClick(event) {
    const button = event.target.closest('[data-go="send"]');
    if (!button) return;
    if (button.dataset.answer) this.decide(button.dataset.answer === 'practice');
    else {
      event.stopPropagation();
      this.ask();
    }
  }

  ask() {
    const question = this.root.querySelector('[data-part="practice-ask"]');
    question.hidden = false;
    question.querySelector('h3').focus();
    question.scrollIntoView({ block: 'nearest' });
  }

  /** What is real must not go on under the word practice. @param {boolean} isPractice */
  decide(isPractice) {
    this.form.dataset.practice = isPractice ? 'yes' : 'no';
    for (const words of this.root.querySelectorAll('[data-while="practice"]')) words.hidden = !isPractice;
    for (const words of this.root.querySelectorAll('[data-while="real"]')) words.hidden = isPractice;
  }

  /** One send: a reload, or a tab that is found again next week, must not be practice without having been asked for. */
  end() {
    history.replaceState(history.state, '', this.root.dataset.over);
    this.root.querySelector('[data-part="practice-over"]').hidden = this.form.dataset.practice !== 'yes';
  }
}
