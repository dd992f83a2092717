import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { type CloudClient, cloudProfile, createCloudClient, createCloudClientFromEnv, type Env } from '@acme/cloud';
import { createCloudClientFromEnv as createCloudClientFromMachine } from '@acme/cloud/node';
import { validateAnswers } from '@acme/cloud/schemas';
import { ConfigurationError, createFixedTokenSource, systemClock } from '@acme/oauth-core';
import { type Sandbox, startSandbox } from '@acme/sandbox';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { rejection } from '../../http/test/support/rejection.ts';

let sandbox: Sandbox;
let urls: Env;
let key: Env;

beforeAll(async () => {
  sandbox = await startSandbox();
  const { baseUrl, tokenUrl, clientId, clientSecret } = sandbox.clients.cloud;
  urls = { ACLI_CLOUD_API_BASE_URI: baseUrl, ACLI_CLOUD_API_ACCOUNTS_URI: tokenUrl };
  key = { ACLI_KEY: clientId, ACLI_SECRET: clientSecret };
  return () => sandbox.close();
});

/** A home folder with this credentials file. */
async function homeWith(conf?: string): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'acme-cloud-'));
  onTestFinished(() => rm(home, { recursive: true }));
  if (conf !== undefined) {
    await mkdir(join(home, '.acquia'));
    await writeFile(join(home, '.acquia', 'cloud_api.conf'), conf);
  }
  return home;
}

const totalOf = async (cloud: CloudClient): Promise<unknown> =>
  (await cloud.get('/applications', { query: { limit: 1 } })).total;
const accessToken = async (): Promise<string> =>
  (await createCloudClient(sandbox.clients.cloud).tokens.getToken()).accessToken;
/** The option that the first call is refused for. */
const refusedFor = async (cloud: CloudClient): Promise<string | undefined> => {
  const error = await rejection((async () => cloud.get('/applications'))());
  if (!ConfigurationError.is(error)) throw error;
  expect(error.message).toContain(error.option);
  return error.option;
};

describe.each([
  ['the main entry', createCloudClientFromEnv],
  ['the node entry', createCloudClientFromMachine],
])('createCloudClientFromEnv of %s', (_, fromEnv) => {
  it('takes key, secret and organisation', async () => {
    const organization = sandbox.organizations[0].uuid;
    expect(await totalOf(fromEnv({ ...urls, ...key }))).toBe(50);
    expect(await totalOf(fromEnv({ ...urls, ...key, AH_ORGANIZATION_UUID: organization }))).toBe(25);
  });

  it('takes an access token', async () => {
    expect(await totalOf(fromEnv({ ...urls, ACLI_ACCESS_TOKEN: await accessToken() }))).toBe(50);
  });

  it('takes an empty variable as missing', () => {
    const empty = { ACLI_CLOUD_API_BASE_URI: '', ACLI_CLOUD_API_ACCOUNTS_URI: '', AH_ORGANIZATION_UUID: '' };
    expect(fromEnv({ ...key, ...empty }).tokens.key).toContain('accounts.acquia.com');
  });

  it('reads the environment of the process if none is passed in', async () => {
    vi.stubEnv('ACLI_ACCESS_TOKEN', ' badly pasted');
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(await refusedFor(fromEnv())).toBe('ACLI_ACCESS_TOKEN');
  });

  it('ignores an option that is undefined', async () => {
    const options = { baseUrl: undefined, tokenUrl: undefined, timeout: undefined } as never; // without exactOptionalPropertyTypes
    expect(await totalOf(fromEnv({ ...urls, ...key }, options))).toBe(50);
  });

  it('takes the options of a client as well', async () => {
    const cloud = fromEnv({ ...urls, ...key }, { retry: 0, userAgent: 'mine' });
    expect(await totalOf(cloud.forOrganization(sandbox.organizations[1].uuid))).toBe(25);
  });

  it('reads the environment at a call, until all is there, so that a build without secrets can make the client', async () => {
    const env: Record<string, string | undefined> = { HOME: await homeWith() };
    const cloud = fromEnv(env);
    expect(inspect(cloud)).toMatch(/^({}|Proxy\({}\))$/);
    expect(await Promise.resolve(cloud)).toBe(cloud);
    const watched = validateAnswers(cloud, { onDrift() {} });
    expect(await Promise.resolve(watched)).toBe(watched);
    for (let call = 1; call <= 2; call++) expect(await refusedFor(cloud)).toBe('ACLI_KEY');
    Object.assign(env, urls, key);
    expect(await totalOf(cloud)).toBe(50);
  });

  it('reads the environment at the first call of a client for another organisation, too', async () => {
    const env: Record<string, string | undefined> = { HOME: await homeWith() };
    const other = fromEnv(env).forKey('first').forOrganization(sandbox.organizations[1].uuid).forKey('second');
    Object.assign(env, urls, key);
    expect(await totalOf(other)).toBe(25);
  });

  it('makes a client that can be printed without secrets, and spied on', async () => {
    expect(JSON.stringify({ cloud: fromEnv({ HOME: await homeWith() }) })).toBe('{"cloud":{}}');
    const cloud = fromEnv({ ...urls, ...key });
    const get = vi.spyOn(cloud, 'get').mockResolvedValueOnce({ total: 7 } as never); // not all that the operation answers
    expect(await totalOf(cloud)).toBe(7);
    expect(await totalOf(cloud)).toBe(50);
    expect(get).toHaveBeenCalledTimes(2);
    get.mockRestore();
    expect(await totalOf(cloud)).toBe(50);
    expect(get).toHaveBeenCalledTimes(0);
    vi.spyOn(cloud, 'forKey').mockReturnValueOnce(cloud);
    expect(cloud.forKey('a')).toBe(cloud);
    expect('get' in fromEnv({ ...urls, ...key })).toBe(true);
  });

  it('says which variables are missing', async () => {
    const HOME = await homeWith();
    const told = async (env: Env): Promise<string> =>
      String(await rejection((async () => fromEnv({ HOME, ...env }).get('/applications'))()));
    expect(await told({})).toContain('ACLI_KEY and ACLI_SECRET are not in the environment: set');
    for (const [half, missing] of [
      [{ ACLI_SECRET: 's' }, 'ACLI_KEY'],
      [{ ACLI_KEY: 'k' }, 'ACLI_SECRET'],
    ] as const) {
      const beside = { ...half, ACLI_ACCESS_TOKEN: 'a' }; // nobody knows which of them is meant
      expect(await told(beside)).toContain(`${missing} is not in the environment`);
    }
    expect(await told({ ACLI_KEY: 'k' })).toContain(' ACLI_SECRET is not in the environment: set');
  });

  it.each<[string, Env, string]>([
    ['nothing is there', {}, 'ACLI_KEY'],
    ['the secret is missing', { ACLI_KEY: 'k', ACLI_ACCESS_TOKEN: 't' }, 'ACLI_SECRET'],
    ['the key is empty', { ACLI_KEY: '', ACLI_SECRET: 's' }, 'ACLI_KEY'],
    ['the secret has a line break', { ACLI_KEY: 'k', ACLI_SECRET: 's\nt' }, 'ACLI_SECRET'],
    [
      'the organisation is no UUID',
      { ACLI_KEY: 'k', ACLI_SECRET: 's', AH_ORGANIZATION_UUID: 'x' },
      'AH_ORGANIZATION_UUID',
    ],
    [
      'the base URL is plain http',
      { ACLI_KEY: 'k', ACLI_SECRET: 's', ACLI_CLOUD_API_BASE_URI: 'http://a.example' },
      'ACLI_CLOUD_API_BASE_URI',
    ],
    ['the token is badly pasted', { ACLI_ACCESS_TOKEN: ' t' }, 'ACLI_ACCESS_TOKEN'],
  ])('names the variable if %s', async (_, env, name) => {
    expect(await refusedFor(fromEnv({ HOME: await homeWith(), ...env }))).toBe(name);
  });

  it('names the option if the wrong value does not come from the environment', async () => {
    for (const env of [key, { ...key, ACLI_CLOUD_API_BASE_URI: 'https://a.example' }]) {
      expect(await refusedFor(fromEnv(env, { baseUrl: 'http://a.example' }))).toBe('baseUrl');
    }
  });
});

describe('createCloudClientFromEnv of the node entry alone', () => {
  it('reads the token file again for each request', async () => {
    const file = join(await homeWith(), 'token');
    await writeFile(file, `"${await accessToken()}"\n`);
    const cloud = createCloudClientFromMachine({ ...urls, ACLI_ACCESS_TOKEN_FILE: file });
    expect(await totalOf(cloud)).toBe(50);
    sandbox.revokeAccessTokens('cloud');
    expect(await rejection(totalOf(cloud))).toMatchObject({ code: 'unauthorized' });
    await writeFile(file, await accessToken());
    expect(await totalOf(cloud)).toBe(50);
    await rm(file);
    expect(await refusedFor(cloud)).toBe('ACLI_ACCESS_TOKEN_FILE');
  });

  it.each(['', '""\n', 'two words', 'two\nlines', 'é'])(
    'names the variable of a token file that contains %j',
    async (text) => {
      const file = join(await homeWith(), 'token');
      await writeFile(file, text);
      expect(await refusedFor(createCloudClientFromMachine({ ...urls, ACLI_ACCESS_TOKEN_FILE: file }))).toBe(
        'ACLI_ACCESS_TOKEN_FILE',
      );
    },
  );

  it('names the variable that is wrong beside a token file or a credentials file', async () => {
    const HOME = await homeWith(JSON.stringify({ acli_key: 'k', keys: { k: { secret: 's' } } }));
    for (const credentials of [{ HOME }, { ACLI_ACCESS_TOKEN_FILE: join(HOME, 'token') }]) {
      const env = { ...credentials, ACLI_CLOUD_API_BASE_URI: 'http://a.example' };
      expect(await refusedFor(createCloudClientFromMachine(env))).toBe('ACLI_CLOUD_API_BASE_URI');
    }
    const env = { HOME, AH_ORGANIZATION_UUID: 'x' };
    expect(await refusedFor(createCloudClientFromMachine(env))).toBe('AH_ORGANIZATION_UUID');
  });

  it('uses the clock and the fetch that are passed in, with a token file too', async () => {
    const file = join(await homeWith(), 'token');
    await writeFile(file, 'a-token');
    const options = { fetch: async () => Response.json({ total: 7 }), clock: { ...systemClock, now: () => 1_000 } };
    const cloud = createCloudClientFromMachine({ ...urls, ACLI_ACCESS_TOKEN_FILE: file }, options);
    expect(await totalOf(cloud)).toBe(7);
    expect(await cloud.tokens.getToken()).toMatchObject({ accessToken: 'a-token', obtainedAt: 1_000 });
  });

  it('names the option if a URL of the credentials file is wrong', async () => {
    const entry = { secret: 's', cloud_api_base_uri: 'http://a.example' };
    const HOME = await homeWith(JSON.stringify({ acli_key: 'k', keys: { k: entry } }));
    expect(await refusedFor(createCloudClientFromMachine({ HOME }))).toBe('baseUrl');
  });

  it('sends the token of a file to the service itself if no URL is named', async () => {
    const file = join(await homeWith(), 'token');
    await writeFile(file, 'a-token');
    const asked: unknown[] = [];
    const fetch = async (url: unknown): Promise<Response> => {
      asked.push(url);
      return Response.json({});
    };
    await createCloudClientFromMachine({ ACLI_ACCESS_TOKEN_FILE: file }, { fetch }).get('/account');
    expect(asked).toEqual(['https://cloud.acquia.com/api/account']);
  });

  it('finds the credentials file in the home of the process if the environment that is passed in has none', async () => {
    const { clientId, clientSecret } = sandbox.clients.cloud;
    const home = await homeWith(JSON.stringify({ acli_key: clientId, keys: { [clientId]: { secret: clientSecret } } }));
    for (const name of ['HOME', 'USERPROFILE']) vi.stubEnv(name, home);
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(await totalOf(createCloudClientFromMachine(urls))).toBe(50);
  });

  it('prefers the URLs of the environment to those of the credentials file, which it finds on Windows too', async () => {
    const { clientId, clientSecret } = sandbox.clients.cloud;
    const elsewhere = { cloud_api_base_uri: 'https://a.example', accounts_uri: 'https://a.example/token' };
    const entry = { secret: clientSecret, ...elsewhere };
    const home = await homeWith(JSON.stringify({ acli_key: clientId, keys: { [clientId]: entry } }));
    expect(await totalOf(createCloudClientFromMachine({ ...urls, USERPROFILE: home }))).toBe(50);
  });

  it.each(['', null, 7])('takes a URL of the credentials file that is %j as missing', async (url) => {
    const entry = { secret: 's', cloud_api_base_uri: url, accounts_uri: url };
    const home = await homeWith(JSON.stringify({ acli_key: 'k', keys: { k: entry } }));
    expect(createCloudClientFromMachine({ HOME: home }).tokens.key).toContain('accounts.acquia.com');
  });

  it('reads a token that another program renews only once for each call', async () => {
    const token = await accessToken();
    const reads = vi.fn(() => token);
    const { baseUrl } = sandbox.clients.cloud;
    const tokens = createFixedTokenSource({ accessToken: reads, profile: cloudProfile(), origins: [baseUrl] });
    await createCloudClient({ baseUrl, tokens }).get('/applications');
    expect(reads).toHaveBeenCalledTimes(1);
  });

  it('reads the active key of the credentials file', async () => {
    const { clientId, clientSecret, baseUrl, tokenUrl } = sandbox.clients.cloud;
    const entry = { label: 'mine', uuid: clientId, secret: clientSecret };
    const plain = await homeWith(
      JSON.stringify({ acli_key: clientId, keys: { [clientId]: entry, other: { secret: 'x' } } }),
    );
    expect(await totalOf(createCloudClientFromMachine({ ...urls, HOME: plain }))).toBe(50);
    const withUrls = await homeWith(
      JSON.stringify({
        acli_key: clientId,
        keys: { [clientId]: { ...entry, cloud_api_base_uri: baseUrl, accounts_uri: tokenUrl } },
      }),
    );
    const cloud = createCloudClientFromMachine({ HOME: withUrls, AH_ORGANIZATION_UUID: sandbox.organizations[0].uuid });
    expect(await totalOf(cloud)).toBe(25);
  });

  it.each([
    '',
    '[]',
    'null',
    '{',
    '{"acli_key":"a"}',
    '{"acli_key":"a","keys":{"a":{}}}',
    '{"keys":{"a":{"secret":"s"}}}',
    '{"acli_key":"","keys":{"":{"secret":"s"}}}',
    '{"acli_key":5,"keys":{"5":{"secret":"s"}}}',
  ])('names the credentials file if it contains %j', async (conf) => {
    expect(await refusedFor(createCloudClientFromMachine({ HOME: await homeWith(conf) }))).toBe('cloud_api.conf');
  });
});
