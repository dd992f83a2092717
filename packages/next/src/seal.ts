import { ConfigurationError, type EncryptionKey } from '@acme/oauth-core';
import { base64url, CompactEncrypt, compactDecrypt } from 'jose';

/** Encrypts plain data for a cookie, and reads it back. */
export interface Seal {
  /** @param purpose Sealed with the data: the text can't be opened for another purpose. */
  close(purpose: string, data: object): Promise<string>;
  /** The data; `undefined` if the text was not closed for this purpose, with one of the keys. */
  open(purpose: string, text: string | undefined): Promise<unknown>;
}

interface SealingKey {
  readonly bytes: Uint8Array;
  readonly id: string;
}

/**
 * Seals with JWE (RFC 7516): direct encryption, AES-256-GCM.
 *
 * @param keys The first one closes, all of them open.
 * @param owner Sealed with the data, too: another owner can't open the text.
 */
export function createSeal(keys: EncryptionKey | readonly EncryptionKey[], owner = ''): Seal {
  const given = typeof keys === 'string' || keys instanceof Uint8Array ? [keys] : (keys ?? []);
  let loading: Promise<readonly SealingKey[]> | undefined;
  const load = (): Promise<readonly SealingKey[]> => {
    loading ??= Promise.all(given.map(loadKey)); // at the first use, because a build has no secrets
    return loading;
  };

  return {
    async close(purpose, data) {
      const [key] = await load();
      if (!key) throw wrongKeys();
      return new CompactEncrypt(new TextEncoder().encode(JSON.stringify(data)))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: key.id, typ: purpose + owner })
        .encrypt(key.bytes);
    },

    async open(purpose, text) {
      const loaded = await load();
      if (loaded.length === 0) throw wrongKeys();
      if (text === undefined) return undefined;
      try {
        const { plaintext, protectedHeader } = await compactDecrypt(
          text,
          ({ kid }) => {
            const key = loaded.find(({ id }) => id === kid);
            if (!key) throw new Error('unknown key');
            return key.bytes;
          },
          { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] },
        );
        return protectedHeader.typ === purpose + owner ? JSON.parse(new TextDecoder().decode(plaintext)) : undefined;
      } catch {
        return undefined; // somebody changed it, or its key is no longer in use: as if there were no cookie
      }
    },
  };
}

async function loadKey(key: EncryptionKey): Promise<SealingKey> {
  const isText = typeof key === 'string';
  if (isText ? !/^[\w-]{43}$/.test(key) : !(key instanceof Uint8Array && key.length === 32)) throw wrongKeys();
  const bytes = isText ? base64url.decode(key) : key;
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes)));
  return { bytes, id: base64url.encode(hash.subarray(0, 9)) };
}

function wrongKeys(): ConfigurationError {
  return new ConfigurationError(
    'sessionKeys must be 32 random bytes each, as generateKey() makes them; a pass phrase is not a key.',
    'sessionKeys',
  );
}
