const START = 0x811c9dc5;

/** Adds a text to a hash (FNV-1a, 32 bits). So a thing's hash can be continued for each of its parts. */
export function hashed(text: string, state: number = START): number {
  let value = state;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value ^ 0x5bd1e995; // marks the end of a text: `ab` and then `c` is not the same as `a` and then `bc`
}

/** A number from 0 to less than 2^32 that looks random, made from a hash and a salt. */
export function scattered(state: number, salt = 0): number {
  let value = Math.imul(state ^ Math.imul(salt + 1, 0x9e3779b1), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 15), 0xc2b2ae35);
  return (value ^ (value >>> 13)) >>> 0;
}

export function picked<const L extends readonly [unknown, ...unknown[]]>(from: L, number: number): L[number] {
  return from[number % from.length];
}
