// A font of our own: where this phone has no shapes for a language's letters, or where readers are used to another hand (Nastaliq).
// Nothing waits for it, and with saveData it is not fetched at all. Edge.

// What is only nicer is shown when it is here at once, from the browser's cache: words must not move under somebody who reads.
const QUICK_MS = 100;
const NICER = new Set(['nastaliq']);
const SIZE = 32;
const UNASSIGNED = '\u0378';

/** @param {string} letters @param {string} family @returns {boolean} whether one of them is drawn as the box that stands for no letter */
export function lacksShapes(letters, family) {
  const pen = Object.assign(document.createElement('canvas'), { width: SIZE * 2, height: SIZE * 2 }).getContext('2d');
  const draw = (letter) => {
    pen.clearRect(0, 0, SIZE * 2, SIZE * 2);
    pen.font = `${SIZE}px ${family}`;
    pen.fillText(letter, SIZE / 4, SIZE * 1.4);
    return pen.getImageData(0, 0, SIZE * 2, SIZE * 2).data.join();
  };
  const box = draw(UNASSIGNED);
  return [...letters].some((letter) => letter.trim() && draw(letter) === box);
}

const after = (ms) => new Promise((resolve) => setTimeout(resolve, ms, null));

/** @param {HTMLElement} root the page's html element; `data-font` names the font, its letters are in `data-letters` @returns {Promise<void>} */
export async function offerFont(root = document.documentElement) {
  const { font, letters } = root.dataset;
  const saves = navigator.connection && navigator.connection.saveData;
  if (!font || saves || !window.FontFace) return;
  const isNeeded = lacksShapes(letters, getComputedStyle(document.body).fontFamily);
  if (!isNeeded && !NICER.has(font)) return;
  const face = new FontFace(`Signs ${font}`, `url(${new URL(`../../fonts/${font}.woff2`, import.meta.url)})`);
  const loading = face.load();
  const loaded = isNeeded ? await loading : await Promise.race([loading, after(QUICK_MS)]);
  if (!loaded) {
    // It goes on into the cache, for the next page.
    await loading;
    return;
  }
  document.fonts.add(loaded);
  root.dataset.shows = font;
}
