// New keys for the hub: made here, saved as a file, and only then sent. Edge.
import { fromBase64url, toBase64url } from '../sealing/bytes.js';
import { askHub } from './ask-hub.js';
import { makeRotation } from './copies.js';
import { fingerprintOf } from './words.js';

/** Everything that the paper opens, for the day when there is no server: the old keys too, since phones may hold what is sealed to them.
 * @param {{hub: string, made: object, oldCopies: object[], recovery: string}} parts @returns {Promise<string>} */
async function keyFile({ hub, made, oldCopies, recovery }) {
  const keyOf = async (id, publicText) => ({ id, public: publicText, fingerprint: await fingerprintOf(fromBase64url(publicText)) });
  const keys = await Promise.all([...oldCopies.map((copy) => keyOf(copy.id, copy.public)), keyOf(made.id, toBase64url(made.publicBytes))]);
  const copies = [...oldCopies.map((copy) => ({ key: copy.id, holder: 'recovery', hub: copy.hub, desk: copy.desk })), { key: made.id, ...made.forRecovery }];
  const recoveryKey = { public: recovery, fingerprint: await fingerprintOf(fromBase64url(recovery)) };
  return JSON.stringify({ v: 1, kind: 'spotsigns-key-file', hub, made: new Date().toISOString().slice(0, 10), keys, recovery: recoveryKey, copies }, null, 1);
}

/** Who gets a copy: everybody whose record this browser could open. @param {import('./staff.js').StaffPage} page */
function staying(page) {
  const holders = page.judged.filter(({ person }) => person.state === 'active' && person.keys.includes(page.sealing.id) && page.known.desk_roles.includes(person.role));
  return { people: holders.filter((one) => one.admitted), leftOut: holders.filter((one) => !one.admitted) };
}

/** @param {import('./staff.js').StaffPage} page @returns {import('./panel.js').Shown} */
export function askToRotate(page) {
  const { people, leftOut } = staying(page);
  const names = (list) => list.map(({ person }) => person.name).join(', ') || page.say('nobody');
  const recovery = page.sealing.recovery;
  const prepare = (form) => {
    fingerprintOf(fromBase64url(recovery)).then((words) => (form.querySelector('[data-fill="recovery-words"]').textContent = words));
    form.querySelector('[data-left-out]').hidden = leftOut.length === 0;
  };
  const act = async ({ auth }) => {
    const [made, { keys: oldCopies }] = await Promise.all([
      makeRotation({ me: page.me.id, pair: page.pair, people, recovery, over: page.sealing.id, overDesk: page.desk }),
      askHub('/hub/api/recovery'),
    ]);
    const file = await keyFile({ hub: page.root.dataset.hub, made, oldCopies, recovery });
    return askToSave(page, { made, file, auth, leftOut: leftOut.map(({ person }) => person.id), words: await fingerprintOf(made.publicBytes) });
  };
  return { which: 'rotate', fill: { people: names(people), 'left-out': names(leftOut) }, prepare, act };
}

/** Only now does the server hear of the new key: a page closed before leaves everything as it was. */
function askToSave(page, { made, file, auth, leftOut, words }) {
  const prepare = (form) => {
    const link = form.querySelector('[data-press="file"]');
    const saved = form.querySelector('[data-ask="saved"]');
    link.href = URL.createObjectURL(new Blob([file], { type: 'application/json' }));
    link.download = `hub-key-${made.id}.json`;
    link.addEventListener('click', () => (saved.disabled = false));
  };
  const act = async () => {
    await askHub('/hub/api/keys/rotate', { auth, ...made.sent, left_out: leftOut });
    return { which: 'rotated', fill: { words } };
  };
  return { which: 'save-key', fill: { words }, prepare, act };
}
