// Numbers as bars, drawn by attributes alone: no style is written into the page. Component.
import { visible } from './opened.js';

const SVG = 'http://www.w3.org/2000/svg';
const [LINE, BAR, LABEL, WIDTH, VALUE] = [26, 16, 190, 620, 60];
const LONGEST_LABEL = 26;

function draw(tag, attributes, text) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  if (text !== undefined) element.textContent = text;
  return element;
}

function shortened(text) {
  return text.length > LONGEST_LABEL ? `${text.slice(0, LONGEST_LABEL - 1)}…` : text;
}

/** A picture of what a table beside it says in numbers. @param {string} title what a screen reader says of it
 * @param {{name: string, count: number}[]} bars @returns {SVGElement} */
export function barChart(title, bars) {
  const most = Math.max(1, ...bars.map((bar) => bar.count));
  const height = bars.length * LINE + 8;
  const chart = draw('svg', { class: 'chart', viewBox: `0 0 ${WIDTH} ${height}`, role: 'img', 'aria-label': title, preserveAspectRatio: 'xMinYMin meet' });
  chart.append(draw('line', { class: 'chart__axis', x1: LABEL, x2: LABEL, y1: 0, y2: height }));
  bars.forEach((bar, at) => {
    const y = at * LINE + 6;
    const long = Math.round((bar.count / most) * (WIDTH - LABEL - VALUE));
    chart.append(
      draw('text', { class: 'chart__name', x: LABEL - 8, y: y + BAR - 3, 'text-anchor': 'end' }, visible(shortened(bar.name))),
      draw('rect', { class: 'chart__bar', x: LABEL, y, width: long, height: BAR, rx: 3 }),
      draw('text', { class: 'chart__count', x: LABEL + long + 6, y: y + BAR - 3 }, String(bar.count)),
    );
  });
  return chart;
}
