// Brings the scripts in after the first paint, so that nothing stands between a slow phone and the words. Every page has this one.

// What is imported later is asked for at once: on a slow line each file that waits for another costs a round trip.
const SOON = ['./offline/keep.js', './offline/packs-db.js', './sealing/bytes.js', './web/trusted.js'];

const begin = () => {
  for (const path of SOON) import(path).catch(() => {});
  import('./web/main.js').then((main) => main.startPage());
};
// A tab in the background paints nothing: it would wait for ever.
const afterPaint = () => (document.hidden ? begin() : requestAnimationFrame(() => setTimeout(begin)));
if (document.readyState === 'complete') afterPaint();
else addEventListener('load', afterPaint, { once: true });
