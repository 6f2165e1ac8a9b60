// A world for deliver.js: a store that outlives crashes, a server that stores once, a network that misbehaves by script, and a process
// that dies at the n-th call: before its effect (even) or after it (odd). Once dead, every later call fails too.
import { concatBytes, toBase64url, utf8 } from '/js/sealing/bytes.js';
import { newId } from '/js/sealing/ids.js';
import { digestOf } from '/js/sealing/receipt.js';
import { newEntry } from '/js/concerns/outbox.js';
import { deliverOutbox } from '/js/concerns/deliver.js';

export class Crash extends Error {}

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' };
const RECEIVED = '2026-11-23T20:15Z';
const json = (status, body, headers = {}) => new Response(JSON.stringify(body), { status, headers });
const refusal = (error) => ({ error, message: 'Words.', retry: false });

export async function makeSigner() {
  const pair = await crypto.subtle.generateKey(CURVE, true, ['sign', 'verify']);
  const receiptPublic = toBase64url(new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)));
  const sign = async (envelope) => {
    const digest = await digestOf(envelope);
    const signed = utf8(`spotsigns/v1/receipt|${envelope.id}|${digest}|${RECEIVED}`);
    const sig = toBase64url(new Uint8Array(await crypto.subtle.sign({ ...CURVE, hash: 'SHA-256' }, pair.privateKey, signed)));
    return { id: envelope.id, digest, received: RECEIVED, sig };
  };
  return { receiptPublic, sign };
}

export class MemoryStore {
  constructor() {
    this.outbox = new Map();
    this.kept = new Map();
  }

  async allEntries() { return JSON.parse(JSON.stringify([...this.outbox.values()])); }
  async putEntry(entry) { this.outbox.set(entry.id, entry); }
  async updateEntry(entry) {
    const isThere = this.outbox.has(entry.id);
    if (isThere) this.outbox.set(entry.id, entry);
    return isThere;
  }
  async finishEntry(id, note) {
    const isThere = this.outbox.delete(id);
    if (isThere) this.kept.set('received', [...(this.kept.get('received') || []), note]);
    return isThere;
  }
  async readKept(key) { return this.kept.get(key); }
  async writeKept(key, value) { this.kept.set(key, value); }
  async takeLease(holder, now, until) {
    const lease = this.kept.get('lease');
    const isHeld = Boolean(lease) && lease.holder !== holder && lease.until > now;
    if (!isHeld) this.kept.set('lease', { holder, until });
    return !isHeld;
  }
  async dropLease(holder) {
    if (this.kept.get('lease') && this.kept.get('lease').holder === holder) this.kept.delete('lease');
  }
}

export class World {
  static async make(count) {
    const world = new World();
    world.signer = await makeSigner();
    world.forger = await makeSigner();
    world.store = new MemoryStore();
    world.stored = new Map();
    world.puts = [];
    world.script = [];
    world.reachable = true;
    world.time = 1e12;
    world.changes = [];
    world.ids = [];
    for (let n = 0; n < count; n += 1) await world.addEntry();
    return world;
  }

  async addEntry() {
    const sealed = toBase64url(concatBytes(new Uint8Array([4]), crypto.getRandomValues(new Uint8Array(100))));
    const envelope = { v: 1, id: newId(), thread: 'ab'.repeat(16), key: '0'.repeat(16), sealed };
    const entry = newEntry({ envelope, receiptPublic: this.signer.receiptPublic, now: this.time, release: 'one' });
    await this.store.putEntry(entry);
    this.ids.push(entry.id);
    return entry;
  }

  keysAnswer(signer) {
    return { partnership: 'rotherham', hub: 'Hub', live: true, keys: [], receipt: signer.receiptPublic };
  }

  /** The server stores once: the same bytes get the first receipt, others 409. */
  async receive(id, text) {
    const first = this.stored.get(id);
    if (first) return first.text === text ? json(200, first.receipt) : json(409, refusal('different'));
    const receipt = await this.signer.sign(JSON.parse(text));
    this.stored.set(id, { text, receipt });
    return json(201, receipt);
  }

  async answer(path, options) {
    if (path === '/healthz') return this.reachable ? json(200, { ok: true }) : new Response('<html>Log in</html>');
    if (path === '/api/keys') return json(200, this.keysAnswer(this.keysSigner || this.signer));
    const id = path.split('/').pop();
    this.puts.push({ id, headers: options.headers, options });
    const how = (this.poison && this.poison[id]) || this.script.shift() || 'ok';
    const text = options.body;
    if (how === 'ok') return this.receive(id, text);
    if (how === 'lost reply') { await this.receive(id, text); throw new TypeError('network'); }
    if (how === 'lost request') throw new TypeError('network');
    if (how === 'forged') return json(201, await this.forger.sign(JSON.parse(text)));
    if (how === 'unsigned') return json(201, { id, digest: await digestOf(JSON.parse(text)), received: RECEIVED, sig: toBase64url(new Uint8Array(64)) });
    if (how === 'receipt of another') return json(201, await this.signer.sign({ ...JSON.parse(text), id: newId() }));
    if (how === 'receipt of other bytes') return json(201, await this.signer.sign({ ...JSON.parse(text), sealed: 'BAAA' }));
    if (how === 'html') return new Response('<html>Log in</html>');
    if (how === 'puzzle') return json(429, { ...refusal('busy'), puzzle: { salt: 'c2FsdA', bits: 4 } });
    if (how === 'endless puzzle') return json(429, { ...refusal('busy'), puzzle: { salt: 'c2FsdA', bits: 60 } });
    if (how === 'different') return json(409, refusal('different'));
    if (how === 'refused') return json(422, refusal('unknown_key'));
    return json(Number(how), refusal('x'), { 'Retry-After': '60' });
  }

  /** `dieAt` null: lives; `faultAt`: only that one call fails. Answers with what deliverOutbox gave, or the name of what it threw. */
  async deliver({ dieAt = null, faultAt = null, lease = false, ...means } = {}) {
    const life = { calls: 0, isDead: false };
    const mortal = (work) => async (...given) => {
      if (life.isDead) throw new Crash();
      const call = life.calls;
      life.calls += 1;
      if (call === faultAt) throw new Error('a fault');
      if (dieAt === null || call !== dieAt >> 1) return work(...given);
      if (dieAt % 2 === 1) await work(...given).catch(() => {});
      life.isDead = true;
      throw new Crash();
    };
    const store = {};
    for (const verb of ['allEntries', 'updateEntry', 'finishEntry', 'readKept', 'writeKept', 'takeLease', 'dropLease']) {
      store[verb] = mortal((...given) => this.store[verb](...given));
    }
    const fetch = mortal(async (path, options) => {
      const response = await this.answer(path, options);
      const { status, headers } = response;
      return { status, headers, redirected: false, type: 'basic', text: mortal(() => response.text()) };
    });
    const locks = lease ? null : { request: async (name, options, work) => {
      if (this.isLocked) return work(null);
      this.isLocked = true;
      try { return await work({ name }); } finally { this.isLocked = false; }
    } };
    const timers = { set: () => 0, clear: () => {} };
    const onChange = (change) => this.changes.push(change);
    const result = await deliverOutbox({ store, fetch, locks, timers, onChange, now: () => this.time, random: () => 0.5, release: 'one', ...means })
      .catch((problem) => ({ threw: problem instanceof Crash ? 'Crash' : problem.message }));
    return { ...result, died: life.isDead, calls: life.calls };
  }

  nextDay() { this.time += 25 * 60 * 60 * 1000; }

  /** What was told is with the server or still on the phone, whatever happened; a note is never without its entry's end. */
  lost() {
    const notes = (this.store.kept.get('received') || []).length;
    const isLost = (id) => !this.stored.has(id) && !this.store.outbox.has(id);
    const ended = this.ids.filter((id) => !this.store.outbox.has(id)).length;
    return [...this.ids.filter(isLost), ...(notes === ended ? [] : [`${notes} notes for ${ended} ended`])];
  }

  isDone() { return this.store.outbox.size === 0 && this.ids.every((id) => this.stored.has(id)); }
}
