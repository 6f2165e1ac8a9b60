// Readings by page and language, with bars of the languages: what is hidden stays hidden. Component.
import { barChart } from './bar-chart.js';
import { make } from './dom.js';

const number = { class: 'sheet__number' };

/** @param {{rows: string[][], columns: string[][], cells: (number|null)[][], row_totals: number[], column_totals: number[], total: number}} table
 * @param {{say: function, page: (id: string) => string, language: (tag: string) => string}} means @returns {HTMLElement} */
export function readingTable(table, { say, page, language }) {
  const pages = table.rows.map((group) => group.map(page).join(', '));
  const languages = table.columns.map((group) => group.map(language).join(', '));
  const heading = [say('head-readings'), ...languages, say('total')].map((name) => make('th', { scope: 'col' }, name));
  const rows = table.cells.map((cells, at) => line(pages[at], [...cells, table.row_totals[at]], say));
  const sheet = make(
    'table',
    { class: 'sheet sheet--many' },
    make('caption', { class: 'hidden-words' }, say('title-readings')),
    make('thead', {}, make('tr', {}, ...heading)),
    make('tbody', {}, ...rows),
    make('tfoot', {}, line(say('total'), [...table.column_totals, table.total], say)),
  );
  const bars = languages.map((name, at) => ({ name, count: table.column_totals[at] }));
  const title = say('title-readings');
  const around = make('div', { class: 'scroll', role: 'region', 'aria-label': title, tabindex: '0' }, sheet);
  return make('div', { class: 'figure__stacked' }, barChart(say('chart', { title }), bars), around);
}

function line(name, cells, say) {
  return make('tr', {}, make('th', { scope: 'row' }, name), ...cells.map((count) => (count === null ? make('td', { class: 'sheet__hidden' }, say('hidden')) : make('td', number, String(count)))));
}
