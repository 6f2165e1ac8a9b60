// Numbers as bars, drawn by attributes alone: no style is written into the page. Component.
import { visible } from './opened.js';

const SVG = 'http://www.w3.org/2000/svg';
const [LINE, BAR, VALUE] = [26, 16, 60];
// On a narrow screen the picture is not shrunk: letters would be too small to read.
const WIDE = { label: 190, width: 620, letters: 26 };
const NARROW = { label: 118, width: 320, letters: 16 };

function draw(tag, attributes, text) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  if (text !== undefined) element.textContent = text;
  return element;
}

function shortened(text, letters) {
  return text.length > letters ? `${text.slice(0, letters - 1)}…` : text;
}

/** A picture of what a table beside it says in numbers. @param {string} title what a screen reader says of it
 * @param {{name: string, count: number, isTogether?: boolean}[]} bars `isTogether`: a sum of several, drawn as an outline
 * @returns {SVGElement} */
export function barChart(title, bars) {
  const { label, width, letters } = window.matchMedia('(max-width: 40rem)').matches ? NARROW : WIDE;
  const most = Math.max(1, ...bars.map((bar) => bar.count));
  const height = bars.length * LINE + 8;
  const chart = draw('svg', { class: 'chart', viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': title, preserveAspectRatio: 'xMinYMin meet' });
  chart.append(draw('line', { class: 'chart__axis', x1: label, x2: label, y1: 0, y2: height }));
  bars.forEach((bar, at) => {
    const y = at * LINE + 6;
    const long = Math.round((bar.count / most) * (width - label - VALUE));
    chart.append(
      draw('text', { class: 'chart__name', x: label - 8, y: y + BAR - 3, 'text-anchor': 'end' }, visible(shortened(bar.name, letters))),
      draw('rect', { class: bar.isTogether ? 'chart__bar chart__bar--together' : 'chart__bar', x: label, y, width: long, height: BAR, rx: 3 }),
      draw('text', { class: 'chart__count', x: label + long + 6, y: y + BAR - 3 }, String(bar.count)),
    );
  });
  return chart;
}
