// What was answered, as a list: to check before Send, or to read out on the phone. Component part.

/** @typedef {import('./form-fields.js').Answered} Answered */

/** @param {HTMLElement} root @param {Answered[]} fields */
export function showAnswers(root, fields) {
  const list = root.querySelector('[data-part="answers"]');
  const row = root.querySelector('[data-part="answer-row"]');
  list.textContent = '';
  for (const { label, shown, screen } of fields) {
    const copy = row.content.cloneNode(true);
    copy.querySelector('dt').textContent = label;
    copy.querySelector('dd span').textContent = shown.join(', ');
    const change = copy.querySelector('button');
    change.dataset.go = screen;
    change.querySelector('.hidden-words').textContent = label;
    list.append(copy);
  }
  for (const tile of root.querySelectorAll('[data-tile]')) {
    tile.classList.toggle('tile--filled', fields.some((field) => field.screen === tile.dataset.tile));
  }
}

function makePart(name, text, lang) {
  const part = document.createElement(name);
  part.textContent = text;
  part.dir = lang ? 'ltr' : 'auto';
  if (lang) part.lang = lang;
  return part;
}

/** English first, because it is read out to somebody who speaks English; typed words stay as typed.
 * @param {HTMLElement} list a dl @param {Answered[]} fields */
export function showNote(list, fields) {
  list.textContent = '';
  for (const { label, labelEnglish, shown, english } of fields) {
    const row = document.createElement('div');
    row.className = 'answers__row';
    row.append(makePart('dt', labelEnglish, 'en'));
    if (label !== labelEnglish) row.append(makePart('dt', label));
    const [said, own] = [english.join(', '), shown.join(', ')];
    if (said) row.append(makePart('dd', said, 'en'));
    if (own !== said) row.append(makePart('dd', own));
    list.append(row);
  }
}
