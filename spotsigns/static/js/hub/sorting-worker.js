// Sorting beside the page, so that keys and clicks never wait for it. Keys come with each slice and go with it; nothing is stored or asked of the network. Edge.
import { sortOut } from './sort-out.js';

let labels = {};

async function answer({ n, slice, keys }) {
  const sorted = [];
  for (const { row, envelope } of slice) sorted.push(await sortOut(row, envelope, keys, labels));
  self.postMessage({ n, sorted });
}

self.addEventListener('message', ({ data }) => {
  if (data.labels) labels = data.labels;
  else answer(data).catch(() => self.postMessage({ n: data.n, sorted: null }));
});
