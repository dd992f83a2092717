import { base64url, hashOf } from './digest.ts';
import { refuseOption } from './errors.ts';
import { unreadable } from './token-record.ts';
import type { StoredToken, TokenStore } from './token-store.ts';

/** 32 random bytes, or the same as base64url text, as `generateKey` makes it. */
export type EncryptionKey = string | Uint8Array;

/** Makes a key for `encryptedStore`: 32 random bytes as base64url text. Keep it with your other secrets. */
export function generateKey(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

/**
 * Encrypts what a store keeps with AES-256-GCM. The header stays readable, so this works with any store. Header, entry
 * and key belong together: nobody can change an entry, give it another date, or put it in the place of another.
 *
 * To change the key, deploy three times: `[old, new]`, then `[new, old]`, and then `[new]`, when every entry has been
 * written again. That takes at most the life of a refresh token.
 *
 * @param keys The first one encrypts, all of them decrypt. If there are only `undefined` or empty ones, the first use
 * throws, not this call: a build, which has no secrets, may import the module that makes the store.
 * @throws {ConfigurationError} if a key is not 32 bytes. A pass phrase is not a key.
 */
export function encryptedStore(
  store: TokenStore,
  keys: EncryptionKey | readonly (EncryptionKey | undefined)[] | undefined,
): TokenStore {
  const texts = [keys].flat().map((key) => (typeof key === 'string' ? key : base64url(key ?? new Uint8Array())));
  // 32 bytes are 43 digits of base64url. The last digit has two bits to spare, which are 0.
  const areKeys = texts.length > 0 && texts.every((text) => /^[\w-]{42}[AEIMQUYcgkosw048]$/.test(text));
  const refuseKeys = (): never => refuseOption('keys', 'must be 32 random bytes each, as generateKey() makes them');
  if (!areKeys && texts.some((text) => text)) refuseKeys();
  let loading: Promise<readonly SealingKey[]> | undefined;
  const load = async (): Promise<readonly SealingKey[]> => {
    if (!areKeys) refuseKeys();
    loading ??= Promise.all(texts.map(loadKey)); // not before the first use: a store may be made while a module loads
    return loading;
  };

  return {
    async get(key) {
      const sealing = await load();
      const found = await store.get(key);
      if (!found || found.entry.format > 1) return found; // nothing, or a newer version: `decodeRecord` refuses it
      const [, id, sealed = ''] = /^A256GCM\.(\w+)\.([\w+/=]+)$/.exec(found.entry.value) ?? [];
      if (id === undefined) throw unreadable(key, 'is not encrypted: delete it, or use the store without encryption');
      const known = sealing.find((candidate) => candidate.id === id);
      if (known === undefined) throw unreadable(key, `is encrypted with key ${id}, which is not in keys: add it`);
      try {
        const bytes = bytesOf(sealed);
        const algorithm = aesGcm(bytes.subarray(0, 12), key, found.entry);
        const value = await crypto.subtle.decrypt(algorithm, known.cryptoKey, bytes.subarray(12));
        return {
          ...found,
          entry: { ...found.entry, value: new TextDecoder('utf-8', { ignoreBOM: true }).decode(value) },
        };
      } catch {
        throw unreadable(key, 'was changed by others or moved from another key: delete it, then authorise again');
      }
    },

    async set(key, entry, options) {
      const [{ id, cryptoKey }] = (await load()) as [SealingKey]; // there is one: checked above
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const sealed = await crypto.subtle.encrypt(
        aesGcm(iv, key, entry),
        cryptoKey,
        new TextEncoder().encode(entry.value),
      );
      const value = `A256GCM.${id}.${btoa(latin1(iv) + latin1(new Uint8Array(sealed)))}`;
      return store.set(key, { ...entry, value }, options);
    },

    delete: (key) => store.delete(key),
  };
}

interface SealingKey {
  /** Names the key in entries, without revealing it. */
  readonly id: string;
  readonly cryptoKey: CryptoKey;
}

async function loadKey(text: string): Promise<SealingKey> {
  const bytes = bytesOf(text.replaceAll('-', '+').replaceAll('_', '/'));
  const cryptoKey = await crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']);
  return { id: (await hashOf(text)).slice(0, 16), cryptoKey };
}

function aesGcm(iv: Uint8Array<ArrayBuffer>, key: string, header: StoredToken): AesGcmParams {
  const { format, revision, keepUntil, expendable } = header;
  const bound = JSON.stringify([key, format, revision, keepUntil, expendable]);
  return { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(bound) };
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}
