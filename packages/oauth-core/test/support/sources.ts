import { type Operation, type Sandbox, type ServerOptions, startSandbox } from '@acme/sandbox';
import { onTestFinished } from 'vitest';
import {
  type AuthorizationCode,
  authorizationCode,
  type Clock,
  clientCredentials,
  createAuthorizationUrl,
  createTokenSource,
  type Fetch,
  memoryStore,
  type OAuthEvent,
  readCallback,
  type TokenSource,
  type TokenSourceOptions,
  type TokenStore,
} from '../../src/index.ts';
import { cloudProfile, damProfile, sourceProfile } from './profiles.ts';

/** A scene has values of its own for these: a change may leave one out, but can't make it `undefined`. */
type Own = 'store' | 'clock' | 'fetch' | 'onEvent';
export type Changes = Partial<Omit<TokenSourceOptions, Own>> & {
  readonly [O in Own]?: NonNullable<TokenSourceOptions[O]>;
};

/** A source at work in a sandbox. */
export interface Scene {
  readonly sandbox: Sandbox;
  readonly tokens: TokenSource;
  /** What the source was made with, to make another one like it. */
  readonly options: Omit<TokenSourceOptions, 'fetch'> & {
    readonly store: TokenStore;
    readonly clock: Clock;
    readonly fetch: Fetch;
  };
  /** Something to fetch. */
  readonly url: string;
  readonly events: OAuthEvent[];
}

export const redirectUri = 'https://app.example/callback';

/** A sandbox on a port, closed when the test has ended. */
export async function sandboxFor(options: ServerOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  onTestFinished(() => sandbox.close());
  return sandbox;
}

/** Client credentials at Cloud. No token was asked for yet. */
export async function cloudTokens(changes: Changes = {}, sandboxOptions: ServerOptions = {}): Promise<Scene> {
  const sandbox = await sandboxFor(sandboxOptions);
  const { clientId, clientSecret, baseUrl } = sandbox.clients.cloud;
  return sceneOf(sandbox, `${baseUrl}/applications`, {
    profile: cloudProfile(sandbox),
    clientId,
    clientSecret,
    grant: clientCredentials(),
    ...changes,
  });
}

/** A person has consented at Source, and the code was exchanged. */
export async function signedInAtSource(changes: Changes = {}, sandboxOptions: ServerOptions = {}): Promise<Scene> {
  const sandbox = await sandboxFor(sandboxOptions);
  const { clientId, clientSecret, siteUrl } = sandbox.clients.source;
  const client = { profile: sourceProfile(sandbox), clientId, clientSecret };
  return signedIn(sandbox, `${siteUrl}/api/node/article`, { ...client, ...changes });
}

/** A person has consented at DAM, and the code was exchanged. */
export async function signedInAtDam(changes: Changes = {}, sandboxOptions: ServerOptions = {}): Promise<Scene> {
  const sandbox = await sandboxFor(sandboxOptions);
  const { clientId, clientSecret, baseUrl } = sandbox.clients.dam;
  const client = { profile: damProfile(sandbox), clientId, clientSecret };
  return signedIn(sandbox, `${baseUrl}/v2/assets/search?limit=1`, { ...client, ...changes });
}

async function signedIn(
  sandbox: Sandbox,
  url: string,
  client: Changes & Pick<TokenSourceOptions, 'profile' | 'clientId'>,
): Promise<Scene> {
  const grant = authorizationCode(await codeFrom(sandbox, client));
  const scene = sceneOf(sandbox, url, { grant, key: 'person', ...client });
  await scene.tokens.getToken();
  return scene;
}

/** Sends a person to the consent page, who agrees. */
export async function codeFrom(
  sandbox: Sandbox,
  client: Pick<TokenSourceOptions, 'profile' | 'clientId'>,
): Promise<AuthorizationCode> {
  const request = await createAuthorizationUrl({ ...client, redirectUri, clock: sandbox.clock });
  return readCallback(await sandbox.authorize(request.url), request, { clock: sandbox.clock });
}

/** Waits until `count` requests of a kind have arrived in all. */
export const arrivalOf = (sandbox: Sandbox, operation: Operation, count = 1): Promise<void> =>
  until(sandbox, () => sandbox.count(operation) >= count);

/** Waits until something holds, looking whenever a request arrives or is answered. */
export function until(sandbox: Sandbox, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!holds()) return;
      stop();
      resolve();
    };
    const stop = sandbox.watch(look);
    look();
  });
}

/** A store whose writes wait for `open` once `isShut` returns true. */
export function gatedStore(
  store: TokenStore,
  isShut: () => boolean,
): TokenStore & { readonly reached: Promise<void>; open(): void } {
  const reached = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  return {
    ...store,
    reached: reached.promise,
    open: () => gate.resolve(),
    async set(key, entry, options) {
      if (isShut()) {
        reached.resolve();
        await gate.promise;
      }
      return store.set(key, entry, options);
    },
  };
}

/** Whether a promise has come to an end by now, a few turns of the event loop later. */
export async function isSettled(work: Promise<unknown>): Promise<boolean> {
  let settled = false;
  work.then(
    () => (settled = true),
    () => (settled = true),
  );
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  return settled;
}

/** The same source in another process: it shares what the store keeps, and nothing in memory. */
export function inAnotherProcess(
  options: TokenSourceOptions & { readonly store: TokenStore },
  changes: Changes = {},
): TokenSource {
  return createTokenSource({ ...options, store: { ...options.store }, ...changes });
}

/** The tokens that a store holds under a key, as anybody finds them who may read the store. */
export async function storedTokens(
  store: TokenStore,
  key = 'person',
): Promise<{ readonly accessToken: string; readonly refreshToken: string }> {
  return JSON.parse((await store.get(key))?.entry.value ?? '{}');
}

/** Replaces a person's entry, even if it is claimed: its record gets `changes`, where `undefined` removes a member. */
export async function writeOver(store: TokenStore, revision: string, changes: object): Promise<void> {
  const found = await store.get('person');
  const value = JSON.stringify({ ...JSON.parse(found?.entry.value ?? '{}'), ...changes });
  await store.set('person', { format: 1, revision, value }, { replaces: found?.entry.revision });
}

/** How Node's fetch fails if nothing listens. */
export const connectionRefused = (): Error =>
  Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } });

function sceneOf(
  sandbox: Sandbox,
  url: string,
  required: Omit<TokenSourceOptions, Own> & Omit<Changes, 'fetch'>,
): Scene {
  const events: OAuthEvent[] = [];
  const options = {
    store: memoryStore({ clock: sandbox.clock }),
    fetch: sandbox.fetch,
    clock: clockWithoutWaits(sandbox),
    origins: [url],
    onEvent: (event: OAuthEvent) => events.push(event),
    ...required,
  };
  return { sandbox, tokens: createTokenSource(options), options, url, events };
}

/** The sandbox's clock, but a pause before a repeat moves it forward at once. Only time limits wait: they have a signal, and are longer. */
function clockWithoutWaits(sandbox: Sandbox): Clock {
  const { clock } = sandbox;
  return {
    now: clock.now,
    sleep(ms, signal) {
      if (signal && ms > 1_000) return clock.sleep(ms, signal);
      sandbox.advance(ms);
      return clock.sleep(0);
    },
  };
}
