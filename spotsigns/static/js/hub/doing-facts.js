// What the desk has done about a concern so far, and who works here. Edge.
import { askHub } from './ask-hub.js';
import { readRecords } from './desk-records.js';
import { textAt } from './opened.js';

const CONCERN = /^#([0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})$/;

/** @typedef {{id: string, name: string, role: string, state: string, public: string|null}} Person */
/** @typedef {{rows: import('./sorting.js').Row[], purge_after: string|null, hand_overs: object[], holders: string[]}} Standing */
/** @typedef {{standing: Standing, records: import('./desk-records.js').ReadRecord[], people: Person[], recovery: string|null, groups: object[], destinations: object[]}} Facts */

/** Throws HubRefusal. @param {string} concern @param {import('./opener.js').Opener} opener @returns {Promise<Facts>} */
export async function factsOf(concern, opener) {
  const asking = [askHub(`/hub/api/concerns/${concern}/standing`), readRecords(concern, opener), askHub('/hub/api/people'), askHub('/hub/api/destinations')];
  const [standing, records, people, destinations] = await Promise.all(asking);
  return { standing, records, ...people, ...destinations };
}

/** @param {Person[]} people @param {string} id @returns {string} */
export function nameOf(people, id) {
  const person = people.find((one) => one.id === id);
  return person ? person.name : id.slice(0, 8);
}

/** What a record is about; '' for a plain note. @param {import('./desk-records.js').ReadRecord} read @returns {string} */
export function aboutOf({ root }) {
  return textAt(root, 'about');
}

/** The row of a concern as the list has it. Throws HubRefusal. @param {string} concern */
export async function rowOf(concern) {
  return (await askHub(`/hub/api/concerns/${concern}/standing`)).rows[0];
}

/** Opens the concern that another page of the hub led to, and forgets it in the address. @param {(row: object) => *} onOpen */
export async function openAddressed(onOpen) {
  const found = CONCERN.exec(location.hash);
  if (!found) return;
  history.replaceState(null, '', location.pathname);
  await onOpen(await rowOf(found[1]));
}
