import { describe, expect, it } from 'vitest';
import type { Clock } from '../src/clock.ts';
import { ConfigurationError } from '../src/errors.ts';
import { memoryStore } from '../src/memory-store.ts';
import type { StoredToken } from '../src/token-store.ts';

let revisions = 0;
const entry = (more: Partial<StoredToken> = {}): StoredToken => ({
  format: 1,
  revision: `revision-${++revisions}`,
  value: 'value',
  ...more,
});

const manualClock = (start = 1_000): Clock & { advance(ms: number): void } => {
  let time = start;
  return {
    now: () => time,
    sleep: async () => undefined,
    advance: (ms) => {
      time += ms;
    },
  };
};

describe('memoryStore', () => {
  it('lets only one of many writers replace a revision', async () => {
    const store = memoryStore();
    const first = entry();
    expect(await store.set('key', first, { replaces: undefined })).toBe(true);

    const answers = await Promise.all(
      Array.from({ length: 50 }, () => store.set('key', entry(), { replaces: first.revision })),
    );

    expect(answers.filter(Boolean)).toHaveLength(1);
  });

  it('tells the age of an entry since its last write, by the clock that is passed in', async () => {
    const clock = manualClock();
    const store = memoryStore({ clock });
    const first = entry();
    await store.set('key', first, { replaces: undefined });
    clock.advance(250);
    expect(await store.get('key')).toEqual({ entry: first, age: 250 });

    await store.set('key', entry(), { replaces: first.revision });

    expect((await store.get('key'))?.age).toBe(0);
  });

  it('keeps what it was given even if the writer or a reader changes the object afterwards', async () => {
    const store = memoryStore();
    const given = { ...entry(), value: 'before' };
    await store.set('key', given, { replaces: undefined });
    given.value = 'after';

    const found = await store.get('key');

    expect(found?.entry.value).toBe('before');
    expect(Object.isFrozen(found?.entry)).toBe(true);
  });

  it('drops expendable entries beyond the limit, the oldest write first', async () => {
    const store = memoryStore({ limit: 2 });
    const oldest = entry({ expendable: true });
    await store.set('a', oldest, { replaces: undefined });
    await store.set('b', entry({ expendable: true }), { replaces: undefined });
    await store.set('a', entry({ expendable: true }), { replaces: oldest.revision }); // now `b` is the oldest

    await store.set('c', entry({ expendable: true }), { replaces: undefined });

    expect(await store.get('a')).toBeDefined();
    expect(await store.get('b')).toBeUndefined();
    expect(await store.get('c')).toBeDefined();
  });

  it('keeps 10,000 expendable entries if it gets no limit', async () => {
    const store = memoryStore();
    for (let number = 0; number <= 10_000; number++) {
      await store.set(`${number}`, entry({ expendable: true }), { replaces: undefined });
    }

    expect(await store.get('0')).toBeUndefined();
    expect(await store.get('1')).toBeDefined();
  });

  it('never drops an entry that only a person can give again, and grows instead', async () => {
    const store = memoryStore({ limit: 2, clock: manualClock() });
    for (let person = 0; person < 5; person++) {
      await store.set(`person-${person}`, entry({ keepUntil: 2_000 }), { replaces: undefined });
    }
    await store.set('machine', entry({ expendable: true }), { replaces: undefined });

    for (let person = 0; person < 5; person++) expect(await store.get(`person-${person}`)).toBeDefined();
    expect(await store.get('machine')).toBeDefined(); // just written: a store shows what it has confirmed
  });

  it('drops entries beyond the limit after their keepUntil, and not yet at that moment', async () => {
    const clock = manualClock(1_000);
    const store = memoryStore({ limit: 1, clock });
    await store.set('person', entry({ keepUntil: 2_000 }), { replaces: undefined });
    clock.advance(1_000);
    await store.set('second', entry(), { replaces: undefined });
    expect(await store.get('person')).toBeDefined();
    clock.advance(1);

    await store.set('third', entry(), { replaces: undefined });

    expect(await store.get('person')).toBeUndefined();
    expect(await store.get('second')).toBeDefined();
  });

  it('rewrites an entry at the limit without dropping another', async () => {
    const store = memoryStore({ limit: 2 });
    const first = entry({ expendable: true });
    await store.set('a', first, { replaces: undefined });
    await store.set('b', entry({ expendable: true }), { replaces: undefined });

    await store.set('a', entry({ expendable: true }), { replaces: first.revision });

    expect(await store.get('b')).toBeDefined();
  });

  it.each([0, -1, Number.NaN])('refuses a limit of %s, and names the option', (limit) => {
    let thrown: unknown;
    try {
      memoryStore({ limit });
    } catch (error) {
      thrown = error;
    }
    expect(ConfigurationError.is(thrown) && thrown.option).toBe('limit');
  });
});
