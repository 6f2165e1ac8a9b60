// Working days in England and Wales, by the clock on the wall there: the twin of partnerships/working_days.py. Pure.

const ZONE = 'Europe/London';
const DAY_MS = 24 * 60 * 60 * 1000;
const WALL = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' });
const SAID = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', timeZone: 'UTC' });

/** @typedef {{days: number, holidays: string[]}} Target working days until a concern is to be decided; bank holidays as 2026-12-25 */

/** @param {Date} moment @returns {string} what a clock in England shows: 2026-11-23T20:15; '' for no time */
export function wallMinute(moment) {
  if (Number.isNaN(moment.getTime())) return '';
  const parts = {};
  for (const { type, value } of WALL.formatToParts(moment)) parts[type] = value;
  return `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}`;
}

/** @param {string} day 2026-11-23 @param {string[]} holidays */
export function isWorkingDay(day, holidays) {
  const weekday = new Date(`${day}T00:00Z`).getUTCDay();
  return weekday > 0 && weekday < 6 && !holidays.includes(day);
}

function nextWorkingDay(day, holidays) {
  let next = day;
  do next = new Date(Date.parse(`${next}T00:00Z`) + DAY_MS).toISOString().slice(0, 10);
  while (!isWorkingDay(next, holidays));
  return next;
}

/** At the same time of day; what came on a day off counts from the next working day's first minute.
 * @param {string} received UTC minute @param {Target} target @returns {string} a wall minute, '' when `received` is no time */
export function dueMinute(received, { days, holidays }) {
  const wall = wallMinute(new Date(received));
  if (!wall) return '';
  let [day, time] = wall.split('T');
  if (!isWorkingDay(day, holidays)) [day, time] = [nextWorkingDay(day, holidays), '00:00'];
  for (let left = days; left > 0; left -= 1) day = nextWorkingDay(day, holidays);
  return `${day}T${time}`;
}

/** @param {string} wall a wall minute @returns {string} such as Tue 24 Nov, 10:00 */
export function sayWall(wall) {
  return wall ? SAID.format(new Date(`${wall}:00Z`)) : '';
}
