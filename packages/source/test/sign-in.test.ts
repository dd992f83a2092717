import { inspect } from 'node:util';
import { memoryStore } from '@acme/oauth-core';
import { createSandbox, startSandbox } from '@acme/sandbox';
import { createSourceClient, sourceProfile } from '@acme/source';
import { describe, expect, it } from 'vitest';
import { rejection } from '../../http/test/support/rejection.ts';
import { Article } from './content.ts';

const redirectUri = 'https://app.example.com/callback';

describe('an app', () => {
  it('asks for one token for any number of calls, and for another when it ends', async () => {
    const sandbox = await startSandbox();
    try {
      const source = createSourceClient({ ...sandbox.clients.source, scope: ['content:administer'] });
      await Promise.all(Array.from({ length: 20 }, () => source.list(Article).first()));
      expect(sandbox.count('source.token')).toBe(1);

      sandbox.advance(301_000);
      await Promise.all(Array.from({ length: 20 }, () => source.list(Article).first()));
      expect(sandbox.count('source.token')).toBe(2);
    } finally {
      await sandbox.close();
    }
  });

  it('says which scope the API client does not have', async () => {
    const source = createSourceClient({ ...createSandbox().clients.source, scope: 'content:paint' });

    expect(await rejection(source.list(Article).first())).toMatchObject({
      error: 'invalid_scope',
      hint: expect.stringContaining('content:paint'),
    });
  });
});

describe('the profile of a site', () => {
  it.each(['https://x.example?', 'https://x.example/?a=b', 'https://x.example/#top', new URL('https://x.example/a?b')])(
    'is refused for %s, because tokens would be asked for at another path',
    (siteUrl) => {
      const refused = expect.objectContaining({ option: 'siteUrl' });
      expect(() => sourceProfile(siteUrl)).toThrowError(refused);
      expect(() => createSourceClient({ siteUrl, clientId: 'a', clientSecret: 'b' })).toThrowError(refused);
    },
  );

  it('keeps the query of a token URL (RFC 6749 section 3.2)', async () => {
    const asked: string[] = [];
    const source = createSourceClient({
      siteUrl: 'https://x.example',
      tokenUrl: 'https://x.example/token?tenant=1',
      clientId: 'a',
      clientSecret: 'b',
      async fetch(input: string) {
        asked.push(input);
        return Response.json({ access_token: 't', token_type: 'Bearer', expires_in: 300 });
      },
    });
    await source.request('GET', '/');
    expect(asked).toEqual(['https://x.example/token?tenant=1', 'https://x.example/']);
  });

  it('is what the service documents', () => {
    expect(sourceProfile('https://site.example.com/')).toEqual({
      name: 'Source',
      tokenUrl: 'https://site.example.com/oauth/token',
      authorizationUrl: 'https://site.example.com/oauth/authorize',
      bodyFormat: 'form',
      pkce: 'S256',
      redirectUriInExchange: true,
      rotation: 'single-use',
      refreshTokenLifetime: 1_209_600_000,
    });
  });
});

describe('a site with its token endpoint elsewhere', () => {
  it('is asked for tokens there', async () => {
    const { siteUrl, clientId, clientSecret, clock, fetch } = createSandbox().clients.source;
    const asked: string[] = [];
    const source = createSourceClient({
      ...{ siteUrl, clientId, clientSecret, clock, tokenUrl: 'https://login.example.com/token' },
      async fetch(input, init) {
        asked.push(String(input));
        return fetch(String(input).replace('https://login.example.com', `${siteUrl}/oauth`), init);
      },
    });

    await source.list(Article).first();
    expect(asked[0]).toBe('https://login.example.com/token');
  });
});

describe('a client without credentials', () => {
  it('reads what is published, and asks for no token', async () => {
    const sandbox = createSandbox();
    const source = createSourceClient(sandbox.clients.sourceAnonymous);

    expect(await source.list(Article).first()).toMatchObject({ status: true });
    expect(source.tokens).toBeUndefined();
    expect(sandbox.log.every(({ credentials }) => credentials === undefined)).toBe(true);
    expect(await rejection(source.createAuthorizationUrl({ redirectUri }))).toMatchObject({ option: 'clientId' });
    expect(() => source.forKey('x')).toThrow('clientId is missing: a sign-in needs an API client of the site');
  });
});

describe('a client with the token source of another client', () => {
  it('uses its tokens', async () => {
    const sandbox = createSandbox();
    const { siteUrl, clock, fetch } = sandbox.clients.source;
    const { tokens } = createSourceClient(sandbox.clients.source);
    if (tokens === undefined) throw new Error('It has credentials.');
    const source = createSourceClient({ siteUrl, clock, fetch, tokens });

    expect(source.tokens).toBe(tokens);
    await source.list(Article).first();
    expect(sandbox.log.at(-1)?.credentials).toBe('bearer');
  });
});

describe.each(['source', 'sourcePublic'] as const)('a person, through the client %s', (name) => {
  it('signs in with PKCE, and has tokens that are renewed once for many calls, with each new refresh token', async () => {
    const sandbox = createSandbox();
    const source = createSourceClient({ ...sandbox.clients[name], store: memoryStore() });

    const request = await source.createAuthorizationUrl({ redirectUri, scope: ['content:administer'] });
    const person = await source.fromCallback(await sandbox.authorize(request.url), request, { key: 'user:1' });

    expect(new URL(request.url).searchParams.get('code_challenge_method')).toBe('S256');
    expect(new URL(request.url).searchParams.get('scope')).toBe('content:administer');
    for (const renewals of [1, 2, 3]) {
      sandbox.advance(301_000);
      await Promise.all(Array.from({ length: 20 }, () => person.list(Article).first()));
      expect(sandbox.count('source.token')).toBe(1 + renewals);
    }
  });

  it('reads in the language of the client that the sign-in used', async () => {
    const sandbox = createSandbox();
    const source = createSourceClient({ ...sandbox.clients[name], store: memoryStore() }).withDefaults({
      locale: 'de',
    });
    const request = await source.createAuthorizationUrl({ redirectUri });
    const person = await source.fromCallback(await sandbox.authorize(request.url), request, { key: 'user:1' });

    await person.list(Article).first();
    await source.forKey('user:1').list(Article).first();
    expect(sandbox.log.slice(-2).every(({ url }) => url.includes('/de/api/'))).toBe(true);
  });

  it('stays signed in for 14 days without a visit, but not longer', async () => {
    const sandbox = createSandbox();
    const source = createSourceClient({ ...sandbox.clients[name], store: memoryStore({ clock: sandbox.clock }) });
    const request = await source.createAuthorizationUrl({ redirectUri });
    const person = await source.fromCallback(await sandbox.authorize(request.url), request, { key: 'user:1' });

    sandbox.advance(13.9 * 86_400_000);
    expect(await person.list(Article).first()).toBeDefined();
    sandbox.advance(14.1 * 86_400_000);
    expect(await rejection(person.list(Article).first())).toMatchObject({
      code: 'reauthorization_required',
      reason: 'expired',
    });
  });

  it('has ten minutes to sign in, by the clock of the client', async () => {
    const sandbox = createSandbox();
    const source = createSourceClient({ ...sandbox.clients[name], store: memoryStore() });
    sandbox.advance(3_600_000);
    const request = await source.createAuthorizationUrl({ redirectUri });
    expect(request.createdAt).toBeGreaterThan(Date.now() + 1_800_000);
    const callback = await sandbox.authorize(request.url);
    sandbox.advance(601_000);

    expect(await rejection(source.fromCallback(callback, request, { key: 'user:1' }))).toMatchObject({
      code: 'callback_failed',
      reason: 'expired',
    });
  });

  it('is found by the key, even by another client of the same store', async () => {
    const sandbox = createSandbox();
    const store = memoryStore();
    const source = createSourceClient({ ...sandbox.clients[name], store });
    const request = await source.createAuthorizationUrl({ redirectUri });
    await source.fromCallback(await sandbox.authorize(request.url), request, { key: 'user:1' });

    const again = createSourceClient({ ...sandbox.clients[name], store }).forKey('user:1');
    // Only a public client acts for a person by its own key.
    const keyed = name === 'source' ? again : createSourceClient({ ...sandbox.clients[name], store, key: 'user:1' });

    expect(await again.list(Article).first()).toBeDefined();
    expect(await keyed.list(Article).first()).toBeDefined();
    expect(sandbox.count('source.token')).toBe(1);
    expect(await rejection(again.forKey('user:2').list(Article).first())).toMatchObject({
      code: 'reauthorization_required',
      reason: 'never_authorized',
    });
  });

  it('has the tokens of a sign-in under way stored before the client is disposed of', async () => {
    const sandbox = createSandbox();
    const options = { ...sandbox.clients[name], store: memoryStore() };
    const [asked, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const source = createSourceClient({
      ...options,
      async fetch(input, init) {
        asked.resolve();
        await answered.promise;
        return options.fetch(input, init);
      },
    });
    const request = await source.createAuthorizationUrl({ redirectUri });
    const finishing = source.fromCallback(await sandbox.authorize(request.url), request, { key: 'user:1' });
    await asked.promise;

    let isDisposed = false;
    const disposing = source[Symbol.asyncDispose]().then(() => {
      isDisposed = true;
    });
    for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
    expect(isDisposed).toBe(false);
    answered.resolve();
    await Promise.all([disposing, finishing]);
    expect(await createSourceClient(options).forKey('user:1').list(Article).first()).toBeDefined();
  });

  it('who declines gets no client', async () => {
    const sandbox = createSandbox();
    const source = createSourceClient({ ...sandbox.clients[name], store: memoryStore() });
    const request = await source.createAuthorizationUrl({ redirectUri });
    const callback = await sandbox.authorize(request.url, { deny: true });

    expect(await rejection(source.fromCallback(callback, request, { key: 'user:1' }))).toMatchObject({
      code: 'callback_failed',
    });
  });

  it('can be connected with tokens from elsewhere', async () => {
    const sandbox = createSandbox();
    const options = sandbox.clients[name];
    const issued: { readonly refresh_token: string }[] = [];
    const elsewhere = createSourceClient({
      ...options,
      store: memoryStore(),
      async fetch(input, init) {
        const answer = await options.fetch(input, init);
        issued.push((await answer.clone().json()) as (typeof issued)[number]); // only the token endpoint is asked here
        return answer;
      },
    });
    const request = await elsewhere.createAuthorizationUrl({ redirectUri });
    await elsewhere.fromCallback(await sandbox.authorize(request.url), request, { key: 'user:1' });
    const source = createSourceClient({ ...options, store: memoryStore() });
    const refreshToken = issued[0]?.refresh_token ?? '';

    expect(await source.connect({ key: 'user:1', refreshToken })).toBe('stored');
    expect(await source.connect({ key: 'user:1', refreshToken })).toBe('kept');
    expect(await source.forKey('user:1').list(Article).first()).toBeDefined();
  });
});

describe('a client', () => {
  it('shows no secret when it is printed', () => {
    const { source } = createSandbox().clients;
    const client = createSourceClient(source);

    expect(inspect(client, { depth: 9 }) + JSON.stringify(client)).not.toContain(source.clientSecret);
  });

  it('takes only one kind of credentials', () => {
    const both = { siteUrl: 'https://x.example', accessToken: 'a', clientId: 'b', clientSecret: 'c' };
    expect(() => createSourceClient(both as never)).toThrow('exclude each other');
    expect(() => createSourceClient({ siteUrl: 'https://x.example', clientSecret: 'c' } as never)).toThrow('clientId');
    const store = memoryStore();
    expect(() => createSourceClient({ siteUrl: 'https://x.example', clientId: '', store })).toThrow('clientId');
  });

  it('with given tokens acts for their owner only, and says what to pass for somebody else', () => {
    const { siteUrl, clock, fetch, ...app } = createSandbox().clients.source;
    const { tokens } = createSourceClient({ siteUrl, clock, fetch, ...app });
    if (tokens === undefined) throw new Error('It has credentials.');
    const client = createSourceClient({ siteUrl, clock, fetch, tokens });
    // The tokens of an app must never act for a person.
    expect(() => client.forKey('user:1')).toThrow('pass tokens.forKey(key)');
  });

  it('needs a store for people, whose tokens are kept there', () => {
    const { source, sourcePublic } = createSandbox().clients;
    expect(() => createSourceClient(sourcePublic)).toThrow('store');
    expect(() => createSourceClient(source).forKey('user:1')).toThrow('store');
  });
});
