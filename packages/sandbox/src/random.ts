/** Numbers and texts that look random, and are the same for the same seed. */
export interface Random {
  /** From 0 to less than 1. */
  number(): number;
  /** A whole number from 0 to less than `end`. */
  integer(end: number): number;
  /** `length` letters and digits. */
  text(length: number): string;
  uuid(): string;
  pick<T extends readonly [unknown, ...unknown[]]>(from: T): T[number];
}

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const HEX = '0123456789abcdef';

/** Mulberry32, which begins with a hash of `seed`, so that seeds 1 and 2 give very different numbers. */
export function createRandom(seed: number | string): Random {
  let state = hash(String(seed));
  const number = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (end: number): number => Math.floor(number() * end);
  const letters = (alphabet: string, length: number): string => {
    let text = '';
    for (let i = 0; i < length; i++) text += alphabet.charAt(integer(alphabet.length));
    return text;
  };
  return {
    number,
    integer,
    text: (length) => letters(ALPHANUMERIC, length),
    uuid: () =>
      `${letters(HEX, 8)}-${letters(HEX, 4)}-4${letters(HEX, 3)}-${letters('89ab', 1)}${letters(HEX, 3)}-${letters(HEX, 12)}`,
    pick: (from) => from[integer(from.length)] ?? from[0],
  };
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value;
}
