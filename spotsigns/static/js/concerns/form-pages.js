// The form's further pages, fetched when it opens: with them it would be too heavy for the first view. Edge.

/** XMLHttpRequest, because it parses a page without any script-like sink (Trusted Types).
 * @param {string} path @returns {Promise<Document|null>} */
function fetchPage(path) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('GET', path);
    request.responseType = 'document';
    // The worker answers from the language pack whoever asks for a page.
    request.setRequestHeader('Accept', 'text/html');
    request.onload = () => resolve(request.status === 200 ? request.responseXML : null);
    request.onerror = () => resolve(null);
    request.send();
  });
}

/** @param {string[]} paths @param {string} selector
 * @returns {Promise<{parts: HTMLElement[], isWhole: boolean}>} what matches on them, ready to be put into this page */
export async function fetchParts(paths, selector) {
  const pages = await Promise.all(paths.map(fetchPage));
  const parts = pages.filter(Boolean).map((page) => Array.from(page.querySelectorAll(selector), (part) => document.importNode(part, true)));
  return { parts: [].concat(...parts), isWhole: pages.every(Boolean) };
}
