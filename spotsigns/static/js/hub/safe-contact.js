// Before anybody calls: when it is safe, how, who must not know, message or not. Who it is stays hidden until there is a reason. Component.
import { askHub } from './ask-hub.js';
import { languageName, make, told } from './dom.js';
import { languageTag } from './opened.js';

const ABOUT = ['contact', 'contact_safe', 'contact_how', 'contact_name', 'must_not_know', 'message_ok', 'interpreter'];
const HIDDEN = ['contact_how', 'contact_name'];
const isOf = (names, line) => names.some((name) => line.field === name || line.field.startsWith(`${name}.`));

/** @param {import('./said.js').Line} line @returns {boolean} it stands in the banner and nowhere else */
export function isContactLine(line) {
  return isOf(ABOUT, line);
}

const valuesOf = (line, lang) => line.values.map((value) => make('dd', {}, value.isTold ? told(value.text, lang) : value.text));

/** Shows the details once the ledger has the reason. @param {string} id of the concern @param {() => void} show @param {object} means */
function revealForm(id, show, { heed, say }) {
  const template = document.querySelector('template[data-reveal]');
  if (!template) return null;
  const form = template.content.cloneNode(true).firstElementChild;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    try {
      await askHub(`/hub/api/concerns/${id}/reveal`, { reason: form.querySelector('select').value });
      show();
      form.remove();
    } catch (problem) {
      if (heed) heed(problem);
      form.querySelector('[role=status]').textContent = problem.message || say('failed');
    }
  });
  return form;
}

/** "Yes" alone is a yes: in doubt nobody leaves a message. What our form does not send is shown as well. */
function messageLine(line, lang, { say }) {
  const isFine = Boolean(line) && line.id === 'yes';
  const odd = line && line.values.some((value) => value.isTold) && !isFine ? valuesOf(line, lang) : [];
  return [make('dt', {}, say('contact-message')), make('dd', { class: isFine ? null : 'safe-contact__no' }, say(isFine ? 'message-yes' : 'message-no')), ...odd];
}

function shownLine(line, lang) {
  const values = line.field === 'interpreter' ? line.values.map(({ text }) => make('dd', {}, languageTag(text) ? languageName(text) : told(text))) : valuesOf(line, lang);
  return [make('dt', {}, line.isKnown ? line.label : told(line.label)), ...values];
}

/** @param {import('./said.js').Line[]} lines all answers @param {string} lang @param {string} id of the concern @param {object} means @returns {HTMLElement|null} */
export function safeContact(lines, lang, id, means) {
  const { say } = means;
  const about = ABOUT.flatMap((name) => lines.filter((line) => isOf([name], line)));
  if (about.length === 0) return null;
  const hidden = about.filter((line) => isOf(HIDDEN, line));
  const covered = hidden.map((line) => ({ line, cells: [make('dt', {}, line.isKnown ? line.label : told(line.label)), make('dd', { class: 'safe-contact__hidden' }, say('contact-hidden'))] }));
  const show = () => covered.forEach(({ line, cells }) => cells[1].replaceWith(...valuesOf(line, lang)));
  const message = about.find((line) => line.field === 'message_ok');
  const open = about.filter((line) => !hidden.includes(line) && line !== message);
  const isReachable = message || hidden.length > 0 || open.some((line) => line.field === 'contact_safe');
  return make('section', { class: 'safe-contact' },
    make('h3', {}, say('contact')),
    make('dl', { class: 'lines' }, ...open.flatMap((line) => shownLine(line, lang)), ...(isReachable ? messageLine(message, lang, means) : []), ...covered.flatMap(({ cells }) => cells)),
    hidden.length > 0 ? revealForm(id, show, means) : null,
  );
}
