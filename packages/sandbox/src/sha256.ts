import { sha256 as hash } from '@noble/hashes/sha2.js';

/** SHA-256 of bytes that come in pieces. Web Crypto takes only all bytes at once, which is too much for an upload. */
export interface Sha256 {
  update(bytes: Uint8Array): Sha256;
  digest(): Uint8Array;
}

export const createSha256 = (): Sha256 => hash.create();

/** SHA-256 of a text's UTF-8 bytes. */
export const sha256 = (text: string): Uint8Array => hash(new TextEncoder().encode(text));

export const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

export const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
