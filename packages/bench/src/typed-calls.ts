import { createCloudClient } from '@acme/cloud';
import { createTokenSource, memoryStore, refreshToken, type TokenSource } from '@acme/oauth-core';
import ky from 'ky';
import * as z from 'zod';
import type { Benchmark, Setting } from './benchmark.ts';
import { instantFetch } from './calls.ts';
import { type Contender, type Measured, measurePaired } from './paired.ts';
import type { Fetch } from './peer.ts';
import { type Service, startService } from './service.ts';

const applicationUuid = '6b0e9a3c-8a5c-4f7a-9d8e-2b8f1a2c3d4e';
const schema = z.object({ uuid: z.string(), name: z.string(), status: z.string() });

/** How much time a typed call adds to the same call through ky. */
export const typedCalls: Benchmark = {
  title: 'A typed call over the same call through ky',
  async run(setting) {
    await using service = await startService();
    await service.set({});
    const instant = await measure(setting, service, instantFetch, 20);
    const loopback = await measure(setting, service, undefined, 8);
    const ratioOf = (measured: Measured[], index: number): number => measured[index]?.ratio ?? NaN;
    const goalOf = (where: string, measured: Measured[], index: number, limit: number) => ({
      what: `${measured[index]?.name ?? 'a typed call'} over plain ky, ${where}`,
      goal: `at most ${limit.toFixed(2)} times`,
      result: ratioOf(measured, index).toFixed(2),
      isMet: ratioOf(measured, index) <= limit,
    });
    return {
      method:
        'Plain ky with `tokens.fetch`, the headers, time-outs and number of retries that the client sets, reading JSON, against `cloud.get` of the same path. The schema has three fields.',
      tables: [
        {
          columns: ['', 'instant fetch: µs', 'instant fetch', 'loopback'],
          rows: instant.map(({ name, microseconds, ratio, failure }, index) => [
            name,
            failure ?? microseconds.toFixed(1),
            ratio.toFixed(2),
            loopback[index]?.failure ?? ratioOf(loopback, index).toFixed(2),
          ]),
        },
      ],
      goals: [
        goalOf('loopback', loopback, 1, 1.05),
        goalOf('loopback', loopback, 2, 1.1),
        goalOf('instant fetch', instant, 1, 1.05),
        goalOf('instant fetch', instant, 2, 1.1),
      ],
      numbers: { instant, loopback },
    };
  },
};

async function measure(
  { quick }: Setting,
  service: Service,
  fetch: Fetch | undefined,
  calls: number,
): Promise<Measured[]> {
  const tokens = await sourceOf(service, fetch);
  const headers = { accept: 'application/hal+json, version=2', 'user-agent': 'acme-cloud' };
  const plain = ky.create({ fetch: tokens.fetch, headers, timeout: 30_000, totalTimeout: 90_000, retry: 2 });
  const cloud = createCloudClient({ tokens, baseUrl: service.origin });
  const path = { applicationUuid };
  const url = `${service.origin}/applications/${applicationUuid}`;
  const contenders: Contender[] = [
    { name: 'plain ky', call: () => plain.get(url).json() },
    { name: 'a typed call', call: () => cloud.get('/applications/{applicationUuid}', { path }) },
    { name: 'a typed call with a schema', call: () => cloud.get('/applications/{applicationUuid}', { path, schema }) },
    { name: 'plain ky with a schema', call: () => plain.get(url).json(schema) },
  ];
  return measurePaired(contenders, quick ? { rounds: 2, calls: 2, atOnce: 1 } : { rounds: 300, calls, atOnce: 1 });
}

async function sourceOf(service: Service, fetch: Fetch | undefined): Promise<TokenSource> {
  const tokens = createTokenSource({
    profile: {
      name: 'the benchmark service',
      tokenUrl: service.tokenUrl,
      bodyFormat: 'form',
      rotation: 'none',
      redirectUriInExchange: false,
      pkce: 'none',
    },
    clientId: 'bench',
    grant: refreshToken(),
    key: 'person',
    store: memoryStore(),
    origins: [service.origin],
    ...(fetch && { fetch }),
  });
  await tokens.connect({
    accessToken: await service.issue(),
    refreshToken: 'not used',
    expiresAt: Date.now() + 3_600_000,
  });
  return tokens;
}
