/**
 * What the main entry does, in any runtime: no test runner, nothing of Node, and a sandbox in the same process. The
 * other tests of this package say it in more detail, in Node.
 */
import { createSandbox, type Sandbox, stoppedClock } from '@acme/sandbox';
import {
  type AuthorizationCode,
  authorizationCode,
  CallbackError,
  type Clock,
  ConfigurationError,
  clientCredentials,
  createAuthorizationUrl,
  createTokenSource,
  encryptedStore,
  type Fetch,
  findTokens,
  generateKey,
  memoryStore,
  OAuthError,
  type OAuthEvent,
  type Profile,
  parseToken,
  ReauthorizationRequiredError,
  readCallback,
  redact,
  refreshToken,
  systemClock,
  type TokenSource,
  type TokenSourceOptions,
  type TokenStore,
  TokenStoreError,
} from '../../src/index.ts';
import { cloudProfile, damProfile, sourceProfile } from '../support/profiles.ts';
import { type Check, errorOf, expectEqual, partsOf } from './check.ts';

const hour = 3_600_000;
const redirectUri = 'https://app.example/callback';

interface Scene {
  readonly sandbox: Sandbox;
  readonly tokens: TokenSource;
  readonly options: Options & { readonly store: TokenStore };
  readonly events: OAuthEvent[];
}

/** Every scene has a store. */
type Options = Omit<TokenSourceOptions, 'store'> & { readonly store?: TokenStore };

/** A source at Cloud that has asked for nothing yet. */
function atCloud(changes: Partial<Options> = {}): Scene {
  const sandbox = createSandbox({ clock: stoppedClock() });
  const { clientId, clientSecret, baseUrl } = sandbox.clients.cloud;
  const grant = clientCredentials();
  return sceneOf(
    sandbox,
    { profile: cloudProfile(sandbox), clientId, clientSecret, grant, origins: [baseUrl] },
    changes,
  );
}

/** A source of a person who has consented. */
async function atDam(changes: Partial<Options> = {}): Promise<Scene> {
  const sandbox = createSandbox({ clock: stoppedClock() });
  const { clientId, clientSecret, baseUrl } = sandbox.clients.dam;
  const profile = damProfile(sandbox);
  const grant = authorizationCode(await codeFrom(sandbox, profile, clientId));
  const scene = sceneOf(
    sandbox,
    { profile, clientId, clientSecret, grant, key: 'person', origins: [baseUrl] },
    changes,
  );
  await scene.tokens.getToken();
  return scene;
}

function sceneOf(sandbox: Sandbox, required: Options, changes: Partial<Options>): Scene {
  const events: OAuthEvent[] = [];
  const options = {
    store: memoryStore({ clock: sandbox.clock }),
    fetch: sandbox.fetch,
    clock: withoutWaits(sandbox),
    onEvent: (event: OAuthEvent) => events.push(event),
    ...required,
    ...changes,
  };
  return { sandbox, tokens: createTokenSource(options), options, events };
}

/** The sandbox's clock, which stands still, but a pause before a repeat moves it forward. */
function withoutWaits({ clock, advance }: Sandbox): Clock {
  return {
    now: clock.now,
    sleep(ms, signal) {
      if (signal) return clock.sleep(ms, signal);
      advance(ms);
      return clock.sleep(0);
    },
  };
}

async function codeFrom(sandbox: Sandbox, profile: Profile, clientId: string): Promise<AuthorizationCode> {
  const { clock } = sandbox;
  const request = await createAuthorizationUrl({ profile, clientId, redirectUri, clock });
  return readCallback(await sandbox.authorize(request.url), request, { clock });
}

const inAnotherProcess = ({ options }: Scene): TokenSource =>
  createTokenSource({ ...options, store: { ...options.store } });

const generationsOf = async (sources: readonly TokenSource[]): Promise<number[]> =>
  (await Promise.all(sources.map((source) => source.getToken()))).map(({ generation }) => generation);

/** A fetch that refuses the first request and tells what came: method, body and token. */
function refusingOnce(): { fetch: Fetch; arrived: string[][] } {
  const arrived: string[][] = [];
  return {
    arrived,
    async fetch(input, init) {
      const request = new Request(input, init);
      arrived.push([request.method, await request.text(), request.headers.get('authorization') ?? '']);
      return new Response(null, { status: arrived.length === 1 ? 401 : 204 });
    },
  };
}

/** Token requests go to the sandbox, all others to `resource`. */
const splitting = (scene: Scene, resource: Fetch): TokenSource => {
  const { options, sandbox } = scene;
  const tokenUrl = String(options.profile.tokenUrl);
  const fetch: Fetch = (input, init) => (input === tokenUrl ? sandbox.fetch : resource)(input, init);
  return createTokenSource({ ...options, fetch, origins: ['https://api.example'] });
};

export const coreChecks: readonly Check[] = [
  {
    name: 'the clock tells the time, and ends a sleep by its time or by a signal',
    async run() {
      const { now, sleep } = systemClock;
      expectEqual(Math.abs(now() - Date.now()) < 60_000, true, 'now is within a minute of Date.now');
      await sleep(5);
      const leaving = new AbortController();
      const reason = new Error('left');
      const sleeping = sleep(2_000, leaving.signal);
      leaving.abort(reason);
      expectEqual((await errorOf(sleeping)) === reason, true, 'it rejects with the reason of the signal');
      expectEqual((await errorOf(sleep(2_000, AbortSignal.abort(reason)))) === reason, true, 'at once, too');
    },
  },
  {
    name: 'ten callers who find nothing cause one token request',
    async run() {
      const { sandbox, tokens } = atCloud();
      const given = await Promise.all(Array.from({ length: 10 }, () => tokens.getToken()));
      expectEqual(new Set(given).size, 1, 'tokens given');
      expectEqual(sandbox.count('cloud.token'), 1, 'token requests');
      expectEqual(Object.isFrozen(given[0]), true, 'the token is frozen');
    },
  },
  {
    name: 'a good token is given from memory, an expired one is renewed once',
    async run() {
      const { sandbox, tokens } = atCloud();
      await tokens.getToken();
      sandbox.advance(200_000);
      await tokens.getToken();
      expectEqual(sandbox.count('cloud.token'), 1, 'token requests while it is good');
      sandbox.advance(200_000);
      expectEqual(await generationsOf(Array(10).fill(tokens)), Array(10).fill(2), 'generations');
      expectEqual(sandbox.count('cloud.token'), 2, 'token requests in all');
    },
  },
  {
    name: 'a caller who leaves gets its own reason, the others the token',
    async run() {
      const { sandbox, tokens } = atCloud();
      const leaving = new AbortController();
      const reason = new Error('the page was closed');
      const [left, stayed] = [tokens.getToken({ signal: leaving.signal }), tokens.getToken()];
      leaving.abort(reason);
      expectEqual((await errorOf(left)) === reason, true, 'the reason');
      expectEqual((await stayed).generation, 1, 'generation');
      expectEqual(sandbox.count('cloud.token'), 1, 'token requests');
    },
  },
  {
    name: 'a refused token is renewed once, and every call is sent again once',
    async run() {
      const { sandbox, tokens } = atCloud();
      const url = `${sandbox.clients.cloud.baseUrl}/applications`;
      const call = async (): Promise<number> => (await tokens.fetch(url)).status;
      expectEqual(await call(), 200, 'the first status');
      sandbox.revokeAccessTokens('cloud');
      expectEqual(await Promise.all(Array.from({ length: 10 }, call)), Array(10).fill(200), 'statuses');
      expectEqual(sandbox.count('cloud.token'), 2, 'token requests');
    },
  },
  {
    name: 'a body is sent again, of every kind that allows it',
    async run() {
      const bytes = new TextEncoder().encode('plain');
      const bodies: [kind: string, init: RequestInit][] = [
        ['text', { body: 'plain' }],
        ['bytes', { body: bytes }],
        ['buffer', { body: bytes.buffer }],
        ['blob', { body: new Blob(['plain']) }],
        ['parameters', { body: new URLSearchParams('plain') }],
      ];
      for (const [kind, init] of bodies) {
        const { fetch, arrived } = refusingOnce();
        const scene = atCloud();
        const answer = await splitting(scene, fetch).fetch('https://api.example/x', { method: 'POST', ...init });
        const sent = arrived.map(([method, text]) => [method, text?.replace('=', '')]);
        expectEqual([answer.status, ...sent], [204, ['POST', 'plain'], ['POST', 'plain']], kind);
        expectEqual(new Set(arrived.map(([, , token]) => token)).size, 2, `${kind}: different tokens`);
      }
    },
  },
  {
    name: 'a Request with a body is sent again',
    async run() {
      const { fetch, arrived } = refusingOnce();
      const request = new Request('https://api.example/x', {
        method: 'PUT',
        body: 'plain',
        headers: { 'x-kept': '1' },
      });
      const answer = await splitting(atCloud(), fetch).fetch(request);
      const sent = arrived.map(([method, text]) => [method, text]);
      expectEqual([answer.status, ...sent], [204, ['PUT', 'plain'], ['PUT', 'plain']], 'what was sent');
    },
  },
  {
    name: 'a stream can not be sent again: its answer is given back, and the next call has another token',
    async run() {
      const seen: string[] = [];
      const resource: Fetch = async (_, init) => {
        seen.push(new Headers(init?.headers).get('authorization') ?? '');
        return new Response('no', { status: seen.length === 1 ? 401 : 200 });
      };
      const tokens = splitting(atCloud(), resource);
      const body = new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode('plain'));
          controller.close();
        },
      });
      const answer = await tokens.fetch('https://api.example/x', { method: 'POST', body });
      expectEqual([answer.status, await answer.text(), seen.length], [401, 'no', 1], 'the first call');
      expectEqual((await tokens.fetch('https://api.example/x')).status, 200, 'the second call');
      expectEqual(new Set(seen).size, 2, 'tokens');
    },
  },
  {
    name: 'the token goes to its origins only, and not to another by a redirect',
    async run() {
      const seen: [url: string, hasToken: boolean][] = [];
      const resource: Fetch = async (input, init) => {
        const { url, headers } = new Request(input, init);
        seen.push([url, headers.has('authorization')]);
        return url.endsWith('/moved')
          ? new Response(null, { status: 302, headers: { location: 'https://cdn.example/file' } })
          : new Response('here');
      };
      const tokens = splitting(atCloud(), resource);
      expectEqual(await (await tokens.fetch('https://api.example/moved')).text(), 'here', 'the answer');
      await tokens.fetch('https://elsewhere.example/');
      const expected = [
        ['https://api.example/moved', true],
        ['https://cdn.example/file', false],
        ['https://elsewhere.example/', false],
      ];
      expectEqual(seen, expected, 'who got the token');
    },
  },
  {
    name: 'a person consents with PKCE; the callback is checked',
    async run() {
      const sandbox = createSandbox({ clock: stoppedClock(), source: { issuerInCallback: true } });
      const { clock } = sandbox;
      const { clientId } = sandbox.clients.sourcePublic;
      const profile = sourceProfile(sandbox);
      const ask = () => createAuthorizationUrl({ profile, clientId, redirectUri, clock });
      const request = await ask();
      const { searchParams } = new URL(request.url);
      expectEqual(searchParams.get('code_challenge')?.length, 43, 'digits of the challenge');
      expectEqual(searchParams.get('code_challenge_method'), 'S256', 'method of the challenge');

      const reasonOf = (callback: string, asked = request): unknown => {
        try {
          readCallback(callback, asked, { clock });
        } catch (error) {
          if (CallbackError.is(error)) return error.reason;
          throw error;
        }
        return 'accepted';
      };
      const callback = await sandbox.authorize(request.url);
      expectEqual(reasonOf(callback, await ask()), 'state', 'the callback of another request');
      expectEqual(reasonOf(await sandbox.authorize(request.url, { deny: true })), 'denied', 'a person who says no');
      expectEqual(reasonOf(`${callback}&code=another`), 'provider', 'two codes');

      const grant = authorizationCode(readCallback(callback, request, { clock }));
      const options = {
        profile,
        clientId,
        grant,
        key: 'person',
        clock,
        fetch: sandbox.fetch,
        store: memoryStore({ clock }),
      };
      const token = await createTokenSource(options).getToken();
      expectEqual(token.generation, 1, 'generation');
      const afterRestart = createTokenSource({ ...options, store: { ...options.store } });
      expectEqual((await afterRestart.getToken()).accessToken === token.accessToken, true, 'the same token is found');
      expectEqual(sandbox.count('source.token'), 1, 'token requests');
    },
  },
  {
    name: 'ten sources that share a store spend one refresh token',
    async run() {
      const scene = await atDam();
      const sources = Array.from({ length: 10 }, () => inAnotherProcess(scene));
      scene.sandbox.advance(9 * hour);
      expectEqual(await generationsOf(sources), Array(10).fill(2), 'generations');
      expectEqual(scene.sandbox.count('dam.token'), 2, 'token requests: the code, then one refresh');
      const { history, state } = await scene.tokens.describe();
      expectEqual([state, history.length], ['held', 2], 'what is held');
    },
  },
  {
    name: 'a request that failed before it counted is sent again; nothing is lost',
    async run() {
      const { sandbox, tokens } = await atDam();
      for (const fault of [{ kind: 'reset-before-processing' }, { kind: 'status', status: 503 }] as const) {
        sandbox.advance(9 * hour);
        sandbox.faults.next('dam.token', fault);
        await tokens.getToken();
      }
      expectEqual((await tokens.getToken()).generation, 3, 'generation');
    },
  },
  {
    name: 'a lost answer ends in one error that says so, and in no loop',
    async run() {
      const scene = await atDam();
      const { sandbox, tokens } = scene;
      sandbox.advance(9 * hour);
      sandbox.faults.next('dam.token', { kind: 'cut-off-body' });
      for (const source of [tokens, tokens, inAnotherProcess(scene)]) {
        const error = await errorOf(source.getToken());
        expectEqual(ReauthorizationRequiredError.is(error), true, 'its class');
        expectEqual(partsOf(error, 'code', 'reason'), ['reauthorization_required', 'answer_lost'], 'what it says');
      }
      expectEqual(sandbox.count('dam.token'), 3, 'the code, the refresh, and its repeat');
    },
  },
  {
    name: 'a refresh token from outside is used once in the life of its store',
    async run() {
      const { sandbox, options } = await atDam();
      const { value = '' } = (await options.store.get('person'))?.entry ?? {};
      const seed: string = JSON.parse(value).refreshToken;
      const seeded = { ...options, grant: refreshToken(seed), store: memoryStore({ clock: sandbox.clock }) };
      expectEqual((await createTokenSource(seeded).getToken()).generation, 1, 'generation');
      sandbox.advance(9 * hour);
      expectEqual(
        (await createTokenSource({ ...seeded, store: { ...seeded.store } }).getToken()).generation,
        2,
        'later',
      );
      expectEqual(sandbox.count('dam.token'), 3, 'token requests');
      expectEqual(
        sandbox.authorizations.map(({ reuses }) => reuses),
        [0, 0],
        'second uses',
      );
    },
  },
  {
    name: 'what is cleared or revoked stays forgotten',
    async run() {
      for (const end of ['clear', 'revoke'] as const) {
        const { sandbox, tokens } = await atDam();
        await tokens[end]();
        const error = await errorOf(tokens.getToken());
        expectEqual(partsOf(error, 'reason'), [end === 'clear' ? 'cleared' : 'revoked'], end);
        expectEqual(sandbox.count('dam.revoke'), end === 'clear' ? 0 : 1, `${end}: requests to revoke`);
      }
    },
  },
  {
    name: 'entries are sealed, read with an older key, and refused when changed or unreadable',
    async run() {
      const [older, newer] = [generateKey(), generateKey()];
      const plain = memoryStore();
      const { tokens, options } = await atDam({ store: encryptedStore(plain, older) });
      const { accessToken } = await tokens.getToken();
      const found = await plain.get('person');
      expectEqual(found?.entry.value.includes('wat_'), false, 'a token can be read');

      const reader = (keys: string[]): TokenSource =>
        createTokenSource({ ...options, store: encryptedStore(plain, keys) });
      expectEqual((await reader([newer, older]).getToken()).accessToken === accessToken, true, 'with both keys');
      const error = await errorOf(reader([newer]).getToken());
      expectEqual([TokenStoreError.is(error), ...partsOf(error, 'code')], [true, 'store_entry_unreadable'], 'with one');
      if (found === undefined) throw new Error('There is no entry.');
      const moved = { ...found.entry, revision: 'another' };
      await plain.set('person', moved, { replaces: found.entry.revision });
      expectEqual(partsOf(await errorOf(reader([older]).getToken()), 'code'), ['store_entry_unreadable'], 'changed');
    },
  },
  {
    name: 'tokens are found, parsed and masked by their form',
    async run() {
      const { kind, account, secret } = parseToken('wat_my-Site2_x1y2') ?? {};
      expectEqual([kind, account, secret], ['access', 'my-Site2', 'x1y2'], 'parts');
      expectEqual(parseToken('nothing'), undefined, 'no token');
      const line = 'GET /x?token=wat_site_x1y2z3a4b5 with Bearer abcdefghijklmnop';
      expectEqual(findTokens(line).length, 2, 'tokens in a line');
      expectEqual(/x1y2z3a4b5|abcdefghijklmnop/.test(redact(line)), false, 'a secret is left');
    },
  },
  {
    name: 'errors are typed, and say what the server said',
    async run() {
      const error = await errorOf(atCloud({ clientSecret: 'mistyped' }).tokens.getToken());
      expectEqual(OAuthError.is(error), true, 'it is an error of this package');
      expectEqual(
        partsOf(error, 'name', 'code', 'status', 'error'),
        ['TokenRequestError', 'token_request_failed', 401, 'invalid_client'],
        'its parts',
      );
      let refused: unknown;
      try {
        createTokenSource({ ...atCloud().options, clientId: '' });
      } catch (thrown) {
        refused = thrown;
      }
      expectEqual([ConfigurationError.is(refused), ...partsOf(refused, 'option')], [true, 'clientId'], 'bad options');
    },
  },
  {
    name: 'an answer that is no token is an error with no secret in it, however long it is',
    async run() {
      const huge = { kind: 'huge-body', bytes: 4 * 2 ** 20 } as const;
      for (const fault of [{ kind: 'html', status: 200 }, huge] as const) {
        const { sandbox, tokens, options } = atCloud({ retry: 0 });
        sandbox.faults.next('cloud.token', fault);
        const error = await errorOf(tokens.getToken());
        expectEqual(partsOf(error, 'code', 'status'), ['token_request_failed', 200], fault.kind);
        const printed = `${String(error)} ${JSON.stringify(error)} ${(error as Error).stack}`; // it has a code: it is an error
        expectEqual(printed.includes(options.clientSecret ?? ''), false, `${fault.kind}: the secret is printed`);
      }
    },
  },
  {
    name: 'a token prints as a mask',
    async run() {
      const token = await atCloud().tokens.getToken();
      expectEqual(JSON.stringify(token).includes(token.accessToken), false, 'it is in the JSON');
      expectEqual(`${String(token)}`.includes(token.accessToken), false, 'it is in the text');
    },
  },
  {
    name: 'a request without an answer is given up after its timeout, and its fetch is aborted',
    async run() {
      let signal: AbortSignal | null | undefined;
      const fetch: Fetch = (_, init) => {
        signal = init?.signal;
        return new Promise(() => {});
      };
      const { tokens, events } = atCloud({ fetch, clock: systemClock, timeout: 20, retry: 0 });
      const error = await errorOf(tokens.getToken());
      expectEqual(partsOf(error, 'code'), ['token_request_failed'], 'the error');
      expectEqual(signal?.aborted, true, 'the signal is aborted');
      const [failed] = events.filter(({ type }) => type === 'failed');
      expectEqual(partsOf(failed, 'sent'), ['maybe'], 'whether it was sent');
    },
  },
  {
    name: 'disposal waits for what is under way',
    async run() {
      const { tokens, events } = atCloud();
      const asking = tokens.getToken();
      await tokens[Symbol.asyncDispose]();
      expectEqual(events.at(-1)?.type, 'stored', 'the last event');
      expectEqual((await asking).generation, 1, 'generation');
    },
  },
];
