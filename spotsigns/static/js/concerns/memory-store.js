// Stands in for the outbox where nothing may or can be kept: one page's life, then gone. Pure.
// It promises what outbox-db.js promises, so the same delivery works on both.

export class MemoryStore {
  constructor() {
    this.entries = new Map();
    this.kept = new Map();
  }

  async putEntry(entry) {
    this.entries.set(entry.id, entry);
  }

  async readEntry(id) {
    return this.entries.get(id);
  }

  async updateEntry(entry) {
    if (!this.entries.has(entry.id)) return false;
    this.entries.set(entry.id, entry);
    return true;
  }

  async replaceEntry(id, entry) {
    if (!this.entries.delete(id)) return false;
    this.entries.set(entry.id, entry);
    return true;
  }

  async finishEntry(id, note) {
    if (!this.entries.delete(id)) return false;
    this.kept.set('received', [...(this.kept.get('received') || []), note]);
    return true;
  }

  async allEntries() {
    return Array.from(this.entries.values());
  }

  async deleteEntry(id) {
    this.entries.delete(id);
  }

  async readKept(key) {
    return this.kept.get(key);
  }

  async writeKept(key, value) {
    this.kept.set(key, value);
  }

  async takeKept(key) {
    const value = this.kept.get(key);
    this.kept.delete(key);
    return value;
  }

  async takeNote(id) {
    const notes = this.kept.get('received') || [];
    const mine = notes.find((note) => note.id === id);
    this.kept.set('received', notes.filter((note) => note !== mine));
    return mine ? mine.received : '';
  }

  async takeLease() {
    return true;
  }

  async dropLease() {}
}
