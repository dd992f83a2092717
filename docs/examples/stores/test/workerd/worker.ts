/** The stores in a Worker: the path of a request names a task, and the answer has its result. */
import { env, waitUntil } from 'cloudflare:workers';
import { createDamClient, type DamClient, type DamClientOptions } from '@acme/dam';
import type { Connection, TokenStore } from '@acme/oauth-core';
import { testTokenStore } from '@acme/oauth-core/testing';
import { createTable, d1Store, dropExpired } from '../../d1-store.ts';
import { durableObjectStore, TokenEntry } from '../../durable-object-store.ts';
import { type Renewals, renewals } from '../renewals.ts';

export { TokenEntry };

/** It is reset after each write, before the answer is sent. */
export class LosingAnswers extends TokenEntry {
  override async set(...given: Parameters<TokenEntry['set']>): Promise<boolean> {
    const answer = await super.set(...given);
    await this.ctx.storage.sync();
    this.ctx.abort('reset after a write');
    return answer;
  }
}

let calls = 0;

/** It is reset before every second write. */
export class LosingCalls extends TokenEntry {
  override async set(...given: Parameters<TokenEntry['set']>): Promise<boolean> {
    if (++calls % 2 === 0) this.ctx.abort('reset before a write');
    return super.set(...given);
  }
}

const { TOKENS, LOSING_ANSWERS, LOSING_CALLS, DB } = env as {
  readonly TOKENS: DurableObjectNamespace<TokenEntry>;
  readonly LOSING_ANSWERS: DurableObjectNamespace<LosingAnswers>;
  readonly LOSING_CALLS: DurableObjectNamespace<LosingCalls>;
  readonly DB: D1Database;
}; // as miniflare.ts binds them

/** One store for the isolate: its requests share renewals that are under way. */
const store = durableObjectStore(TOKENS);

/** A person who has consented. The test sends it. */
export interface Person {
  readonly key: string;
  readonly client: Pick<DamClientOptions, 'clientId' | 'clientSecret' | 'baseUrl' | 'tokenUrl'>;
  readonly connection: Connection;
}

/** A client for each request, as an app has it. */
const clientOf = ({ key, client }: Person): DamClient => createDamClient({ ...client, store, key, waitUntil });

/** The outcome of two writes, and of an authorisation that is renewed through such a store. */
async function losing(createStore: () => TokenStore): Promise<{ writes: string[] } & Renewals> {
  const writes: string[] = [];
  for (const key of [crypto.randomUUID(), crypto.randomUUID()]) {
    const written = createStore().set(key, { format: 1, revision: 'r1', value: '' }, { replaces: undefined });
    const answer = await written.catch(() => 'no answer');
    writes.push(`${answer}, ${(await createStore().get(key)) ? 'written' : 'not written'}`);
  }
  return { writes: writes.sort(), ...(await renewals(createStore)) };
}

const stay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const entry = { format: 1, revision: 'r1', value: '' } as const;

const tasks: Readonly<Record<string, (person: Person) => Promise<unknown>>> = {
  '/durable-object': () =>
    testTokenStore(() => durableObjectStore(TOKENS), { second: () => durableObjectStore(TOKENS) }),

  async '/durable-object/alarm'() {
    const soon = Date.now() + 100;
    await store.set('old', { ...entry, keepUntil: soon }, { replaces: undefined });
    await store.set('endless', { ...entry, keepUntil: soon }, { replaces: undefined });
    await store.set('endless', { ...entry, revision: 'r2' }, { replaces: 'r1' });
    await store.set('new', { ...entry, keepUntil: soon + 60_000 }, { replaces: undefined });
    while ((await store.get('old')) !== undefined) await stay(20);
    return { tooEarly: Date.now() < soon, endless: await store.get('endless'), new: await store.get('new') };
  },

  '/durable-object/renewals': () => renewals(() => durableObjectStore(TOKENS)),
  '/durable-object/losing-answers': () => losing(() => durableObjectStore(LOSING_ANSWERS)),
  '/durable-object/losing-calls': () => losing(() => durableObjectStore(LOSING_CALLS)),

  '/connect': (person) => clientOf(person).connect({ key: person.key, ...person.connection }),
  '/token': async (person) => (await clientOf(person).tokens.getToken()).generation,

  async '/token/left-at-once'(person) {
    void clientOf(person).tokens.getToken();
    await stay(1);
  },

  async '/d1'() {
    await DB.prepare(createTable).run();
    return testTokenStore(() => d1Store(DB), { second: () => d1Store(DB) });
  },

  async '/d1/drop-expired'() {
    const inD1 = d1Store(DB);
    await inD1.set('old', { ...entry, keepUntil: Date.now() - 1_000 }, { replaces: undefined });
    await inD1.set('new', { ...entry, keepUntil: Date.now() + 60_000 }, { replaces: undefined });
    await inD1.set('endless', entry, { replaces: undefined });
    await DB.prepare(dropExpired).run();
    return { old: await inD1.get('old'), endless: await inD1.get('endless'), new: await inD1.get('new') };
  },

  '/d1/renewals': () => renewals(() => d1Store(DB)),

  '/d1/losing-answers': () =>
    losing(() => ({
      ...d1Store(DB),
      async set(...given) {
        await d1Store(DB).set(...given);
        throw new Error('D1_ERROR: Network connection lost.');
      },
    })),
};

const worker: { fetch(request: Request): Promise<Response> } = {
  async fetch(request) {
    try {
      const person: Person = await request.json(); // from the test
      return Response.json((await tasks[new URL(request.url).pathname]?.(person)) ?? null);
    } catch (error) {
      return new Response(error instanceof Error ? error.stack : String(error), { status: 500 });
    }
  },
};
export default worker;
