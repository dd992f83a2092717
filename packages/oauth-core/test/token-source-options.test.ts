import { describe, expect, it } from 'vitest';
import {
  authorizationCode,
  clientCredentials,
  createTokenSource,
  memoryStore,
  refreshToken,
  type TokenSource,
  type TokenSourceOptions,
} from '../src/index.ts';
import { cloudTokens, inAnotherProcess, sandboxFor, signedInAtDam } from './support/sources.ts';

const profile = {
  name: 'Service',
  tokenUrl: 'https://service.example/token',
  bodyFormat: 'form',
  rotation: 'single-use',
  redirectUriInExchange: true,
  pkce: 'S256',
} as const;
const make = (changes: object): unknown =>
  createTokenSource({
    profile,
    clientId: 'client',
    clientSecret: 'secret',
    grant: clientCredentials(),
    ...changes,
  } as TokenSourceOptions); // some of them are wrong, by intent
const person = { grant: refreshToken('token'), store: memoryStore(), key: 'person' };

describe('createTokenSource', () => {
  it.each<[string, string, object]>([
    ['clientId', 'empty', { clientId: '' }],
    ['clientId', 'missing', { clientId: undefined }],
    ['clientId', 'with a line break', { clientId: 'client\n' }],
    ['clientSecret', 'empty', { clientSecret: '' }],
    ['clientSecret', 'with a space before it', { clientSecret: ' secret' }],
    ['tokenUrl', 'plain http', { profile: { ...profile, tokenUrl: 'http://service.example/token' } }],
    ['tokenUrl', 'no URL', { profile: { ...profile, tokenUrl: '/token' } }],
    ['revocationUrl', 'missing', { profile: { ...profile, revocation: 'rfc7009' } }],
    ['origins', 'no URL', { origins: ['service.example'] }],
    ['origins', 'plain http', { origins: ['http://api.example'] }],
    ['origins', 'plain http with {account}', { origins: ['http://{account}.example'] }],
    ['store', 'missing', { ...person, store: undefined }],
    ['key', 'empty', { ...person, key: '' }],
    ['key', 'empty, for a refresh token that comes later', { ...person, key: '', grant: refreshToken() }],
    ['key', 'missing, for a refresh token', { ...person, key: undefined }],
    [
      'key',
      'missing, for a code',
      { ...person, key: undefined, grant: authorizationCode({ code: 'a', redirectUri: 'b' }) },
    ],
    ['timeout', '0', { timeout: 0 }],
    ['timeout', 'negative', { timeout: -1 }],
    ['timeout', 'NaN', { timeout: Number.NaN }],
    ['timeout', 'infinite', { timeout: Infinity }],
    ['timeout', 'longer than ten minutes', { timeout: 600_001 }],
    ['refreshMargin', 'negative', { refreshMargin: -1 }],
    ['refreshMargin', 'NaN', { refreshMargin: Number.NaN }],
    ['retry', 'negative', { retry: -1 }],
    ['retry', 'a fraction', { retry: 1.5 }],
    ['retry', 'NaN', { retry: Number.NaN }],
    ['retry', 'no attempt', { retry: { attempts: 0 } }],
  ])('refuses %s by its name: %s', (option, _, changes) => {
    expect(() => make(changes)).toThrow(
      expect.objectContaining({
        code: 'configuration_invalid',
        option,
        message: expect.stringMatching(new RegExp(`^${option} .{20,}`)),
      }),
    );
  });

  it('says of a wrong refreshMargin which two kinds it may be', () => {
    expect(() => make({ refreshMargin: -1 })).toThrow('refreshMargin must be a number of milliseconds, or a function.');
  });

  it('does not repeat a secret that it refuses', () => {
    const message = expect.not.stringContaining('canary');
    expect(() => make({ clientSecret: 'canary \n' })).toThrow(expect.objectContaining({ message }));
  });

  it.each<[string, object]>([
    ['a public client', { clientSecret: undefined }],
    ['retry 0', { retry: 0 }],
    ['refreshMargin 0', { refreshMargin: 0 }],
    ['the longest timeout', { timeout: 600_000 }],
    ['a URL object', { profile: { ...profile, tokenUrl: new URL(profile.tokenUrl) } }],
    ['an origin with {account}', { origins: ['https://{account}.example'] }],
    ['a person with store and key', person],
    ['a person whose key comes later', { ...person, grant: refreshToken(), key: undefined }],
    [
      'a person whose refresh token may be used again',
      { ...person, store: undefined, profile: { ...profile, rotation: 'none' } },
    ],
  ])('accepts %s', (_, changes) => {
    expect(() => make(changes)).not.toThrow();
  });
});

describe('a source for people', () => {
  it('without a key works through forKey only', async () => {
    const { options } = await signedInAtDam();
    const { key: _, ...rest } = options;
    const app = createTokenSource({ ...rest, grant: refreshToken() });
    const missing = { code: 'configuration_invalid', option: 'key' };

    for (const call of [
      () => app.getToken(),
      () => app.describe(),
      () => app.clear(),
      () => app.revoke(),
      () => app.connect({ refreshToken: 'a' }),
      () => app.exchange({ code: 'a', redirectUri: 'b' }),
    ]) {
      await expect(call()).rejects.toMatchObject(missing);
    }

    expect((await app.forKey('person').getToken()).generation).toBe(1);
  });

  it('refuses a key with half a character, which UTF-8 loses: two people would share an entry', async () => {
    const { options } = await signedInAtDam();
    for (const key of ['person \ud83d', 'person \ude00']) {
      expect(() => createTokenSource({ ...options, key })).toThrow('key must be a text');
    }
    expect(createTokenSource({ ...options, key: 'person \ud83d\ude00' }).key).toBe('person 😀');
  });

  it.each([{ id: 42 }, ['42'], 42, true])(
    'refuses a key that is no text (%j), as JavaScript lets it in: two people would share one',
    async (key) => {
      const { options, tokens } = await signedInAtDam();
      const refused = expect.objectContaining({ option: 'key' });
      expect(() => createTokenSource({ ...options, key: key as never })).toThrow(refused);
      expect(() => tokens.forKey(key as never)).toThrow(refused);
    },
  );

  it('refuses withScope, because the scope comes with the consent', async () => {
    const { tokens } = await signedInAtDam();

    expect(() => tokens.withScope('a')).toThrow(expect.objectContaining({ option: 'scope' }));
  });

  it('never loses its entry in a bounded store to tokens that can be asked for again', async () => {
    const sandbox = await sandboxFor();
    const store = memoryStore({ clock: sandbox.clock, limit: 2 });
    const { tokens } = await signedInAtDam({ store, clock: sandbox.clock });
    const { options } = await cloudTokens({ store });

    for (let index = 0; index < 10; index++) await createTokenSource({ ...options, key: `app ${index}` }).getToken();

    expect(await store.get('app 0')).toBeUndefined();
    expect(await store.get('app 9')).toBeDefined();
    expect((await tokens.describe()).state).toBe('held');
  });
});

describe('client credentials', () => {
  it.each<[string, (tokens: TokenSource, scope: string) => TokenSource]>([
    ['withScope', (tokens, scope) => tokens.withScope(scope)],
    ['forKey', (tokens) => tokens.forKey('other')],
  ])('are asked for once through %s, even if it is called twice and no store is passed', async (_, siblingOf) => {
    const { sandbox, options } = await cloudTokens();
    const { store: __, ...rest } = options;
    const tokens = createTokenSource(rest);
    const ask = () => siblingOf(tokens, `organization:${sandbox.organizations[2].uuid}`).getToken();

    expect(await ask()).toBe(await ask());
    expect(sandbox.count('cloud.token')).toBe(1);
  });

  it('of an empty scope are those without a scope, in every process', async () => {
    const { sandbox, tokens, options } = await cloudTokens();
    const { accessToken } = await tokens.getToken();
    const other = inAnotherProcess(options, { grant: { type: 'client_credentials', scope: '' } });

    expect((await other.getToken()).accessToken).toBe(accessToken);
    expect(sandbox.count('cloud.token')).toBe(1);
  });

  it('of two scopes are kept side by side, also under a key that the app has chosen', async () => {
    const { sandbox, tokens, options } = await cloudTokens({ key: 'app' });

    for (const first of [tokens, inAnotherProcess(options)]) {
      for (const source of [first, first.withScope(`organization:${sandbox.organizations[2].uuid}`)])
        await source.getToken();
    }

    expect(sandbox.count('cloud.token')).toBe(2);
  });

  it('never rotate, even if the profile does', async () => {
    const { options } = await cloudTokens();
    const { store: _, ...rest } = options; // refresh tokens that rotate would need one

    const profile = { ...options.profile, rotation: 'single-use-revokes-family' } as const;
    const tokens = createTokenSource({ ...rest, profile });

    expect((await tokens.getToken()).generation).toBe(1);
  });

  it('keep no refresh token that comes with them', async () => {
    const { sandbox, tokens, options } = await cloudTokens();
    const body = { access_token: 'a', token_type: 'Bearer', expires_in: 300, refresh_token: 'canary' };
    sandbox.faults.next('cloud.token', { kind: 'status', status: 200, body });
    await tokens.getToken();

    expect((await options.store.get(tokens.key))?.entry.value).not.toContain('canary');
    sandbox.advance(301_000);
    await tokens.getToken();
    expect(sandbox.log.at(-1)?.grant).toBe('client_credentials');
  });
});

describe('a call from untyped code', () => {
  it.each(['profile', 'grant'])('without a %s is refused with an error that names it', (option) => {
    expect(() => make({ [option]: undefined })).toThrowError(
      expect.objectContaining({ code: 'configuration_invalid', option }),
    );
  });
});
