// Must come before the rest of Next.js: gives it AsyncLocalStorage.
import '../../packages/source/test/next-request.ts';
import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as cloud from '@acme/cloud';
import * as cloudNode from '@acme/cloud/node';
import * as cloudSchemas from '@acme/cloud/schemas';
import * as dam from '@acme/dam';
import * as damNode from '@acme/dam/node';
import * as damSchemas from '@acme/dam/schemas';
import { type AuthorizationRequest, memoryStore } from '@acme/oauth-core';
import type { Sandbox } from '@acme/sandbox';
import * as source from '@acme/source';
import * as sourceNext from '@acme/source/next';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createNext } from '../../packages/source/test/next-request.ts';
import { exportsOf, runPage, sandboxInEnvironment } from './run-page.ts';
import { root, samplesOf } from './samples.ts';

const cloudPage = 'docs/services/cloud-recipes.md';
const damPage = 'docs/services/dam-recipes.md';
const sourcePage = 'docs/services/source-recipes.md';

/** The last block of each program in a page, which includes the blocks before it. */
const programsOf = (page: string): number[] =>
  samplesOf(join(root, page)).flatMap(({ code }, index, all) => (all[index + 1]?.code.startsWith(code) ? [] : [index]));

/** The requests that failed, some of which the page wants to fail. */
const failuresIn = ({ log }: Sandbox): string[] =>
  log.filter(({ status = 500 }) => status >= 400).map(({ method, status }) => `${method} ${status}`);

it.each([cloudPage, sourcePage, damPage])('%s numbers its recipes', (page) => {
  const samples = samplesOf(join(root, page));
  const numbers = programsOf(page).flatMap((index) => samples[index]?.code.match(/(?<=^\/\/ )\d+(?=\. )/gm) ?? []);
  expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => `${index + 1}`));
  expect(numbers.length).toBeGreaterThanOrEqual(30);
});

describe('the recipes of Cloud', () => {
  it('run without a failed request, with one token', async () => {
    const sandbox = await sandboxInEnvironment({ cloud: { taskDuration: 0 } });
    const { printed } = await runPage(cloudPage);
    expect(printed.at(-1)).toContain('completed');
    expect(failuresIn(sandbox)).toEqual([]);
    expect(sandbox.count('cloud.token')).toBe(1);
  });
});

/** What signs people in, at both services. */
interface People {
  readonly beginSignIn: (account: string) => Promise<AuthorizationRequest>;
  readonly endSignIn: (callbackUrl: string, request: AuthorizationRequest, userId: string) => Promise<unknown>;
  readonly signedInUntil: (userId: string) => Promise<number | undefined>;
  readonly signOut: (userId: string) => Promise<void>;
  readonly moveIn: (userId: string, refreshToken: string) => Promise<string>;
  readonly shutDown: () => Promise<void>;
}

interface Hook {
  readonly receive: (request: Request) => Promise<Response>;
}

interface NextProgram {
  readonly frontPage: () => Promise<{ id: string }[]>;
  readonly pages: () => Promise<unknown[]>;
  readonly tagsOf: (id: string) => string[];
  readonly POST: (request: Request) => Promise<Response>;
  readonly GET: (request: Request) => Promise<Response>;
}

const webhook = { secret: 's3cret', parameter: 'secret' };

/** What a Source site sends if an entry has changed. */
function delivery(secret: string, id: string): Request {
  const body = JSON.stringify({ data: { type: 'node--article', id, meta: { operation: 'update' } } });
  const headers = { 'idempotency-key': createHash('sha1').update(body).digest('hex') };
  return new Request(`https://app.example.com/webhook?secret=${secret}`, { method: 'POST', body, headers });
}

describe('the recipes of Source', () => {
  const [main, people, hook, next] = programsOf(sourcePage);

  it('read, filter and write, and say what is wrong', async () => {
    const sandbox = await sandboxInEnvironment();
    const { printed } = await runPage(sourcePage, main);
    expect(printed).toContain('title: This value should not be null. '); // the form's field, and nothing else
    expect(printed.at(-1)).toBe('true 20 show a 404');
    expect(failuresIn(sandbox)).toEqual(['POST 422', 'GET 404']);
    expect(sandbox.count('source.token')).toBe(1);
    const filtered = sandbox.log.filter(({ url }) => url.includes('filter'));
    expect(filtered.length).toBeGreaterThanOrEqual(10);
  });

  it('sign a person in, read as them, and sign them out', async () => {
    const sandbox = await sandboxInEnvironment();
    const { articlesFor, ...page } = await exportsOf<People & { articlesFor: (userId: string) => Promise<unknown[]> }>(
      sourcePage,
      people,
    );
    const request = await page.beginSignIn('');
    await page.endSignIn(await sandbox.authorize(request.url), request, '42');
    expect(await articlesFor('42')).toHaveLength(10);
    expect(await page.signedInUntil('42')).toBeGreaterThan(Date.now() + 13 * 86_400_000);
    expect(await page.moveIn('42', 'an older one')).toBe('kept');
    await page.signOut('42');
    await expect(articlesFor('42')).rejects.toMatchObject({ code: 'reauthorization_required', reason: 'cleared' });
    expect(await page.moveIn('43', 'from another library')).toBe('stored');
    await page.shutDown();
  });

  it('receive webhooks about changes', async () => {
    vi.stubEnv('WEBHOOK_SECRET', 's3cret');
    onTestFinished(() => void vi.unstubAllEnvs());
    const { receive } = await exportsOf<Hook>(sourcePage, hook);
    const print = vi.spyOn(console, 'log').mockImplementation(() => {});
    const answers = [
      await receive(delivery('s3cret', 'a')),
      await receive(delivery('s3cret', 'a')),
      await receive(delivery('guessed', 'a')),
    ];
    expect(print).toHaveBeenCalledOnce();
    print.mockRestore();
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 401]);
  });

  it('cache in Next.js until a webhook or draft mode', async () => {
    const sandbox = await sandboxInEnvironment({ seed: 7 }); // the process has one cache of Next.js
    vi.stubEnv('WEBHOOK_SECRET', 's3cret');
    vi.stubEnv('DRAFT_SECRET', 'dr4ft');
    const { exports: page } = await runPage<NextProgram>(sourcePage, next);
    const app = createNext();
    const asked = async (load: () => Promise<unknown>): Promise<number> => {
      const before = sandbox.count('source.api');
      await app.request(load);
      return sandbox.count('source.api') - before;
    };

    const [first] = await app.request(page.frontPage);
    expect(await asked(page.frontPage)).toBe(0);
    const changed = delivery('s3cret', first?.id ?? '');
    expect((await source.readWebhook(changed.clone(), webhook)).tags).toEqual(page.tagsOf(first?.id ?? ''));
    expect((await app.request(() => page.POST(changed))).status).toBe(204);
    expect(await asked(page.frontPage)).toBeGreaterThan(0);
    expect(await asked(page.frontPage)).toBe(0);
    expect((await page.POST(delivery('guessed', 'a'))).status).toBe(401);
    expect(await app.request(page.pages)).toHaveLength(10);

    const preview = (secret: string): Promise<Response> =>
      app.request(() => page.GET(new Request(`https://app.example.com/api/draft?secret=${secret}&path=/about`)));
    expect((await preview('guessed')).status).toBe(401);
    expect(await asked(page.frontPage)).toBe(0);
    expect((await preview('dr4ft')).headers.get('location')).toBe('/about');
    expect(await asked(page.frontPage)).toBeGreaterThan(0);
    expect(sandbox.log.at(-1)?.url).toContain('resourceVersion=rel:working-copy');
  });
});

interface DamProgram {
  readonly uploadFilm: (film: Blob) => Promise<string>;
  readonly endPersonalToken: () => Promise<void>;
}

describe('the recipes of DAM', () => {
  const [main, people, hook] = programsOf(damPage);

  it('call every operation except those of tokens, and say what is wrong', async () => {
    const sandbox = await sandboxInEnvironment({ dam: { processingDuration: 0 } });
    const { printed, exports: page } = await runPage<DamProgram>(damPage, main);
    expect(failuresIn(sandbox)).toEqual(['GET 404']);
    expect(printed.at(-3)).toMatch(/^correct the request: ./);
    expect(printed.at(-2)).toBe('it is gone');
    expect(printed.at(-1)).toMatch(/^\d+ asset-\d+\.\w+$/);

    const before = sandbox.log.length;
    const film = new Blob([new Uint8Array(6_000_000)]);
    sandbox.faults.next('dam.api', { kind: 'status', status: 400 }, { route: 'POST /v2/uploads/chunks/complete' });
    await expect(page.uploadFilm(film)).rejects.toThrow('400');
    await page.uploadFilm(film); // is resumed: both chunks are there
    expect(sandbox.log.slice(before).filter(({ url }) => url.includes('/chunks/upload'))).toHaveLength(2);
    expect(sandbox.uploads.at(-1)).toMatchObject({ filename: 'film.mp4', bytes: 6_000_000 });

    await page.endPersonalToken();
    expect(sandbox.count('dam.revoke')).toBe(1);
    const called = new Set(sandbox.log.map(({ route }) => route));
    const all = damOperations();
    expect(all).toHaveLength(97);
    expect(all.filter((operation) => !called.has(operation))).toEqual([
      'POST /v2/oauth/access-token',
      'POST /api/rest/oauth/token',
      'POST /api/rest/oauth/logout',
    ]);
  });

  it('ask a person for consent, search as them, and sign them out', async () => {
    const sandbox = await sandboxInEnvironment();
    const { imagesFor, ...page } = await exportsOf<People & { imagesFor: (userId: string) => Promise<unknown[]> }>(
      damPage,
      people,
    );
    const request = await page.beginSignIn('meadow');
    await page.endSignIn(await sandbox.authorize(request.url), request, '42');
    expect(await imagesFor('42')).toHaveLength(10);
    expect(await page.signedInUntil('42')).toBeGreaterThan(Date.now() + 179 * 86_400_000);
    expect(await page.moveIn('42', 'an older one')).toBe('kept');
    await page.signOut('42');
    expect(sandbox.count('dam.revoke')).toBe(1);
    await expect(imagesFor('42')).rejects.toMatchObject({ code: 'reauthorization_required', reason: 'revoked' });
    expect(await page.moveIn('43', 'from another library')).toBe('stored');
    await page.shutDown();
  });

  it('receive webhooks about new assets', async () => {
    const { receive } = await exportsOf<Hook>(damPage, hook);
    const body = JSON.stringify({ event_type: 'asset_created', asset_id: 'a', webhook_delivery_id: 'd' });
    const signature = createHmac('sha256', 's3cret').update(body).digest('hex');
    const answerTo = (headers: Record<string, string>): Promise<Response> =>
      receive(new Request('https://app.example.com/dam', { method: 'POST', body, headers }));
    const print = vi.spyOn(console, 'log').mockImplementation(() => {});
    expect((await answerTo({ 'x-signature': signature })).status).toBe(204);
    expect((await answerTo({})).status).toBe(400);
    expect(print.mock.calls).toEqual([['d', 'a']]);
    print.mockRestore();
  });
});

/** The operations in the package's types, which were made from the service's document: `GET /v2/user`. */
function damOperations(): string[] {
  const types = readFileSync(join(root, 'packages/dam/src/operations.gen.ts'), 'utf8');
  return [...types.matchAll(/^export interface (Get|Post|Put|Delete)Operations \{\n(.*?)^\}/gms)].flatMap(
    ([, method = '', paths = '']) =>
      Array.from(paths.matchAll(/^"([^"]+)":/gm), ([, path]) => `${method.toUpperCase()} ${path}`),
  );
}

describe('the first calls', () => {
  it.each([
    ['cloud', 25],
    ['source', 10],
    ['dam', 10],
  ])('on the page of %s list something', async (service, count) => {
    await sandboxInEnvironment();
    expect((await runPage(`docs/services/${service}.md`)).printed).toHaveLength(count);
  });
});

/** What a package gives to whoever imports it, and what its client can do. */
const namesOf = (entries: readonly object[], client: object): string[] => [...entries, client].flatMap(Object.keys);

describe.each([
  {
    service: 'cloud',
    names: namesOf([cloud, cloudNode, cloudSchemas], cloud.createCloudClient({ accessToken: 'a' })),
  },
  {
    service: 'source',
    names: namesOf(
      [source, sourceNext],
      source.createSourceClient({ siteUrl: 'https://a.example', clientId: 'a', store: memoryStore() }),
    ),
  },
  {
    service: 'dam',
    names: namesOf([dam, damNode, damSchemas, dam.assetQuery], dam.createDamClient({ accessToken: 'a' })),
  },
])('the pages of $service', ({ service, names }) => {
  it('name every function, class and method', () => {
    const pages = [`${service}.md`, `${service}-recipes.md`];
    const text = pages.map((page) => readFileSync(join(root, 'docs/services', page), 'utf8')).join('\n');
    expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(text))).toEqual([]);
  });
});
