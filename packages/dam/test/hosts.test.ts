import { createDamClient, damProfile } from '@acme/dam';
import { createFixedTokenSource } from '@acme/oauth-core';
import { describe, expect, it } from 'vitest';
import { rejection } from '../../http/test/support/rejection.ts';
import { answered } from './support.ts';

const clock = { now: () => Date.now(), sleep: async () => {} };
const down = (): Response => Response.json({}, { status: 503 });
const fine = (): Response => Response.json({});

describe('after a 503, a client', () => {
  it.each([
    ['POST', '/v2/products/search'],
    ['POST', '/v2/analytics/assets/views'],
    ['POST', '/v2/uploads/chunks/start'],
    ['POST', '/v2/uploads/chunks/upload'],
    ['POST', '/api/rest/order/items/removals'],
    ['POST', '/api/rest/conversion/order/profile'],
    ['GET', '/v2/assets/search'],
    ['PUT', '/v2/assets/a/metadata'],
    ['DELETE', '/v2/assets/a'],
    ['DELETE', '/v2/collections/ping'],
    ['GET', '/v2/collections/pinguins'],
  ])('repeats %s %s, which changes nothing more the second time', async (method, path) => {
    const { client, requests } = answered([down, fine], { retry: 1, clock });
    expect((await client.request(method, path)).ok).toBe(true);
    expect(requests).toHaveLength(2);
  });

  it.each([
    ['POST', '/v2/uploads'],
    ['POST', '/v2/uploads/chunks/complete'],
    ['PATCH', '/v2/products/search'],
    ['GET', '/v2/assets/search/scroll'],
    ['GET', '/v2/webhooks/configurations/a/ping'],
  ])('does not repeat %s %s', async (method, path) => {
    const { client, requests } = answered([down, fine], { retry: 1, clock });
    expect(await rejection(client.request(method, path))).toMatchObject({ status: 503 });
    expect(requests).toHaveLength(1);
  });
});

describe('the host', () => {
  it('of v1 is waited for until the signal fires, as only the token names it', async () => {
    const accessToken = () => new Promise<string>(() => {});
    const dam = createDamClient({ tokens: createFixedTokenSource({ accessToken, profile: damProfile() }) });
    const leaving = new AbortController();
    const { signal } = leaving;
    const calls = [
      dam.request('GET', '/api/rest/metadata/types', { signal }),
      dam.get('/api/rest/metadata/types', { signal }),
    ];
    leaving.abort('left');
    expect(await Promise.allSettled(calls)).toEqual(Array(2).fill({ status: 'rejected', reason: 'left' }));
  });

  it('of v1 is that of the account that the token names at the time of the call', async () => {
    let account = 'meadow';
    const hosts: string[] = [];
    const tokens = createFixedTokenSource({
      accessToken: () => `wat_${account}_x`,
      profile: damProfile(),
      origins: ['https://api.widencollective.com', 'https://{account}.widencollective.com'],
      async fetch(input) {
        hosts.push(new URL(String(input)).host);
        return fine();
      },
    });
    const dam = createDamClient({ tokens });
    await dam.get('/api/rest/metadata/types');
    account = 'harbour';
    await dam.get('/api/rest/metadata/types');
    await dam.request('GET', '/api/other');
    expect(hosts).toEqual(['meadow.widencollective.com', 'harbour.widencollective.com', 'api.widencollective.com']);
  });

  it('of the API and the pages of the service are in the profile', () => {
    expect(damProfile()).toMatchObject({
      tokenUrl: 'https://api.widencollective.com/v2/oauth/access-token',
      revocationUrl: 'https://api.widencollective.com/v2/oauth/access-token',
      authorizationUrl: 'https://{account}.widencollective.com/allowaccess',
    });
  });
});
