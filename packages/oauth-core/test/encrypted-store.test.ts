import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { encryptedStore, generateKey } from '../src/encrypted-store.ts';
import { ConfigurationError, TokenStoreError } from '../src/errors.ts';
import { memoryStore } from '../src/memory-store.ts';
import { testTokenStore } from '../src/testing.ts';
import type { StoredToken, TokenStore } from '../src/token-store.ts';
import { cloudTokens } from './support/sources.ts';
import { storeErrorOf } from './support/store-error.ts';

const entry = (more: Partial<StoredToken> = {}): StoredToken => ({
  format: 1,
  revision: 'r1',
  keepUntil: 2_000_000_000_000,
  value: 'the refresh token',
  ...more,
});

describe('generateKey', () => {
  it('makes 32 new bytes each time, as base64url text', () => {
    const key = generateKey();
    expect(Buffer.from(key, 'base64url')).toHaveLength(32);
    expect(Buffer.from(key, 'base64url').toString('base64url')).toBe(key);
    expect(generateKey()).not.toBe(key);
  });
});

describe('encryptedStore', () => {
  it('is a sound store over a sound store', { timeout: 30_000 }, async () => {
    const report = await testTokenStore(() => encryptedStore(memoryStore(), [generateKey()]));
    expect(report.age).toBe('given');
  });

  it('seals the value and leaves the header readable', async () => {
    const store = memoryStore();
    await encryptedStore(store, [generateKey()]).set('person', entry({ expendable: true }), { replaces: undefined });

    const { value, ...header } = (await store.get('person'))?.entry ?? entry();

    expect(header).toEqual({ format: 1, revision: 'r1', keepUntil: 2_000_000_000_000, expendable: true });
    expect(Buffer.from(value.split('.')[2] ?? '', 'base64').toString('latin1')).not.toContain('refresh');
  });

  it('seals the same value anew each time', async () => {
    const store = memoryStore();
    const sealed = encryptedStore(store, generateKey());
    await sealed.set('a', entry(), { replaces: undefined });
    const first = await store.get('a');
    await sealed.delete('a');
    await sealed.set('a', entry(), { replaces: undefined });

    expect((await store.get('a'))?.entry.value).not.toBe(first?.entry.value);
  });

  it('takes a key as text or as bytes', async () => {
    const store = memoryStore();
    const key = generateKey();
    await encryptedStore(store, Buffer.from(key, 'base64url')).set('a', entry(), { replaces: undefined });

    expect((await encryptedStore(store, key).get('a'))?.entry).toEqual(entry());
  });

  it('changes its key in three steps: processes at one step and at the next read each other', async () => {
    const store = memoryStore();
    const [old, fresh] = [generateKey(), generateKey()];
    const steps = [[old], [old, fresh], [fresh, old], [fresh]].map((keys) => encryptedStore(store, keys));
    let replaces: string | undefined;
    for (const [before, after] of [
      [0, 1],
      [1, 2],
      [2, 3],
    ] as const) {
      for (const [writer, reader] of [
        [before, after],
        [after, before],
      ] as const) {
        const written = entry({ revision: crypto.randomUUID(), value: `written in step ${writer}` });
        await steps[writer]?.set('a', written, { replaces });
        expect((await steps[reader]?.get('a'))?.entry.value).toBe(`written in step ${writer}`);
        replaces = written.revision;
      }
    }

    expect((await storeErrorOf(Promise.resolve(steps[0]?.get('a')))).message).toMatch(
      /encrypted with key [0-9a-f]{16}/,
    );
  });

  it.each<[string, (sealed: StoredToken, other: StoredToken) => object]>([
    ['revision is another', () => ({ revision: 'r2' })],
    ['keepUntil is another', () => ({ keepUntil: 2_000_000_000_001 })],
    ['format is another', () => ({ format: 0 })],
    ['keepUntil is gone', () => ({ keepUntil: undefined })],
    ['mark of being expendable is new', () => ({ expendable: true })],
    [
      'value differs by one bit',
      ({ value }) => ({
        value: value.replace(/.(.{30})$/, (last, rest) => (last[0] === 'A' ? `B${rest}` : `A${rest}`)),
      }),
    ],
    ['value is cut short', ({ value }) => ({ value: value.slice(0, -8) })],
    ['value has only a few bytes', ({ value }) => ({ value: `${value.split('.').slice(0, 2).join('.')}.AAAA` })],
    ['value is that of another entry', (_sealed, other) => ({ value: other.value })],
    ['parts are all of another entry', (_sealed, other) => other],
  ])('refuses an entry whose %s', async (_what, change) => {
    const store = memoryStore();
    const sealed = encryptedStore(store, generateKey());
    await sealed.set('a', entry(), { replaces: undefined });
    await sealed.set('b', entry({ value: 'of b' }), { replaces: undefined });
    const [a, b] = [await store.get('a'), await store.get('b')];
    const changed = { ...(a?.entry ?? entry()), ...change(a?.entry ?? entry(), b?.entry ?? entry()) } as StoredToken; // as a tamperer leaves it
    await store.delete('a');
    await store.set('a', changed, { replaces: undefined });

    const error = await storeErrorOf(sealed.get('a'));

    expect(error.code).toBe('store_entry_unreadable');
    expect(error.message).toBe(
      'The entry under "a" was changed by others or moved from another key: delete it, then authorise again.',
    );
    expect(inspect(error)).not.toContain('OperationError');
  });

  it('refuses an entry that was moved, even if its new key and revision, joined, read like the old ones', async () => {
    const store = memoryStore();
    const sealed = encryptedStore(store, generateKey());
    await sealed.set('a,1', entry({ revision: 'r' }), { replaces: undefined });
    const { value = '' } = (await store.get('a,1'))?.entry ?? {};
    await store.set('a', entry({ revision: '1,r', value }), { replaces: undefined });

    expect((await storeErrorOf(sealed.get('a'))).code).toBe('store_entry_unreadable');
  });

  it.each([0, '1', null, undefined])('refuses an entry that is not encrypted and has the format %j', async (format) => {
    const store = memoryStore();
    const planted = { ...entry(), format } as unknown as StoredToken; // by somebody who may write to the store
    await store.set('a', planted, { replaces: undefined });

    expect((await storeErrorOf(encryptedStore(store, generateKey()).get('a'))).message).toContain('is not encrypted');
  });

  it('names the key that is missing', async () => {
    const store = memoryStore();
    await encryptedStore(store, generateKey()).set('a', entry(), { replaces: undefined });
    const id = (await store.get('a'))?.entry.value.split('.')[1] ?? 'none';

    const error = await storeErrorOf(encryptedStore(store, generateKey()).get('a'));

    expect(error.code).toBe('store_entry_unreadable');
    expect(error.message).toContain(`is encrypted with key ${id}, which is not in keys: add it`);
  });

  it('refuses an entry that was written without encryption', async () => {
    const store = memoryStore();
    await store.set('a', entry(), { replaces: undefined });

    const error = await storeErrorOf(encryptedStore(store, generateKey()).get('a'));

    expect(error.code).toBe('store_entry_unreadable');
    expect(error.message).toContain('is not encrypted');
    expect(error.message).not.toContain('the refresh token');
  });

  it('passes on an entry of a newer format: the reader of the record refuses it', async () => {
    const store = memoryStore();
    const newer = { ...entry(), format: 2, value: 'of a newer version' } as unknown as StoredToken; // not of this version's type
    await store.set('a', newer, { replaces: undefined });

    expect((await encryptedStore(store, generateKey()).get('a'))?.entry).toEqual(newer);
  });

  it('passes on what the store throws, with its mark of an unconfirmed write', async () => {
    const thrown = new TokenStoreError('written, not confirmed', 'token_store_failed', { unconfirmed: true });
    const store = encryptedStore({ ...memoryStore(), set: () => Promise.reject(thrown) }, generateKey());

    expect(await storeErrorOf(store.set('a', entry(), { replaces: undefined }))).toBe(thrown);
  });

  it('passes on what else the store says of an entry: its age, and that replicas may lack it', async () => {
    const store = memoryStore();
    const get: TokenStore['get'] = async (key) => {
      const found = await store.get(key);
      return found && { ...found, age: 7, unconfirmed: true };
    };
    const encrypted = encryptedStore({ ...store, get }, generateKey());
    await encrypted.set('a', entry(), { replaces: undefined });

    expect(await encrypted.get('a')).toEqual({ entry: entry(), age: 7, unconfirmed: true });
  });

  it.each<[string, string | readonly (string | undefined)[] | undefined]>([
    ['undefined', undefined],
    ['an empty text', ''],
    ['a list of empty texts', ['', '']],
    ['a list of undefined', [undefined]],
    ['an empty list', []],
  ])('refuses %s only at the first use, so that a build without secrets may make the store', async (_what, keys) => {
    const store = encryptedStore(memoryStore(), keys);
    const entry: StoredToken = { format: 1, revision: 'r1', value: '{}' };
    for (const use of [store.get('key'), store.set('key', entry, { replaces: undefined })]) {
      await expect(use).rejects.toMatchObject({ code: 'configuration_invalid', option: 'keys' });
    }
    const { tokens, sandbox } = await cloudTokens({ store });
    await expect(tokens.getToken()).rejects.toMatchObject({ option: 'keys' });
    expect(sandbox.count('cloud.token')).toBe(0);
  });

  it.each<[string, string | Uint8Array | readonly (string | Uint8Array | undefined)[]]>([
    ['a pass phrase', 'correct horse battery staple'],
    ['a pass phrase of 43 letters', 'CorrectHorseBatteryStapleCorrectHorseBatter'],
    ['a good key and an empty text', [generateKey(), '']],
    ['a good key and undefined', [generateKey(), undefined]],
    ['a good key that has lost a letter', generateKey().slice(1)],
    ['64 hex digits', '00'.repeat(32)],
    ['16 bytes', new Uint8Array(16)],
    ['33 bytes', new Uint8Array(33)],
    ['a good key and a bad one', [generateKey(), 'bad']],
  ])('refuses %s as a key, and names the option but no key', (_what, keys) => {
    let thrown: unknown;
    try {
      encryptedStore(memoryStore(), keys);
    } catch (error) {
      thrown = error;
    }
    expect(ConfigurationError.is(thrown) && thrown.option).toBe('keys');
    expect(String(thrown)).toContain('generateKey()');
    for (const key of [keys].flat()) if (typeof key === 'string' && key) expect(String(thrown)).not.toContain(key);
  });
});
