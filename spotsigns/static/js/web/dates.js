// Days in a reader's language: in words where this browser has them, else in digits. Pure.

const IN_DIGITS = { day: '2-digit', month: '2-digit', year: 'numeric' };

/** Western digits and the calendar of the letters people get here, whatever a language's own custom is. @param {string} lang */
const localeOf = (lang) => `${lang.split('-')[0] === 'en' ? 'en-GB' : lang}-u-ca-gregory-nu-latn`;

/** A browser that lacks a language answers in its own, and one that has half of it says "M11". @param {Date} date @param {string} lang
 * @param {Intl.DateTimeFormatOptions} how @returns {string} such as 23 November 2026, or 23/11/2026 */
export function sayDay(date, lang, how) {
  const formatter = new Intl.DateTimeFormat(localeOf(lang), how);
  const spoken = formatter.resolvedOptions().locale.split('-')[0];
  const said = formatter.format(date);
  if (spoken === lang.split('-')[0] && !/M\d/.test(said)) return said;
  return new Intl.DateTimeFormat('en-GB', { ...IN_DIGITS, timeZone: how.timeZone }).format(date);
}
