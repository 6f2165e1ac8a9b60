// Two clocks and a date that passes: when "now" was, and until when film or records are kept. Pure.
import { sayWall, wallMinute } from './working-days.js';

const STAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/;
const DAY_MS = 24 * 60 * 60 * 1000;
// What the form's answers mean in days; "a month or more" is taken at its shortest.
const KEPT_DAYS = { day: 1, week: 7, month: 28 };
const BELIEVED_MS = 60 * DAY_MS;

/** @param {string} made the phone's own time @returns {Date|null} */
function madeAt(made) {
  const moment = STAMP.test(made) ? new Date(made) : null;
  return moment && !Number.isNaN(moment.getTime()) ? moment : null;
}

/** When it was written, for a reader at the hub; and what the phone showed, where its clock stood apart from theirs.
 * @param {string} made as the phone wrote it @returns {{moment: string, phone: string, offset: string}|null} null when it says no time; `phone` '' where both clocks show the same */
export function writtenAt(made) {
  const moment = madeAt(made);
  if (!moment) return null;
  const [hub, phone] = [wallMinute(moment), made.slice(0, 16)];
  if (hub === phone) return { moment: made, phone: '', offset: '' };
  return { moment: made, phone: hub.slice(0, 10) === phone.slice(0, 10) ? phone.slice(11) : sayWall(phone), offset: STAMP.exec(made)[2].replace('Z', '+00:00') };
}

/** What "now" meant: the phone's clock and ours, in the hub's time; the day is said when it is not the same.
 * @param {string} made as the phone wrote it @param {string} received UTC minute @returns {{made: string, received: string}} `made` '' when it says no time */
export function asOf(made, received) {
  const arrived = wallMinute(new Date(received));
  const written = madeAt(made) ? wallMinute(madeAt(made)) : '';
  const isSameDay = written.slice(0, 10) === arrived.slice(0, 10);
  const say = (wall) => (isSameDay ? wall.slice(11) : sayWall(wall));
  return { made: written && say(written), received: isSameDay || !written ? arrived.slice(11) : sayWall(arrived) };
}

/** The earlier clock counts: film that is asked for too soon is still there. @param {string} kept answer's id @param {string} made @param {string} received UTC minute
 * @returns {Date|null} null when nothing dated was said */
export function evidenceEnd(kept, made, received) {
  const days = Object.prototype.hasOwnProperty.call(KEPT_DAYS, kept) ? KEPT_DAYS[kept] : 0;
  const arrived = Date.parse(received);
  if (!days || Number.isNaN(arrived)) return null;
  const written = madeAt(made);
  // A phone whose clock is years slow must not make everything look gone.
  const from = written && arrived - written.getTime() < BELIEVED_MS ? Math.min(arrived, written.getTime()) : arrived;
  return new Date(from + days * DAY_MS);
}
