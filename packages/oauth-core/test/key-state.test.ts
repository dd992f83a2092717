import { describe, expect, it } from 'vitest';
import { type Clock, createTokenSource, type TokenSource } from '../src/index.ts';
import { cloudTokens, gatedStore, signedInAtDam } from './support/sources.ts';

const hour = 3_600_000;
const remembered = 10_000;
const keys = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => `person ${from + index}`);

/** No pause takes time, and no deadline is ever over. */
const withoutWaits = (clock: Clock): Clock => ({
  ...clock,
  sleep: (_, signal) => (signal ? new Promise(() => {}) : Promise.resolve()),
});

/** A source for as many keys as one likes: the store has a good token under each of them. `reads` are the keys it was asked for. */
async function sourceOfMany(): Promise<{ tokens: TokenSource; reads: string[]; requests: () => number }> {
  const { sandbox, tokens: first, options } = await cloudTokens();
  await first.getToken();
  const reads: string[] = [];
  const store = {
    ...options.store,
    get: (key: string) => {
      reads.push(key);
      return options.store.get(first.key);
    },
  };
  const clock = withoutWaits(options.clock);
  return {
    tokens: createTokenSource({ ...options, clock, store }),
    reads,
    requests: () => sandbox.count('cloud.token'),
  };
}

const askFor = async (tokens: TokenSource, wanted: readonly string[]): Promise<void> => {
  for (const key of wanted) await tokens.forKey(key).getToken();
};

describe('the keys of one store', () => {
  it('are remembered up to 10,000: the oldest is read from the store again, and nothing is asked of the server', async () => {
    const { tokens, reads, requests } = await sourceOfMany();

    await askFor(tokens, keys(0, remembered + 1));
    expect(reads).toHaveLength(remembered + 1);
    await askFor(tokens, keys(1, remembered + 1));
    expect(reads).toHaveLength(remembered + 1);
    await askFor(tokens, keys(0, 1));

    expect(reads.slice(remembered + 1)).toEqual(keys(0, 1));
    expect(requests()).toBe(1);
  });

  it('are remembered beyond that while all of them are in use, and no longer', async () => {
    const { tokens, reads } = await sourceOfMany();
    await Promise.all(keys(0, remembered + 20).map((key) => tokens.forKey(key).getToken()));

    await askFor(tokens, ['one more']);
    reads.length = 0;
    await askFor(tokens, keys(0, 21));

    expect(reads).toEqual(keys(0, 21));
  });

  it('are not forgotten while a pair waits for the store: who asks again gets that, and nothing is lost', async () => {
    const { sandbox, options } = await signedInAtDam();
    const cloud = await cloudTokens();
    await cloud.tokens.getToken();
    const both = {
      ...options.store,
      get: (key: string) => (key === 'person' ? options.store.get(key) : cloud.options.store.get(cloud.tokens.key)),
    };
    const store = gatedStore(both, () => sandbox.count('dam.token') > 1);
    const person = createTokenSource({ ...options, store, clock: withoutWaits(options.clock) });
    const others = createTokenSource({ ...cloud.options, store, clock: withoutWaits(cloud.options.clock) });
    sandbox.advance(9 * hour);
    const asked = person.getToken();
    await store.reached;

    await askFor(others, keys(0, remembered + 20));
    const askedAgain = person.getToken();
    store.open();

    expect(await askedAgain).toBe(await asked);
    expect(sandbox.count('dam.token')).toBe(2);
    expect(sandbox.authorizations.at(-1)).toMatchObject({ alive: true, generation: 2, reuses: 0 });
  });
});
