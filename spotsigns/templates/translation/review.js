const part = (name) => document.querySelector(`[data-part="${name}"]`);
const items = [...document.querySelectorAll('[data-key]')];

function verdictOf(item) {
  const chosen = item.querySelector('input:checked');
  return chosen ? chosen.value : null;
}

function show() {
  for (const item of items) {
    for (const field of item.querySelectorAll('textarea')) field.hidden = verdictOf(item) !== 'better';
  }
  part('count').textContent = `You have read ${items.filter(verdictOf).length} of ${items.length}.`;
}

function said() {
  return items.filter(verdictOf).map((item) => {
    const verdict = verdictOf(item);
    const better = [...item.querySelectorAll('textarea')].map((field) => field.value.trim());
    return verdict === 'better' ? { key: item.dataset.key, verdict, better } : { key: item.dataset.key, verdict };
  });
}

function save() {
  const reviewer = part('reviewer').value.trim();
  const strings = said();
  const problem = !reviewer ? 'Write your name at the top first.' : !strings.length ? 'Choose right, wrong or better for at least one of them first.' : '';
  part('problem').textContent = problem;
  if (problem) return;
  const { language } = document.body.dataset;
  const review = { language, reviewer, date: new Date().toISOString().slice(0, 10), strings };
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([JSON.stringify(review, null, 1)], { type: 'application/json' }));
  link.download = `review-${language}-${review.date}.json`;
  link.click();
}

document.addEventListener('change', show);
part('save').addEventListener('click', save);
show();
