// When the hub reads, worked out on the phone in the hub's own time. Pure.
import { sayDay } from '../web/dates.js';

const ZONE = 'Europe/London';
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const DAY = 24 * 60 * 60 * 1000;

/** @param {Date} now @returns {{weekday: number, time: string}} ISO weekday 1 to 7, and HH:MM */
export function hubTime(now) {
  const how = { timeZone: ZONE, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
  const parts = {};
  for (const { type, value } of new Intl.DateTimeFormat('en-GB', how).formatToParts(now)) parts[type] = value;
  return { weekday: WEEKDAYS.indexOf(parts.weekday) + 1, time: `${parts.hour}:${parts.minute}` };
}

/** @param {{days: number[], opens: string, closes: string}|null} hours ISO weekdays, HH:MM; null when they are not known @param {Date} now
 * @returns {{when: 'unknown'}|{when: 'now', time: string}|{when: 'later', time: string, day: Date}} */
export function readingState(hours, now) {
  if (!hours || hours.days.length === 0 || !hours.opens || !hours.closes) return { when: 'unknown' };
  const { weekday, time } = hubTime(now);
  const isDay = (number) => hours.days.includes(((number - 1) % 7) + 1);
  if (isDay(weekday) && time >= hours.opens && time < hours.closes) return { when: 'now', time: hours.closes };
  const first = isDay(weekday) && time < hours.opens ? 0 : 1;
  let ahead = first;
  while (!isDay(weekday + ahead)) ahead += 1;
  return { when: 'later', time: hours.opens, day: new Date(now.getTime() + ahead * DAY) };
}

/** @param {Date} day @param {string} lang @returns {string} the weekday's name, the date where this browser has none in this language */
export function dayName(day, lang) {
  return sayDay(day, lang, { weekday: 'long', timeZone: ZONE });
}

/** Fills every `.reading` below `root`. @param {ParentNode} root @param {Date} now @param {string} lang */
export function showReadingHours(root, now, lang) {
  for (const line of root.querySelectorAll('.reading[data-days]')) {
    const { days, opens, closes } = line.dataset;
    const state = readingState({ days: days.split(' ').filter(Boolean).map(Number), opens, closes }, now);
    for (const words of line.querySelectorAll('[data-when]')) {
      words.hidden = words.dataset.when !== state.when;
      for (const slot of words.querySelectorAll('[data-slot]')) {
        slot.textContent = slot.dataset.slot === 'day' ? (state.day ? dayName(state.day, lang) : '') : state.time || '';
      }
    }
  }
}

/** @param {string} received UTC minute of a receipt @param {string} lang @returns {string} such as 23 Nov 20:15 in the phone's own time */
export function showMinute(received, lang) {
  const at = new Date(received);
  const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
  return `${sayDay(at, lang, { day: 'numeric', month: 'short' })} ${time}`;
}
