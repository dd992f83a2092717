/** SHA-256 of bytes that come in pieces: Web Crypto wants them all at once, and an upload isn't to be held. */
export interface Sha256 {
  update(bytes: Uint8Array): Sha256;
  digest(): Uint8Array;
}

const [CONSTANTS, INITIAL] = constants();

/** A hash that takes its input piece by piece. FIPS 180-4. */
export function createSha256(): Sha256 {
  const state = Int32Array.from(INITIAL);
  const block = new Uint8Array(64);
  const view = new DataView(block.buffer);
  const schedule = new Int32Array(64);
  let filled = 0;
  let length = 0;

  const compress = (bytes: DataView, offset: number): void => {
    for (let i = 0; i < 16; i++) schedule[i] = bytes.getInt32(offset + i * 4);
    mix(state, schedule);
  };
  const compressBlock = (): void => {
    compress(view, 0);
    filled = 0;
  };

  const hasher: Sha256 = {
    update(bytes) {
      length += bytes.length;
      let offset = 0;
      const whole = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      while (offset < bytes.length) {
        if (filled === 0 && offset + 64 <= bytes.length) {
          compress(whole, offset);
          offset += 64;
          continue;
        }
        const piece = bytes.subarray(offset, offset + 64 - filled);
        block.set(piece, filled);
        filled += piece.length;
        offset += piece.length;
        if (filled === 64) compressBlock();
      }
      return hasher;
    },
    digest() {
      block[filled++] = 0x80;
      if (filled > 56) {
        block.fill(0, filled);
        compressBlock();
      }
      block.fill(0, filled);
      view.setUint32(56, Math.floor(length / 2 ** 29));
      view.setUint32(60, (length << 3) >>> 0);
      compressBlock();
      const digest = new Uint8Array(32);
      const words = new DataView(digest.buffer);
      state.forEach((word, i) => {
        words.setInt32(i * 4, word);
      });
      return digest;
    },
  };
  return hasher;
}

/** A cast: the index is inside, and a check would cost half of the speed. */
const at = (words: Int32Array, index: number): number => words[index] as number;

/** One block: `schedule` has its 16 words, `state` takes it in. */
function mix(state: Int32Array, schedule: Int32Array): void {
  for (let i = 16; i < 64; i++) {
    const x = at(schedule, i - 15);
    const y = at(schedule, i - 2);
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    schedule[i] = (at(schedule, i - 16) + s0 + at(schedule, i - 7) + s1) | 0;
  }
  let a = at(state, 0);
  let b = at(state, 1);
  let c = at(state, 2);
  let d = at(state, 3);
  let e = at(state, 4);
  let f = at(state, 5);
  let g = at(state, 6);
  let h = at(state, 7);
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + at(CONSTANTS, i) + at(schedule, i)) | 0;
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
  state[0] = at(state, 0) + a;
  state[1] = at(state, 1) + b;
  state[2] = at(state, 2) + c;
  state[3] = at(state, 3) + d;
  state[4] = at(state, 4) + e;
  state[5] = at(state, 5) + f;
  state[6] = at(state, 6) + g;
  state[7] = at(state, 7) + h;
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
function constants(): [Int32Array, Int32Array] {
  const rounds = new Int32Array(64);
  const initial = new Int32Array(8);
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
