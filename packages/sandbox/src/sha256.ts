/** SHA-256 of bytes that come in pieces: Web Crypto wants them all at once, and an upload isn't to be held. */
export interface Sha256 {
  update(bytes: Uint8Array): Sha256;
  digest(): Uint8Array;
}

const [CONSTANTS, INITIAL] = constants();

/** A hash that takes its input piece by piece. FIPS 180-4. */
export function createSha256(): Sha256 {
  const state = Uint32Array.from(INITIAL);
  const block = new Uint8Array(64);
  const view = new DataView(block.buffer);
  const w = new Uint32Array(64);
  let filled = 0;
  let length = 0;

  const at = (words: Uint32Array, index: number): number => words[index] ?? 0;
  const compress = (): void => {
    for (let i = 0; i < 16; i++) w[i] = view.getUint32(i * 4);
    for (let i = 16; i < 64; i++) {
      const x = at(w, i - 15);
      const y = at(w, i - 2);
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[i] = at(w, i - 16) + s0 + at(w, i - 7) + s1;
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
    for (let i = 0; i < 64; i++) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + at(CONSTANTS, i) + at(w, i)) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + t1) | 0;
      d = c;
      c = b;
      b = a;
      a = (t1 + t2) | 0;
    }
    const sums = [a, b, c, d, e, f, g, h];
    for (let i = 0; i < 8; i++) state[i] = at(state, i) + (sums[i] ?? 0);
    filled = 0;
  };

  const hasher: Sha256 = {
    update(bytes) {
      length += bytes.length;
      let offset = 0;
      while (offset < bytes.length) {
        const piece = bytes.subarray(offset, offset + 64 - filled);
        block.set(piece, filled);
        filled += piece.length;
        offset += piece.length;
        if (filled === 64) compress();
      }
      return hasher;
    },
    digest() {
      block[filled++] = 0x80;
      if (filled > 56) {
        block.fill(0, filled);
        compress();
      }
      block.fill(0, filled);
      view.setUint32(56, Math.floor(length / 2 ** 29));
      view.setUint32(60, (length << 3) >>> 0);
      compress();
      const digest = new Uint8Array(32);
      const words = new DataView(digest.buffer);
      state.forEach((word, i) => {
        words.setUint32(i * 4, word);
      });
      return digest;
    },
  };
  return hasher;
}

/** SHA-256 of a text's UTF-8 bytes. */
export const sha256 = (text: string): Uint8Array => createSha256().update(new TextEncoder().encode(text)).digest();

export const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

export const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

/** The fractional parts of the roots of the first primes: cube roots for the rounds, square roots to start from. */
function constants(): [Uint32Array, Uint32Array] {
  const rounds = new Uint32Array(64);
  const initial = new Uint32Array(8);
  const fraction = (root: number): number => (root - Math.floor(root)) * 2 ** 32;
  for (let candidate = 2, found = 0; found < 64; candidate++) {
    let prime = true;
    for (let divisor = 2; divisor * divisor <= candidate; divisor++) if (candidate % divisor === 0) prime = false;
    if (!prime) continue;
    rounds[found] = fraction(Math.cbrt(candidate));
    if (found < 8) initial[found] = fraction(Math.sqrt(candidate));
    found++;
  }
  return [rounds, initial];
}
