// Brings the scripts in after the first paint, so that nothing stands between a slow phone and the words. Every page has this one.
const begin = () => import('./web/main.js').then((main) => main.startPage());
// A tab in the background paints nothing: it would wait for ever.
const afterPaint = () => (document.hidden ? begin() : requestAnimationFrame(() => setTimeout(begin)));
if (document.readyState === 'complete') afterPaint();
else addEventListener('load', afterPaint, { once: true });
