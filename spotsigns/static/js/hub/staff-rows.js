// The people of the hub, one row each: who they are, whether they were let in and by whom, what can be done. Component.
import { make, minute, told } from './dom.js';

/** @typedef {{person: import('./records.js').Person, state: string, words: string, admitted: {by: string, at: string}|null, isMe: boolean}} Judged
 *   `state` is invited, link-ended, disabled, no-keys, waiting, unproven or admitted */

const ACTS = {
  invited: ['link', 'disable'], 'link-ended': ['link', 'disable'], disabled: ['reset'], 'no-keys': ['reset', 'disable'],
  waiting: ['admit', 'reset', 'disable'], unproven: ['admit', 'reset', 'disable'], admitted: ['reset', 'disable'],
};

/** @param {Judged} judged @param {{say: Function, nameOf: (id: string) => string, mayAct: boolean, onAct: (act: string, judged: Judged) => void}} means @returns {HTMLElement} */
export function personRow(judged, { say, nameOf, mayAct, onAct }) {
  const { person, state, words, admitted, isMe } = judged;
  const buttons = (mayAct && !isMe ? ACTS[state] : []).map((act) => {
    const button = make('button', { type: 'button', class: `press${act === 'admit' ? '' : ' press--quiet'}`, 'data-act': act, 'aria-label': say(`${act}-whom`, { name: person.name }) }, say(act));
    button.addEventListener('click', () => onAct(act, judged));
    return button;
  });
  return make(
    'li',
    { class: 'person', 'data-person': person.id, 'data-judged': state },
    make('p', { class: 'person__top' }, make('b', {}, told(person.name)), make('span', {}, say(`role-${person.role}`)), make('span', { class: `badge badge--${state}` }, say(isMe ? 'you' : `state-${state}`))),
    words ? make('p', { class: 'eight-words' }, words) : null,
    state === 'unproven' ? make('p', { class: 'warning' }, say('forged')) : null,
    admitted ? make('p', { class: 'quiet' }, `${say(admitted.by === person.id ? 'first' : 'let-in-by', { name: nameOf(admitted.by) })} · `, minute(admitted.at)) : null,
    buttons.length ? make('p', { class: 'person__buttons' }, ...buttons) : null,
  );
}

/** @param {import('./records.js').KnownKey & {words: string}} key @param {Function} say @returns {HTMLElement} */
export function keyRow(key, say) {
  return make(
    'li',
    { class: 'person', 'data-key': key.id },
    make('p', { class: 'person__top' }, make('b', {}, say(key.seal ? 'key-seals' : 'key-opens')), minute(key.made)),
    make('p', { class: 'eight-words' }, key.words),
  );
}
