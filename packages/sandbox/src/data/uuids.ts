import { hashed, scattered } from './hash.ts';

/**
 * UUIDs that count: the nth is computed, and tells its n again. A million of them need no memory, and one that was made
 * elsewhere is known as such.
 */
export interface Uuids {
  /** @param number From 0 up to 2^32. */
  at(number: number): string;
  /** `undefined` for one that is not of these. */
  numberOf(uuid: string): number | undefined;
}

/** Odd, so that multiplying by it modulo 2^32 can be taken back. */
const FACTOR = 0x9e3779b1;
const INVERSE = 0x0e8b2f51;

/** @param scope Another one makes others. */
export function createUuids(scope: string): Uuids {
  const key = hashed(scope);
  const hex = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');

  const at = (number: number): string => {
    const first = hex(Math.imul(number + 1, FACTOR) ^ key);
    const [second, third, fourth] = [1, 2, 3].map((salt) => hex(scattered(key ^ number, salt))) as [
      string, // three salts, three texts
      string,
      string,
    ];
    const variant = '89ab'.charAt(scattered(key ^ number, 4) & 3);
    return `${first}-${second.slice(0, 4)}-4${second.slice(5)}-${variant}${third.slice(1, 4)}-${third.slice(4)}${fourth}`;
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
