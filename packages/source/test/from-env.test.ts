import { inspect } from 'node:util';
import { ConfigurationError, memoryStore } from '@acme/oauth-core';
import { createSandbox } from '@acme/sandbox';
import { createSourceClientFromEnv, type Env, type SourceClient } from '@acme/source';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { rejection } from './rejection.ts';

const { siteUrl, clientId, clientSecret, fetch, clock } = createSandbox().clients.source;
const env: Env = { ACQUIA_SITE_URL: siteUrl, ACQUIA_CLIENT_ID: clientId, ACQUIA_CLIENT_SECRET: clientSecret };

const firstOf = async (source: SourceClient): Promise<unknown> => source.list('node--article').first();

describe('createSourceClientFromEnv', () => {
  it.each<[string, Env]>([
    ['the names of today', env],
    ['the older ones', { DRUPAL_SITE_URL: siteUrl, DRUPAL_CLIENT_ID: clientId, DRUPAL_CLIENT_SECRET: clientSecret }],
    [
      'those of Canvas',
      {
        CANVAS_SITE_URL: siteUrl,
        CANVAS_JSONAPI_PREFIX: 'api',
        ACQUIA_CLIENT_ID: clientId,
        ACQUIA_CLIENT_SECRET: clientSecret,
      },
    ],
    [
      'both, of which those of today win',
      { ...env, DRUPAL_CLIENT_ID: 'other', DRUPAL_SITE_URL: 'https://other.example' },
    ],
    [
      'the older ones beside those of Canvas',
      { ...env, ACQUIA_SITE_URL: '', DRUPAL_SITE_URL: siteUrl, CANVAS_SITE_URL: 'https://other.example' },
    ],
    ['a prefix between slashes', { ...env, CANVAS_JSONAPI_PREFIX: '/api/' }],
    ['an empty prefix', { ...env, CANVAS_JSONAPI_PREFIX: '' }],
    ['an empty name of today beside an older one', { ...env, ACQUIA_CLIENT_ID: '', DRUPAL_CLIENT_ID: clientId }],
  ])('reads %s', async (_, names) => {
    expect(await firstOf(createSourceClientFromEnv(names, { fetch, clock }))).toMatchObject({ type: 'node--article' });
  });

  it('reads them by the first call: a build, which has no secrets, may make the client', async () => {
    const later: Record<string, string | undefined> = {};
    const source = createSourceClientFromEnv(later, { fetch, clock });

    expect(inspect(source)).toMatch(/^({}|Proxy\({}\))$/);
    expect(await Promise.resolve(source)).toBe(source);
    Object.assign(later, env);
    expect(await firstOf(source)).toBeDefined();
  });

  it('gives way to the prefix among its options, whose mistakes are called by their own names', async () => {
    const names = { ...env, CANVAS_JSONAPI_PREFIX: 'jsonapi' };
    expect(await firstOf(createSourceClientFromEnv(names, { fetch, clock, apiPrefix: '/api' }))).toBeDefined();

    for (const options of [{ apiPrefix: 'a b' }, { validate: 'all' as never }]) {
      const wrong = createSourceClientFromEnv(names, { fetch, clock, ...options });
      const [option] = Object.keys(options);
      expect(await rejection((async () => firstOf(wrong))())).toMatchObject({ option });
    }
  });

  it('reads the environment of the process where none is passed in', async () => {
    onTestFinished(() => void vi.unstubAllEnvs());
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);

    expect(await firstOf(createSourceClientFromEnv(undefined, { fetch, clock }))).toBeDefined();
  });

  it('is not read by asking for other defaults, or for a cache', async () => {
    const later: Record<string, string | undefined> = {};
    const german = createSourceClientFromEnv(later, { fetch, clock }).withDefaults({ locale: 'de' });
    Object.assign(later, env);

    expect(await firstOf(german)).toMatchObject({ langcode: 'de' });
  });

  it('is not read by asking for the client of a person', async () => {
    const later: Record<string, string | undefined> = {};
    const person = createSourceClientFromEnv(later, { fetch, clock, store: memoryStore() }).forKey('person:1');
    Object.assign(later, env);

    expect(person.tokens?.key).toBe('person:1');
  });

  it.each<[string, Env, string, string]>([
    ['nothing is there', {}, 'ACQUIA_SITE_URL', 'ACQUIA_SITE_URL and ACQUIA_CLIENT_ID and ACQUIA_CLIENT_SECRET are'],
    [
      'the secret is missing',
      { ...env, ACQUIA_CLIENT_SECRET: undefined },
      'ACQUIA_CLIENT_SECRET',
      'ACQUIA_CLIENT_SECRET is',
    ],
    ['the site is no URL', { ...env, ACQUIA_SITE_URL: 'my-site' }, 'ACQUIA_SITE_URL', 'https'],
    [
      'the site of an older name is no URL',
      { ...env, ACQUIA_SITE_URL: '', DRUPAL_SITE_URL: 'x' },
      'DRUPAL_SITE_URL',
      'https',
    ],
    ['the prefix is no path', { ...env, CANVAS_JSONAPI_PREFIX: 'a b' }, 'CANVAS_JSONAPI_PREFIX', '/jsonapi'],
    [
      'the secret has a line break',
      { ...env, ACQUIA_CLIENT_SECRET: 's\nt' },
      'ACQUIA_CLIENT_SECRET',
      'ACQUIA_CLIENT_SECRET',
    ],
  ])('names the variable where %s', async (_, names, option, words) => {
    const error = await rejection((async () => firstOf(createSourceClientFromEnv(names, { fetch, clock })))());

    expect(ConfigurationError.is(error) && error.option).toBe(option);
    expect(String(error)).toContain(words);
  });
});
