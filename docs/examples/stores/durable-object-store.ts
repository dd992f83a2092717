import { DurableObject } from 'cloudflare:workers';
import type { FoundToken, StoredToken, TokenStore } from '@acme/oauth-core';

/** The entry under one key. Nothing is awaited between reading and writing, so no other call comes in between. */
export class TokenEntry extends DurableObject {
  get(): FoundToken | undefined {
    const { kv } = this.ctx.storage;
    const entry = kv.get<StoredToken>('entry');
    return entry && { entry, age: Math.max(0, Date.now() - (kv.get<number>('writtenAt') ?? 0)) };
  }

  async set(entry: StoredToken, replaces: string | undefined): Promise<boolean> {
    const { storage } = this.ctx;
    if (storage.kv.get<StoredToken>('entry')?.revision !== replaces) return false;
    storage.kv.put('entry', entry);
    storage.kv.put('writtenAt', Date.now());
    await (entry.keepUntil === undefined ? storage.deleteAlarm() : storage.setAlarm(entry.keepUntil));
    return true;
  }

  async delete(): Promise<void> {
    await this.ctx.storage.deleteAlarm();
    await this.ctx.storage.deleteAll();
  }

  /** Drops the entry, unless it was written again before the alarm came. */
  override async alarm(): Promise<void> {
    const keepUntil = this.ctx.storage.kv.get<StoredToken>('entry')?.keepUntil;
    if (keepUntil === undefined) return;
    if (keepUntil <= Date.now()) await this.delete();
    else await this.ctx.storage.setAlarm(keepUntil);
  }
}

/** One object for each key: the platform has only one of that name, wherever it is asked for. */
export function durableObjectStore(namespace: DurableObjectNamespace<TokenEntry>): TokenStore {
  const entryUnder = (key: string) => namespace.get(namespace.idFromName(key)); // a new stub for each call: one may break

  return {
    get: (key) => entryUnder(key).get(),
    set: (key, entry, { replaces }) => entryUnder(key).set(entry, replaces),
    delete: (key) => entryUnder(key).delete(),
  };
}
