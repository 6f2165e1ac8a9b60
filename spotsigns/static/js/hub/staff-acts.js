// What a keyholder does to somebody else: invite, let in, reset, shut out. Each asks for the passphrase in the panel. Edge.
import { fromBase64url } from '../sealing/bytes.js';
import { askHub } from './ask-hub.js';
import { copyTo } from './copies.js';
import { told } from './dom.js';
import { PanelStop } from './panel.js';
import { lockAdmission } from './records.js';

/** @typedef {import('./staff.js').StaffPage} Page */
/** @typedef {import('./staff-rows.js').Judged} Judged */

/** The link stands on the screen once. @param {string} link @param {string} name */
function showLink(link, name) {
  const prepare = (form) => {
    const field = form.querySelector('[data-part-of-link]');
    field.value = `${location.origin}${link}`;
    field.addEventListener('focus', () => field.select());
    form.querySelector('[data-press="copy"]').addEventListener('click', () => navigator.clipboard.writeText(field.value).catch(() => field.focus()));
  };
  return { which: 'link', fill: { name: told(name) }, prepare };
}

/** @param {Page} page */
function invite(page) {
  const act = async ({ auth, form }) => {
    const [name, role] = ['name', 'role'].map((ask) => form.querySelector(`[data-ask="${ask}"]`).value);
    return showLink((await askHub('/hub/api/staff/invite', { auth, name, role })).link, name);
  };
  return { which: 'invite', act };
}

/** A fresh link for somebody who has not joined yet. @param {Page} page @param {Judged} judged */
function link(page, { person }) {
  const act = async ({ auth }) => showLink((await askHub('/hub/api/staff/invite', { auth, name: person.name, role: person.role })).link, person.name);
  return { which: 'again', fill: { name: told(person.name) }, act };
}

/** The words that were compared and the key that is sealed to are one: what the server says later does not count.
 * @param {Page} page @param {Judged} judged */
function admit(page, { person, words }) {
  const act = async ({ auth }) => {
    const copies = await copyTo(page.copies.filter((copy) => page.desks.has(copy.id)), { holder: page.me.id, pair: page.pair }, { id: person.id, publicBytes: fromBase64url(person.public) });
    const at = new Date().toISOString().replace(/\.\d+/, '');
    const record = { key: page.sealing.id, locked: await lockAdmission(page.desk, page.me.id, person, { by: page.me.id, at }) };
    await askHub(`/hub/api/staff/${person.id}/admit`, { auth, public: person.public, copies, record });
  };
  return { which: 'admit', fill: { name: told(person.name), role: page.say(`role-${person.role}`), words }, act };
}

/** @param {Page} page @param {Judged} judged */
function reset(page, { person }) {
  const act = async ({ auth }) => showLink((await askHub(`/hub/api/staff/${person.id}/reset`, { auth })).link, person.name);
  return { which: 'reset', fill: { name: told(person.name) }, act };
}

/** @param {Page} page @param {Judged} judged */
function disable(page, { person }) {
  const act = async ({ auth, form }) => {
    if (form.querySelector('[data-ask="name"]').value.trim() !== person.name) throw new PanelStop('other-name');
    await askHub(`/hub/api/staff/${person.id}/disable`, { auth });
  };
  return { which: 'disable', fill: { name: told(person.name), 'name-again': told(person.name) }, act };
}

export const ACTS = { invite, link, admit, reset, disable };
