import { inspect } from 'node:util';
import { createDamClientFromEnv, type DamClient, type Env } from '@acme/dam';
import { ConfigurationError, memoryStore } from '@acme/oauth-core';
import type { Sandbox } from '@acme/sandbox';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { rejection } from '../../http/test/support/rejection.ts';
import { redirectUri, sandboxed } from './support.ts';

/** The variables that the sandbox prints. */
function environmentOf({ clients: { dam, damPersonal } }: Sandbox): Record<string, string> {
  return {
    DAM_CLIENT_ID: dam.clientId,
    DAM_CLIENT_SECRET: dam.clientSecret,
    DAM_BASE_URL: dam.baseUrl,
    DAM_TOKEN_URL: dam.tokenUrl,
    DAM_CONSENT_URL: dam.consentUrl,
    DAM_V1_BASE_URL: dam.v1BaseUrl,
    DAM_ACCESS_TOKEN: damPersonal.accessToken,
  };
}

const refusedFor = async (client: DamClient): Promise<string | undefined> => {
  const error = await rejection((async () => client.get('/v2/uploads/profiles'))());
  if (!ConfigurationError.is(error)) throw error;
  expect(error.message).toContain(error.option);
  return error.option;
};

describe('createDamClientFromEnv', () => {
  it('takes a personal token if no store is passed in', async () => {
    const sandbox = sandboxed();
    const dam = createDamClientFromEnv(environmentOf(sandbox), { fetch: sandbox.fetch });
    expect(await dam.get('/v2/uploads/profiles')).toHaveLength(2);
    expect(await dam.get('/api/rest/metadata/types')).toBeTypeOf('object');
  });

  it('takes id and secret if a store is passed in', async () => {
    const sandbox = sandboxed();
    const dam = createDamClientFromEnv(environmentOf(sandbox), { fetch: sandbox.fetch, store: memoryStore() });
    const request = await dam.createAuthorizationUrl({ account: 'meadow', redirectUri });
    const client = await dam.fromCallback(await sandbox.authorize(request.url), request, { key: 'a' });
    expect(await client.get('/v2/uploads/profiles')).toHaveLength(2);
  });

  it('reads the environment at the first call, so that a build without secrets can make the client', async () => {
    const sandbox = sandboxed();
    const env: Record<string, string> = {};
    const dam = createDamClientFromEnv(env, { fetch: sandbox.fetch });
    expect(inspect(dam)).toMatch(/^({}|Proxy\({}\))$/);
    expect(JSON.stringify({ dam })).toBe('{"dam":{}}');
    expect(await Promise.resolve(dam)).toBe(dam);
    expect(await refusedFor(createDamClientFromEnv({}).forKey('a'))).toBe('DAM_CLIENT_ID');
    Object.assign(env, environmentOf(sandbox));
    expect(await dam.get('/v2/uploads/profiles')).toHaveLength(2);
  });

  it.each<[string, Env, string]>([
    ['nothing is there', {}, 'DAM_CLIENT_ID'],
    ['the secret is missing', { DAM_CLIENT_ID: 'a' }, 'DAM_CLIENT_SECRET'],
    ['the token is badly pasted', { DAM_ACCESS_TOKEN: ' t' }, 'DAM_ACCESS_TOKEN'],
    ['the account is none', { DAM_ACCESS_TOKEN: 't', DAM_ACCOUNT: 'a_b' }, 'DAM_ACCOUNT'],
    ['a URL is plain http', { DAM_ACCESS_TOKEN: 't', DAM_BASE_URL: 'http://a.example' }, 'DAM_BASE_URL'],
    ['the URL of v1 is none', { DAM_ACCESS_TOKEN: 't', DAM_V1_BASE_URL: '{account}.example' }, 'DAM_V1_BASE_URL'],
    ['the consent page is none', { DAM_ACCESS_TOKEN: 't', DAM_CONSENT_URL: 'a.example' }, 'DAM_CONSENT_URL'],
  ])('names the variable if %s', async (_, env, name) => {
    expect(await refusedFor(createDamClientFromEnv(env))).toBe(name);
  });

  it.each([
    ['the secret is badly pasted', { DAM_CLIENT_SECRET: ' b' }, 'DAM_CLIENT_SECRET'],
    ['the URL for tokens is plain http', { DAM_TOKEN_URL: 'http://a.example' }, 'DAM_TOKEN_URL'],
  ])('names the variable with a store, too, if %s', async (_, wrong, name) => {
    const env = { DAM_CLIENT_ID: 'a', DAM_CLIENT_SECRET: 'b', ...wrong };
    expect(await refusedFor(createDamClientFromEnv(env, { store: memoryStore() }))).toBe(name);
  });

  it('names the option if that was passed in and is wrong, whatever the variable says', async () => {
    const baseUrl = 'http://a.example';
    const env = { DAM_ACCESS_TOKEN: 't' };
    expect(await refusedFor(createDamClientFromEnv(env, { baseUrl }))).toBe('baseUrl');
    const named = { ...env, DAM_BASE_URL: 'https://b.example' };
    expect(await refusedFor(createDamClientFromEnv(named, { baseUrl }))).toBe('baseUrl');
  });

  it('reads the environment of the process if none is passed in', async () => {
    vi.stubEnv('DAM_ACCESS_TOKEN', ' badly pasted');
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(await refusedFor(createDamClientFromEnv())).toBe('DAM_ACCESS_TOKEN');
  });

  it('prefers the options of the client to the environment', async () => {
    const sandbox = sandboxed();
    const { baseUrl } = sandbox.clients.dam;
    const env = { ...environmentOf(sandbox), DAM_BASE_URL: 'https://elsewhere.example' };
    expect(
      await createDamClientFromEnv(env, { fetch: sandbox.fetch, baseUrl }).get('/v2/uploads/profiles'),
    ).toHaveLength(2);
  });

  it('says that a store is missing for id and secret', async () => {
    const dam = createDamClientFromEnv({ DAM_CLIENT_ID: 'a', DAM_CLIENT_SECRET: 'b' });
    expect(await refusedFor(dam)).toBe('store');
    const withStore = createDamClientFromEnv({ DAM_ACCESS_TOKEN: 't' }, { store: memoryStore() });
    expect(await refusedFor(withStore)).toBe('DAM_CLIENT_ID');
  });
});
