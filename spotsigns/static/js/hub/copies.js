// The desk's keys in bytes, just for the moment of sealing them to somebody else. Pure.
import { fromBase64url, toBase64url } from '../sealing/bytes.js';
import { importKeyPair, keyIdOf } from '../sealing/suite.js';
import { printOf } from './desk-trust.js';
import { importDeskKey, makeDeskKey, makeKey, openCopy, openCopyBytes, opensTestSeal, RECOVERY, sealCopy } from './keys.js';
import { lockAdmission, lockVouch } from './records.js';

/** Throws when one does not open, or opens to another key than its name says: half of the keys would strand half of the concerns.
 * @param {import('./keys.js').HeldCopy[]} copies @param {{holder: string, pair: CryptoKeyPair}} from whose they are
 * @param {{id: string, publicBytes: Uint8Array}} to @returns {Promise<{key: string, hub: string, desk: string}[]>} */
export async function copyTo(copies, from, to) {
  const made = [];
  for (const copy of copies) {
    const opened = await openCopyBytes(copy, from.holder, from.pair);
    if (!(await opensTestSeal(opened.publicBytes, await importKeyPair(opened.pkcs8, opened.publicBytes)))) throw new TypeError('This copy holds another key.');
    const sealed = await sealCopy({ hub: opened, deskKey: opened.deskKey, holder: to.id, holderPublic: to.publicBytes });
    made.push({ key: opened.id, hub: sealed.hub, desk: sealed.desk });
    for (const secret of [opened.pkcs8, opened.deskKey]) secret.fill(0);
  }
  return made;
}

/** A new hub key and desk key, sealed to everybody who stays and to the recovery key; in no other place once this returns.
 * @param {{me: string, pair: CryptoKeyPair, people: {person: import('./records.js').Person, admitted: {by: string, at: string}}[], recovery: string, over: string, overDesk: CryptoKey}} parts
 *   `people` with the records that were verified, me among them
 * @returns {Promise<{id: string, publicBytes: Uint8Array, sent: object, forRecovery: object}>} `sent` is for the server, all but the passphrase's proof */
export async function makeRotation({ me, pair, people, recovery, over, overDesk }) {
  const hub = await makeKey();
  const deskKey = makeDeskKey();
  const [id, newDesk, publicText] = [await keyIdOf(hub.publicBytes), await importDeskKey(deskKey), toBase64url(hub.publicBytes)];
  const copies = [];
  const holders = [];
  for (const { person, admitted } of people) {
    copies.push(await sealCopy({ hub, deskKey, holder: person.id, holderPublic: fromBase64url(person.public) }));
    holders.push({ id: person.id, public: person.public, locked: await lockAdmission(newDesk, me, person, admitted) });
  }
  const forRecovery = await sealCopy({ hub, deskKey, holder: RECOVERY, holderPublic: fromBase64url(recovery) });
  const own = copies.find((copy) => copy.holder === me);
  const opened = await openCopy({ id, public: publicText, seal: true, hub: own.hub, desk: own.desk }, me, pair);
  if (!(await opensTestSeal(hub.publicBytes, opened.pair))) throw new TypeError('The new key does not open what is sealed to it.');
  for (const secret of [hub.pkcs8, deskKey]) secret.fill(0);
  const vouch = await lockVouch(overDesk, me, { id, public: publicText, recovery, print: await printOf(newDesk) });
  return { id, publicBytes: hub.publicBytes, forRecovery, sent: { over, public: publicText, recovery, holders, copies: [...copies, forRecovery], vouch } };
}
