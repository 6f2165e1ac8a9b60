// What a storm does in a page of the app, by the app's own modules. It becomes `storm` of that page; `ms` ends whatever hangs.
(() => {
  const { release } = document.documentElement.dataset;
  const load = (file) => import(`/static/${release}/js/${file}.js`);
  const within = (ms, work) => Promise.race([work(), new Promise((_, fail) => setTimeout(() => fail(new Error('too slow')), ms))]);
  const ms = 60000;
  const sendings = new Map();

  /** As the form prepares it, but for the code, whose keys take a second: each concern gets a thread of its own. */
  const seal = (texts) => within(ms, async () => {
    const [{ prepareSending }, { newId }] = await Promise.all([load('concerns/send'), load('sealing/ids')]);
    const thread = () => Promise.resolve({ thread: newId().replace(/-/g, ''), replyPublic: '', mac: '' });
    const first = await prepareSending({ release, thread: thread() });
    if (!first) return [];
    const { phone, fetch, keys, key } = first;
    const made = [];
    for (const what of texts) {
      const sending = new first.constructor({ release, fetch, store: phone, isInApp: false, keys, key, thread: thread() });
      const answers = { danger: 'no', what };
      await sending.seal({ v: 1, kind: 'concern', form: '2026-11', lang: 'en', made_at: '2026-11-23T20:15+00:00', practice: false, unfinished: false, answers });
      sendings.set(sending.id, sending);
      made.push([sending.id, JSON.stringify(sending.envelope)]);
    }
    return made;
  });

  /** "Send now": goes on by itself, nobody waits for it. */
  const sendNow = () => {
    load('offline/delivery').then(({ deliverNow }) => deliverNow({ hurry: true })).catch(() => {});
  };

  /** @returns {Promise<string[]>} the ids of those that this phone says it keeps */
  const keep = (ids) => within(ms, async () => {
    const kept = [];
    for (const id of ids) {
      try {
        await sendings.get(id).keep({ isChosen: true });
        kept.push(id);
      } catch (notKept) {
        // Then it said so, and promised nothing.
      }
      sendings.delete(id);
    }
    sendNow();
    return kept;
  });

  /** Nobody waits for it: the browser is killed in the middle. */
  const beginKeeping = (ids) => {
    keep(ids).catch(() => {});
  };

  const outbox = () => within(ms, async () => {
    const { openStore } = await load('concerns/outbox-db');
    const store = await openStore();
    const entries = await store.allEntries();
    store.close();
    return entries.map((entry) => entry.envelope);
  });

  /** What was only begun goes too: the storm's people always say "send it as it is". */
  const sendBegun = () => within(ms, async () => {
    const [{ openStore }, { sendUnfinished }] = await Promise.all([load('concerns/outbox-db'), load('concerns/outbox')]);
    const store = await openStore();
    for (const entry of await store.allEntries()) if (entry.state === 'unfinished') await store.updateEntry(sendUnfinished(entry));
    store.close();
  });

  window.storm = { seal, keep, beginKeeping, sendNow, outbox, sendBegun };
})()
