import type { Sandbox } from '@acme/sandbox';
import type { fetch as undiciFetch } from 'undici';
import { expectTypeOf, it } from 'vitest';
import * as core from '../src/index.ts';

// Checked by the compiler; what runs here shows that the values are there too.

it('the fetch option takes every WHATWG fetch: the platform’s, undici’s, a sandbox’s, and one that takes less', () => {
  type Accepted = NonNullable<core.TokenSourceOptions['fetch']>;

  expectTypeOf<typeof globalThis.fetch>().toExtend<Accepted>();
  expectTypeOf<typeof undiciFetch>().toExtend<Accepted>();
  expectTypeOf<Sandbox['fetch']>().toExtend<Accepted>();
  expectTypeOf<(url: string, init?: RequestInit) => Promise<Response>>().toExtend<Accepted>();
  expectTypeOf<core.TokenSource['fetch']>().toExtend<Accepted>();
  expectTypeOf<(url: string) => Promise<string>>().not.toExtend<Accepted>();
});

it('tokens.fetch fits wherever a fetch is expected', () => {
  expectTypeOf<core.TokenSource['fetch']>().toExtend<typeof globalThis.fetch>();
  expectTypeOf<core.TokenSource['fetch']>().toExtend<(request: Request) => Promise<Response>>(); // openapi-fetch
  expectTypeOf<core.TokenSource['fetch']>().toExtend<
    (input: string | URL | Request, init?: RequestInit) => Promise<Response>
  >(); // ky
});

it('a clock may be any object with now and sleep', () => {
  expectTypeOf<Sandbox['clock']>().toExtend<core.Clock>();
  expectTypeOf<{ now(): number; sleep(ms: number): Promise<void> }>().toExtend<core.Clock>();
  expectTypeOf<{ now(): number }>().not.toExtend<core.Clock>();
});

it('a store is three functions over plain data', () => {
  expectTypeOf<ReturnType<typeof core.memoryStore>>().toEqualTypeOf<core.TokenStore>();
  expectTypeOf<keyof core.TokenStore>().toEqualTypeOf<'get' | 'set' | 'delete'>();
  expectTypeOf<core.StoredToken>().toEqualTypeOf<{
    readonly format: 1;
    readonly revision: string;
    readonly keepUntil?: number;
    readonly expendable?: true;
    readonly value: string;
  }>();
});

it('a store may say undefined for what it does not know', () => {
  type Found = { entry: core.StoredToken; age: number | undefined; unconfirmed: true | undefined };
  expectTypeOf<Found>().toExtend<core.FoundToken>();
});

it('an access token is read-only and has no refresh token', () => {
  expectTypeOf<keyof core.AccessToken>().toEqualTypeOf<
    'accessToken' | 'tokenType' | 'scope' | 'obtainedAt' | 'expiresAt' | 'generation'
  >();
  expectTypeOf<core.AccessToken>().toEqualTypeOf<Readonly<core.AccessToken>>();
  expectTypeOf<core.AccessToken['tokenType']>().toEqualTypeOf<'Bearer'>();
  expectTypeOf<core.AccessToken['scope']>().toEqualTypeOf<readonly string[] | undefined>();
});

it('the options of getToken may be undefined, as when a signal is passed on', () => {
  expectTypeOf<{ signal: AbortSignal | undefined }>().toExtend<core.GetTokenOptions>();
  expectTypeOf<{ minimumLifetime: number | undefined }>().toExtend<core.GetTokenOptions>();
});

it('a source needs a profile, a client and a grant; the rest has defaults', () => {
  type Required<T> = { [K in keyof T as T extends Record<K, T[K]> ? K : never]: T[K] };

  expectTypeOf<keyof Required<core.TokenSourceOptions>>().toEqualTypeOf<'profile' | 'clientId' | 'grant'>();
  expectTypeOf<keyof Required<core.Profile>>().toEqualTypeOf<
    'name' | 'tokenUrl' | 'bodyFormat' | 'rotation' | 'redirectUriInExchange' | 'pkce'
  >();
});

it('a grant is what a function of this package gives', () => {
  expectTypeOf(core.clientCredentials({ scope: 'a b' })).toExtend<core.Grant>();
  expectTypeOf(core.clientCredentials({ scope: ['a', 'b'] })).toExtend<core.Grant>();
  expectTypeOf(core.refreshToken('token')).toExtend<core.Grant>();
  expectTypeOf(core.readCallback).returns.toExtend<Parameters<typeof core.authorizationCode>[0]>();
  expectTypeOf<{ type: 'refresh_token'; token: string }>().not.toExtend<core.AuthorizationCodeGrant>();
  // @ts-expect-error A scope is text or a list of texts.
  core.clientCredentials({ scope: [1] });
  // @ts-expect-error A code needs the redirect URI that it was asked for with.
  core.authorizationCode({ code: 'code' });
});

it('the type of an event tells what else it has', () => {
  const told = (event: core.OAuthEvent): string => {
    expectTypeOf(event.fingerprint).toEqualTypeOf<string>();
    switch (event.type) {
      case 'requested':
        return `${event.grant} ${event.attempt}`;
      case 'answered':
        return `${event.status} ${event.durationMs}`;
      case 'failed':
        return `${event.error.code} ${event.sent}`;
      case 'waited':
        return `${event.durationMs} ${event.claimedBy}`;
      case 'taken_over':
        return event.claimedBy;
      case 'stored':
        return `${event.unconfirmed}`;
      case 'replayed':
        return `${event.status}`;
      case 'scope_changed':
        return `${event.requested} ${event.granted}`;
      case 'store_failed':
        return event.error.message;
      case 'ended':
        return event.reason;
      case 'claimed':
      case 'adopted':
        return event.holder;
      default:
        expectTypeOf(event).toBeNever();
        return event;
    }
  };

  expectTypeOf(told).returns.toEqualTypeOf<string>();
});

it('the code of an error, and the guard of its class, tell what else it has', () => {
  expectTypeOf<core.OAuthError['code']>().toEqualTypeOf<
    | 'token_request_failed'
    | 'reauthorization_required'
    | 'organization_scope_required'
    | 'callback_failed'
    | 'token_store_failed'
    | 'store_entry_unreadable'
    | 'configuration_invalid'
    | 'token_timeout'
  >();
  expectTypeOf<Extract<core.OAuthError, { code: 'callback_failed' }>['reason']>().toEqualTypeOf<
    'denied' | 'state' | 'issuer' | 'expired' | 'other_account' | 'provider'
  >();
  expectTypeOf<core.ReauthorizationReason>().toEqualTypeOf<
    'never_authorized' | 'expired' | 'spent_elsewhere' | 'revoked' | 'answer_lost' | 'store_lost_it' | 'cleared'
  >();
  const thrown: unknown = new core.TokenTimeoutError('late', 5);
  if (core.TokenTimeoutError.is(thrown)) expectTypeOf(thrown.retryAfterMs).toEqualTypeOf<number>();
  if (core.OAuthError.is(thrown)) expectTypeOf(thrown).toEqualTypeOf<core.OAuthError>();
});

it('each method of a token source has the type that its docs promise', () => {
  type Source = core.TokenSource;

  expectTypeOf<Source['getToken']>().returns.resolves.toEqualTypeOf<core.AccessToken>();
  expectTypeOf<Source['invalidate']>().parameters.toEqualTypeOf<[token: core.AccessToken]>();
  expectTypeOf<Source['connect']>().returns.resolves.toEqualTypeOf<'stored' | 'kept'>();
  expectTypeOf<Source['withScope']>().returns.toEqualTypeOf<Source>();
  expectTypeOf<Source['forKey']>().returns.toEqualTypeOf<Source>();
  expectTypeOf<Source>().toExtend<AsyncDisposable>();
  expectTypeOf(core.createFixedTokenSource).returns.toEqualTypeOf<Source>();
});
