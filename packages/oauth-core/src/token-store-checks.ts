import type { FoundToken, StoredToken, TokenStore } from './token-store.ts';
import { type Bench, expectAnswer, expectEntry, show, textOf } from './token-store-bench.ts';

/** What a check does with a store, and what to do if the store fails it. */
export interface Check {
  readonly advice: string;
  run(bench: Bench): Promise<void>;
}

const oneStep =
  'Compare and write in one atomic step of the database: UPDATE … WHERE key = … AND revision = …, then look at the number of changed rows; INSERT … ON CONFLICT DO NOTHING for a new entry; a script in Redis';
const asIs =
  'Keep each member of the entry as it is: the value as text, keepUntil as a 64-bit number, and nothing for a member that is absent';

/** What every store must do, by name. */
export const checks: Readonly<Record<string, Check>> = {
  'finds nothing under a key that was never written': {
    advice: 'Return undefined if there is no entry',
    async run({ store, key }) {
      const found = await store.get(key('nothing'));
      if (found !== undefined) throw new Error(`get returned ${show(found)}`);
    },
  },

  'gives an entry back as it was written': {
    advice: asIs,
    async run({ entry, written }) {
      const now = Date.now();
      const whole = entry({ keepUntil: now + 400 * 86_400_000, expendable: true });
      for (const [label, given] of [
        ['bare', entry()],
        ['kept', entry({ keepUntil: now + 60_000 })],
        ['expendable', entry({ expendable: true })],
        ['whole', whole],
      ] as const) {
        expectEntry(await written(label, given), given);
      }
      const bare = entry();
      expectEntry(await written('whole', bare, whole.revision), bare); // nothing of the earlier entry stays
    },
  },

  'gives every text back as it was written': {
    advice: `${asIs}; give the column no length, and the connection UTF-8`,
    async run({ entry, written }) {
      const texts = {
        empty: '',
        spaces: ' \t\r\n leading and trailing \n',
        quotes: `'"\\ $1 :name %s \${x} \u0001 \u007f`,
        unicode: '\ufeffäé e\u0301 Ω 漢字 مرحبا 👩‍👩‍👧 \u2028 \uffff \u{10ffff}',
        number: '00123',
        json: '{"b":1, "a":1.0,"a":null}',
        long: '0123456789abcdeß'.repeat(4_096),
      };
      for (const [label, value] of Object.entries(texts)) {
        const given = entry({ value });
        expectEntry(await written(label, given), given);
      }
    },
  },

  'keeps keys apart, whatever they are': {
    advice:
      'Compare keys byte by byte (no folding of case, accents or spaces), in a column or name that is long enough; or use a hash of the key',
    async run({ store, key, entry }) {
      const labels = [
        ...['a', 'A', 'a ', ' a', 'é', 'e\u0301', 'ı', 'i', 'ß', 'ss', '漢字', '👩‍👩‍👧', 'a\nb', 'a\tb'],
        ...[
          'a/b',
          'a//b',
          '../a',
          '..',
          '.',
          'a\\b',
          'a%2Fb',
          'a:b',
          'a*b',
          'a?b',
          '%',
          '_',
          "a'b",
          'a"b',
          '{a}',
          'a}b{',
        ],
        ...[
          '__proto__',
          'constructor',
          'toString',
          'null',
          'undefined',
          '0',
          '-1',
          '["https://x.example/token","id",""]',
        ],
        ...['x'.repeat(1_000), `${'x'.repeat(999)}y`],
      ];
      const entries = new Map(labels.map((label) => [label, entry()]));
      for (const [label, given] of entries) {
        const answer = await store.set(key(label), given, { replaces: undefined });
        if (answer !== true) throw new Error(`the key …${show(label)} was taken for another one`);
      }
      for (const [label, given] of entries) {
        const found = await store.get(key(label));
        if (found?.entry.revision !== given.revision)
          throw new Error(`the key …${show(label)} lost its entry to another one`);
      }
      const deleted = ['a', 'a*b', 'a?b', '%', '_'];
      for (const label of deleted) await store.delete(key(label));
      for (const label of labels) {
        if (deleted.includes(label) || (await store.get(key(label))) !== undefined) continue;
        throw new Error(`the key …${show(label)} lost its entry when another one was deleted`);
      }
    },
  },

  'keeps what is written under many keys at once': {
    advice: 'Write each entry on its own: a file or a row that has all of them is locked for every key',
    async run({ store, second, key, entry }) {
      const given = Array.from({ length: 20 }, () => entry());
      await Promise.all(
        given.map((one, index) =>
          expectAnswer(index % 2 === 0 ? store : second, key(`${index}`), one, undefined, true),
        ),
      );
      for (const [index, one] of given.entries()) expectEntry(await store.get(key(`${index}`)), one);
    },
  },

  'creates an entry only if there is none': {
    advice: oneStep,
    async run({ store, key, entry, written }) {
      const first = entry();
      await written('taken', first);
      await expectAnswer(store, key('taken'), entry(), undefined, false);
      expectEntry(await store.get(key('taken')), first);
    },
  },

  'replaces an entry only if its revision is still the same': {
    advice: oneStep,
    async run({ store, key, entry, written }) {
      const [first, second] = [entry(), entry()];
      await expectAnswer(store, key('none'), entry(), first.revision, false);
      if ((await store.get(key('none'))) !== undefined) throw new Error('set with `replaces` created an entry');
      await written('one', first);
      await expectAnswer(store, key('one'), entry(), second.revision, false);
      expectEntry(await store.get(key('one')), first);
      expectEntry(await written('one', second, first.revision), second);
      await expectAnswer(store, key('one'), entry(), first.revision, false);
      expectEntry(await store.get(key('one')), second);
    },
  },

  'lets one of many writers replace a revision': {
    advice: oneStep,
    async run({ store, second, writers, key, entry, written }) {
      let standing = entry();
      await written('race', standing);
      for (let round = 0; round < 3; round++) {
        const winner = await race(
          store,
          second,
          key('race'),
          standing.revision,
          Array.from({ length: writers }, () => entry()),
        );
        expectEntry(await second.get(key('race')), winner);
        standing = winner;
      }
    },
  },

  'lets one of many writers create an entry': {
    advice: oneStep,
    async run({ store, second, writers, key, entry }) {
      for (const label of ['first', 'second', 'third']) {
        const winner = await race(
          store,
          second,
          key(label),
          undefined,
          Array.from({ length: writers }, () => entry()),
        );
        expectEntry(await second.get(key(label)), winner);
      }
    },
  },

  'loses no write of writers who read, change and write again': {
    advice: oneStep,
    async run({ store, second, key, entry }) {
      let doubtful = 0;
      const count = async (through: TokenStore): Promise<void> => {
        let counted = 0;
        for (let attempt = 0; counted < 5; attempt++) {
          if (attempt === 1_000)
            throw new Error('of 1,000 writers who had just read the entry, fewer than 5 could replace it');
          const found = await through.get(key('counter'));
          const next = entry({ value: `${Number(found?.entry.value ?? 0) + 1}` });
          const answer = through.set(key('counter'), next, { replaces: found?.entry.revision });
          const written = await answer.catch((error: unknown) => {
            if (++doubtful > 40) throw error; // a store may throw if it can't know, but not for ever
            return false;
          });
          if (written) counted++;
        }
      };
      await Promise.all(Array.from({ length: 8 }, (_, index) => count(index % 2 === 0 ? store : second)));
      const last = Number((await store.get(key('counter')))?.entry.value);
      if (!(last >= 40 && last <= 40 + doubtful))
        throw new Error(`40 writes were confirmed, and the last one is number ${last}`);
    },
  },

  'shows every reader what it has confirmed': {
    advice: 'Read from the primary, never from a replica or a cache, and return true only after the commit',
    async run({ store, second, key, entry }) {
      let replaces: string | undefined;
      for (let round = 0; round < 25; round++) {
        const given = entry();
        await expectAnswer(store, key('fresh'), given, replaces, true);
        const [here, there] = await Promise.all([store.get(key('fresh')), second.get(key('fresh'))]);
        expectEntry(here, given);
        expectEntry(there, given);
        replaces = given.revision;
      }
    },
  },

  'shows by get whether a write was made, if its answer was lost': {
    advice:
      'Keep `revision` as it was passed, and make no write twice. If `get` says `unconfirmed`, an entry may be written over itself',
    async run({ store, second, key, entry, written }) {
      const answerLost = async (given: StoredToken, replaces: string): Promise<void> => {
        await store.set(key('lost'), given, { replaces });
        throw new Error('the answer was lost');
      };
      const first = entry();
      await written('lost', first);
      const rivals = Array.from({ length: 10 }, () => entry());
      await Promise.allSettled(rivals.map((rival) => answerLost(rival, first.revision)));

      const found = await second.get(key('lost'));
      const mine = rivals.find(({ revision }) => revision === found?.entry.revision);
      if (mine === undefined) throw new Error('ten writers wrote, and get shows the revision of none of them');
      expectEntry(found, mine);
      await expectAnswer(store, key('lost'), mine, first.revision, false); // the same once more
      if (found?.unconfirmed) expectEntry(await written('lost', mine, mine.revision), mine); // over itself
      expectEntry(await written('lost', entry({ value: 'after' }), mine.revision), { value: 'after' });
    },
  },

  'deletes an entry, and does not mind if there is none': {
    advice: 'delete removes the entry, whatever its revision; if there is none, it does nothing',
    async run({ store, second, key, entry, written }) {
      const first = entry();
      await store.delete(key('never'));
      await written('gone', first);
      await store.delete(key('gone'));
      if ((await second.get(key('gone'))) !== undefined) throw new Error('get found an entry after delete');
      await store.delete(key('gone'));
      await expectAnswer(store, key('gone'), entry(), first.revision, false);
      if ((await store.get(key('gone'))) !== undefined) throw new Error('a late writer brought a deleted entry back');
      const again = entry();
      expectEntry(await written('gone', again), again);
    },
  },

  'lets no writer bring back what is deleted meanwhile': {
    advice: oneStep,
    async run({ store, second, key, entry, written }) {
      for (let round = 0; round < 10; round++) {
        const first = entry();
        await written(`deleted ${round}`, first);
        await Promise.all([
          second.delete(key(`deleted ${round}`)),
          store.set(key(`deleted ${round}`), entry(), { replaces: first.revision }),
        ]);
        const found = await store.get(key(`deleted ${round}`));
        if (found !== undefined) throw new Error('an entry that was deleted is there again');
      }
    },
  },

  'shares no object with its caller': {
    advice: 'Copy an entry when it comes in, and freeze or copy it when it goes out',
    async run({ store, key, entry, written }) {
      const given = { ...entry({ keepUntil: Date.now() + 60_000 }) };
      const before = Object.freeze({ ...given });
      await written('frozen', Object.freeze(entry()));
      const found = await written('own', given);
      if (show(given) !== show(before)) throw new Error('set changed the entry that it was given');
      expectEntry(found, before);
      Object.assign(given, { value: 'changed by the writer', revision: 'changed' });
      expectEntry(await store.get(key('own')), before);
      try {
        Object.assign(found.entry, { value: 'changed by a reader', revision: 'changed' });
      } catch {
        // frozen: as good as copied
      }
      expectEntry(await store.get(key('own')), before);
    },
  },

  'keeps an entry until keepUntil, or for ever without one': {
    advice:
      'keepUntil is a point in time in milliseconds since the epoch, and belongs to this write: a new entry without it never expires (PERSIST in Redis)',
    async run({ store, key, clock, entry, written }) {
      const soon = entry({ keepUntil: Math.ceil(clock.now()) + 1_000 });
      const [forever, minute] = [entry(), entry({ keepUntil: Math.ceil(clock.now()) + 60_000 })];
      await written('forever', soon);
      await written('forever', forever, soon.revision);
      await written('minute', minute);
      await clock.sleep(1_200);
      expectEntry(await store.get(key('forever')), forever);
      expectEntry(await store.get(key('minute')), minute);
    },
  },

  'tells the age of an entry, or no age at all': {
    advice:
      "age is the milliseconds from this entry's last write to now, both by the store's own clock: keep the time of the write (now() of the database, TIME of Redis) and subtract in the same query; leave `age` out if that is not possible",
    async run({ store, key, clock, entry, written }) {
      const coarse = 1_000; // a store may count whole seconds
      const first = entry();
      const begun = clock.now();
      const fresh = await written('age', first);
      const absent = fresh.age === undefined;
      const expectAge = (found: FoundToken | undefined, from: number, to: number, when: string): void => {
        const age = found?.age;
        if (absent ? age === undefined : typeof age === 'number' && age >= from && age <= to) return;
        throw new Error(
          `${when}, age was ${show(age)} where ${absent ? 'none' : `${Math.round(from)} to ${Math.round(to)}`} was expected`,
        );
      };
      expectAge(fresh, 0, clock.now() - begun + coarse, 'after a write');

      const writtenAt = clock.now();
      await clock.sleep(1_200);
      const atLeast = clock.now() - writtenAt - coarse;
      expectAge(await store.get(key('age')), atLeast, clock.now() - begun + coarse, 'some time after a write');
      await expectAnswer(store, key('age'), entry(), 'another revision', false);
      expectAge(
        await store.get(key('age')),
        atLeast,
        clock.now() - begun + coarse,
        'after a write of another that was refused',
      );

      const rewritten = clock.now();
      const again = await written('age', entry(), first.revision);
      expectAge(again, 0, Math.min(clock.now() - rewritten + coarse, 1_199), 'after a second write');
    },
  },
};

/** Lets all write at once, half of them through the second store. Exactly one must be told `true`. */
async function race(
  store: TokenStore,
  second: TokenStore,
  key: string,
  replaces: string | undefined,
  entries: readonly StoredToken[],
): Promise<StoredToken> {
  const answers = await Promise.allSettled(
    entries.map((entry, index) => (index % 2 === 0 ? store : second).set(key, entry, { replaces })),
  );
  const refused = answers.find((answer) => answer.status === 'rejected');
  if (refused) throw new Error(`a writer who lost the race got an error instead of false: ${textOf(refused.reason)}`);
  const winners = entries.filter((_, index) => {
    const answer = answers[index];
    return answer?.status === 'fulfilled' && answer.value === true;
  });
  const [winner] = winners;
  if (winner === undefined || winners.length > 1) {
    throw new Error(`of ${entries.length} writers at once, ${winners.length} were told true`);
  }
  return winner;
}
