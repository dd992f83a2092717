import type * as cloud from '@acme/cloud';
import type * as dam from '@acme/dam';
import type * as http from '@acme/http';
import type * as next from '@acme/next';
import type * as core from '@acme/oauth-core';
import type { OpenTelemetryOptions } from '@acme/oauth-core/opentelemetry';
import type { RedisStoreOptions } from '@acme/oauth-core/redis';
import type { TokenStoreTestOptions } from '@acme/oauth-core/testing';
import type * as sandbox from '@acme/sandbox';
import type * as source from '@acme/source';
import type { CachedOptions } from '@acme/source/next';
import { expectTypeOf, it } from 'vitest';

/** The names of options that may be left out but not be `undefined`. One that may only be `undefined` does not count. */
type Strict<Options> = Options extends object
  ? {
      [Name in keyof Options]-?: [Exclude<Options[Name], undefined>] extends [never]
        ? never
        : object extends Pick<Options, Name>
          ? { [Same in Name]: undefined } extends Pick<Options, Name>
            ? never
            : Name
          : never;
    }[keyof Options]
  : never;

// Checked by the compiler, under `exactOptionalPropertyTypes`.
it('every optional option may be undefined, so that an app can pass on what it has not set', () => {
  expectTypeOf<Strict<{ a: 1; b?: 2; c?: 3 | undefined; d?: never }>>().toEqualTypeOf<'b'>();

  expectTypeOf<
    Strict<
      | core.AuthorizationCode
      | core.AuthorizationRequestOptions
      | core.Connection
      | core.FixedTokenSourceOptions
      | core.GetTokenOptions
      | core.MemoryStoreOptions
      | core.RedactOptions
      | core.RetryOptions
      | core.TokenSourceOptions
      | NonNullable<Parameters<typeof core.clientCredentials>[0]>
      | OpenTelemetryOptions
      | RedisStoreOptions
      | NonNullable<RedisStoreOptions['confirm']>
      | TokenStoreTestOptions
    >
  >().toBeNever();
  expectTypeOf<
    Strict<
      | http.CallDefaults
      | http.CallOptions
      | http.DownloadOptions
      | http.HttpClientOptions
      | http.KeyedConnection
      | http.ListOptions
      | http.RequestOptions
      | http.TokenOptions
    >
  >().toBeNever();
  expectTypeOf<Strict<cloud.CloudClientOptions | cloud.LogOptions | cloud.TaskOptions>>().toBeNever();
  expectTypeOf<
    Strict<
      dam.DamAuthorizationOptions | dam.DamClientOptions | dam.ProcessingOptions | dam.SearchOptions | dam.UploadOptions
    >
  >().toBeNever();
  expectTypeOf<
    Strict<
      | CachedOptions
      | source.EntryListOptions
      | source.ReadDefaults
      | source.SendOptions
      | source.SignInOptions
      | source.SourceClientOptions
      | source.UploadOptions
      | source.WebhookOptions
    >
  >().toBeNever();
  expectTypeOf<Strict<next.AuthOptions | next.ProxyOptions>>().toBeNever();
  expectTypeOf<
    Strict<
      | Exclude<sandbox.ServerOptions['tokenLifetime'], number>
      | NonNullable<sandbox.ServerOptions['cloud' | 'dam' | 'source']>
      | sandbox.Fault
      | sandbox.PersonAnswer
      | sandbox.ScheduledFault
      | sandbox.ServerOptions
    >
  >().toBeNever();
});
