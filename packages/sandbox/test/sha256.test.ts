import { createHash, randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { createSha256, hex } from '../src/sha256.ts';

it('hashes bytes that come in pieces as it hashes them all at once', () => {
  for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000, 100_000]) {
    const bytes = randomBytes(length);
    const hasher = createSha256();
    for (let offset = 0; offset < length; offset += 37) hasher.update(bytes.subarray(offset, offset + 37));

    expect(hex(hasher.digest())).toBe(createHash('sha256').update(bytes).digest('hex'));
  }
});
