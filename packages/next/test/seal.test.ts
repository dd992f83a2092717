import { generateKey } from '@acme/oauth-core';
import { CompactEncrypt, decodeProtectedHeader } from 'jose';
import { describe, expect, it } from 'vitest';
import { createSeal } from '../src/seal.ts';

describe('a seal', () => {
  it('opens what it has closed, for the same purpose only', async () => {
    const seal = createSeal(generateKey());

    const text = await seal.close('session', { id: 'a' });

    expect(await seal.open('session', text)).toEqual({ id: 'a' });
    expect(await seal.open('sign-in', text)).toBeUndefined();
    expect(await seal.open('session', undefined)).toBeUndefined();
  });

  it('opens nothing that was closed with another key', async () => {
    const text = await createSeal(new Uint8Array(32)).close('session', { id: 'a' });

    expect(await createSeal(generateKey()).open('session', text)).toBeUndefined();
  });

  it.each([
    { alg: 'A256KW', enc: 'A256GCM' },
    { alg: 'dir', enc: 'A128CBC-HS256' },
    { alg: 'PBES2-HS256+A128KW', enc: 'A256GCM' },
  ])('opens nothing that was closed with its key but in another way: %o', async (algorithms) => {
    const key = crypto.getRandomValues(new Uint8Array(32));
    const seal = createSeal(key);
    const header = decodeProtectedHeader(await seal.close('session', {}));

    const text = await new CompactEncrypt(new TextEncoder().encode('{}'))
      .setProtectedHeader({ ...header, ...algorithms })
      .encrypt(key);

    expect(await seal.open('session', text)).toBeUndefined();
  });

  it('takes a key as bytes and as text', async () => {
    const key = generateKey();
    const text = await createSeal(key).close('session', { id: 'a' });

    const bytes = new Uint8Array(Buffer.from(key, 'base64url'));

    expect(await createSeal([bytes]).open('session', text)).toEqual({ id: 'a' });
  });
});
