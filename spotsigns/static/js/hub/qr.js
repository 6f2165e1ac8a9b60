// A QR code drawn from the server's rows of dark and light. Pure but for the document.

const SVG = 'http://www.w3.org/2000/svg';
const QUIET = 4;

/** @param {string[]} rows of 0 and 1 @returns {SVGElement} black on white in every colour scheme: scanners need it */
export function drawQr(rows) {
  const size = rows.length + 2 * QUIET;
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${size} ${size}`);
  svg.setAttribute('class', 'qr');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('shape-rendering', 'crispEdges');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('fill', '#000');
  path.setAttribute('d', rows.flatMap((row, y) => Array.from(row, (cell, x) => (cell === '1' ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : ''))).join(''));
  svg.append(path);
  return svg;
}
