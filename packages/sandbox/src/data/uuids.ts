import { hashed, scattered } from './hash.ts';

/**
 * UUIDs with numbers: the nth is computed from n, and n can be computed from it. So a million of them need no memory,
 * and a UUID that was made elsewhere is recognised.
 */
export interface Uuids {
  /** @param number From 0 to less than 2^32. */
  at(number: number): string;
  /** The number of a UUID; `undefined` if it is not one of these. */
  numberOf(uuid: string): number | undefined;
}

/** It is odd, so a multiplication by it modulo 2^32 can be undone: by a multiplication by its inverse. */
const FACTOR = 0x9e3779b1;
const INVERSE = 0x0e8b2f51;

/** All bytes in hexadecimal. This is much faster than `toString(16)`. */
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

const hex = (value: number): string =>
  `${HEX[(value >>> 24) & 255]}${HEX[(value >>> 16) & 255]}${HEX[(value >>> 8) & 255]}${HEX[value & 255]}`;

/** @param scope Different scopes make different UUIDs. */
export function createUuids(scope: string): Uuids {
  const key = hashed(scope);
  const at = (number: number): string => {
    const salted = key ^ number;
    const second = hex(scattered(salted, 1));
    const third = hex(scattered(salted, 2));
    const variant = '89ab'.charAt(scattered(salted, 4) & 3);
    const first = hex(Math.imul(number + 1, FACTOR) ^ key);
    return `${first}-${second.slice(0, 4)}-4${second.slice(5)}-${variant}${third.slice(1, 4)}-${third.slice(4)}${hex(scattered(salted, 3))}`;
  };

  return {
    at,
    numberOf(uuid) {
      if (!/^[0-9a-f]{8}-/.test(uuid)) return undefined;
      const number = (Math.imul(Number.parseInt(uuid.slice(0, 8), 16) ^ key, INVERSE) - 1) >>> 0;
      return at(number) === uuid ? number : undefined;
    },
  };
}
