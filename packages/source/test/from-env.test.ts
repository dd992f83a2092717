import { inspect } from 'node:util';
import { ConfigurationError, memoryStore } from '@acme/oauth-core';
import { createSandbox } from '@acme/sandbox';
import { createSourceClientFromEnv, type Env, type SourceClient } from '@acme/source';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { rejection } from '../../http/test/support/rejection.ts';

const { siteUrl, clientId, clientSecret, fetch, clock } = createSandbox().clients.source;
const env: Env = { ACQUIA_SITE_URL: siteUrl, ACQUIA_CLIENT_ID: clientId, ACQUIA_CLIENT_SECRET: clientSecret };

const firstOf = async (source: SourceClient): Promise<unknown> => source.list('node--article').first();

describe('createSourceClientFromEnv', () => {
  it.each<[string, Env]>([
    ['the present names', env],
    ['the older names', { DRUPAL_SITE_URL: siteUrl, DRUPAL_CLIENT_ID: clientId, DRUPAL_CLIENT_SECRET: clientSecret }],
    [
      'the names of Canvas',
      {
        CANVAS_SITE_URL: siteUrl,
        CANVAS_JSONAPI_PREFIX: 'api',
        ACQUIA_CLIENT_ID: clientId,
        ACQUIA_CLIENT_SECRET: clientSecret,
      },
    ],
    [
      'both, and prefers the present names',
      { ...env, DRUPAL_CLIENT_ID: 'other', DRUPAL_SITE_URL: 'https://other.example' },
    ],
    [
      'the older names before those of Canvas',
      { ...env, ACQUIA_SITE_URL: '', DRUPAL_SITE_URL: siteUrl, CANVAS_SITE_URL: 'https://other.example' },
    ],
    ['a prefix between slashes', { ...env, CANVAS_JSONAPI_PREFIX: '/api/' }],
    ['an empty prefix', { ...env, CANVAS_JSONAPI_PREFIX: '' }],
    ['an older name if the present one is empty', { ...env, ACQUIA_CLIENT_ID: '', DRUPAL_CLIENT_ID: clientId }],
  ])('reads %s', async (_, names) => {
    expect(await firstOf(createSourceClientFromEnv(names, { fetch, clock }))).toMatchObject({ type: 'node--article' });
  });

  it('reads the environment at the first call, so that a build without secrets can make the client', async () => {
    const later: Record<string, string | undefined> = {};
    const source = createSourceClientFromEnv(later, { fetch, clock });

    expect(inspect(source)).toMatch(/^({}|Proxy\({}\))$/);
    expect(await Promise.resolve(source)).toBe(source);
    Object.assign(later, env);
    expect(await firstOf(source)).toBeDefined();
  });

  it('prefers the prefix in its options, and names an option that is wrong', async () => {
    const names = { ...env, CANVAS_JSONAPI_PREFIX: 'jsonapi' };
    expect(await firstOf(createSourceClientFromEnv(names, { fetch, clock, apiPrefix: '/api' }))).toBeDefined();

    for (const options of [{ apiPrefix: 'a b' }, { validate: 'all' as never }]) {
      const wrong = createSourceClientFromEnv(names, { fetch, clock, ...options });
      const [option] = Object.keys(options);
      expect(await rejection((async () => firstOf(wrong))())).toMatchObject({ option });
    }
  });

  it('reads the environment of the process if none is passed in', async () => {
    onTestFinished(() => void vi.unstubAllEnvs());
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);

    expect(await firstOf(createSourceClientFromEnv(undefined, { fetch, clock }))).toBeDefined();
  });

  it('does not read the environment when the client gets other defaults', async () => {
    const later: Record<string, string | undefined> = {};
    const german = createSourceClientFromEnv(later, { fetch, clock }).withDefaults({ locale: 'de' });
    Object.assign(later, env);

    expect(await firstOf(german)).toMatchObject({ langcode: 'de' });
  });

  it('does not read the environment when the client of a person is made', async () => {
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
  ])('names the variable if %s', async (_, names, option, words) => {
    const error = await rejection((async () => firstOf(createSourceClientFromEnv(names, { fetch, clock })))());

    expect(ConfigurationError.is(error) && error.option).toBe(option);
    expect(String(error)).toContain(words);
  });
});
