// Before anything else of Next.js: makes AsyncLocalStorage known to it.
import '../../packages/source/test/next-request.ts';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AuthorizationRequest, memoryStore } from '@acme/oauth-core';
import type { Sandbox } from '@acme/sandbox';
import * as source from '@acme/source';
import * as sourceNext from '@acme/source/next';
import { describe, expect, it, vi } from 'vitest';
import { createNext } from '../../packages/source/test/next-request.ts';
import { runPage, sandboxInEnvironment } from './run-page.ts';
import { root, samplesOf } from './samples.ts';

const cloudPage = 'docs/services/cloud-recipes.md';
const sourcePage = 'docs/services/source-recipes.md';

/** The last block of each program in a page: those before it are in it. */
const programsOf = (page: string): number[] =>
  samplesOf(join(root, page)).flatMap(({ code }, index, all) => (all[index + 1]?.code.startsWith(code) ? [] : [index]));

/** What failed, as the page means it to. */
const failuresIn = ({ log }: Sandbox): string[] =>
  log.filter(({ status = 500 }) => status >= 400).map(({ method, status }) => `${method} ${status}`);

it.each([cloudPage, sourcePage])('%s numbers what it does', (page) => {
  const samples = samplesOf(join(root, page));
  const numbers = programsOf(page).flatMap((index) => samples[index]?.code.match(/(?<=^\/\/ )\d+(?=\. )/gm) ?? []);
  expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => `${index + 1}`));
  expect(numbers.length).toBeGreaterThanOrEqual(30);
});

describe('Cloud: I want to …', () => {
  it('does each of the thirty', async () => {
    const sandbox = await sandboxInEnvironment({ cloud: { taskDuration: 0 } });
    const { printed } = await runPage(cloudPage);
    expect(printed.at(-1)).toContain('completed');
    expect(failuresIn(sandbox)).toEqual([]);
    expect(sandbox.count('cloud.token')).toBe(1);
  });
});

interface SourceProgram {
  readonly beginSignIn: () => Promise<AuthorizationRequest>;
  readonly endSignIn: (callbackUrl: string, request: AuthorizationRequest, userId: string) => Promise<unknown>;
  readonly articlesFor: (userId: string) => Promise<unknown[]>;
  readonly signedInUntil: (userId: string) => Promise<number | undefined>;
  readonly signOut: (userId: string) => Promise<void>;
  readonly moveIn: (userId: string, refreshToken: string) => Promise<string>;
  readonly receive: (request: Request) => Promise<Response>;
  readonly shutDown: () => Promise<void>;
  readonly whatToDo: (error: unknown) => string;
}

interface NextProgram {
  readonly frontPage: () => Promise<{ id: string }[]>;
  readonly pages: () => Promise<unknown[]>;
  readonly tagsOf: (id: string) => string[];
  readonly POST: (request: Request) => Promise<Response>;
  readonly GET: (request: Request) => Promise<Response>;
}

const webhook = { secret: 's3cret', parameter: 'secret' };

/** What a Source site sends where an entry has changed. */
function delivery(secret: string, id: string): Request {
  const body = JSON.stringify({ data: { type: 'node--article', id, meta: { operation: 'update' } } });
  const headers = { 'idempotency-key': createHash('sha1').update(body).digest('hex') };
  return new Request(`https://app.example.com/webhook?secret=${secret}`, { method: 'POST', body, headers });
}

describe('Source: I want to …', () => {
  const [main = -1, next = -1] = programsOf(sourcePage);

  it('reads, filters, writes, and says what is wrong', async () => {
    const sandbox = await sandboxInEnvironment();
    const { printed, exports } = await runPage<SourceProgram>(sourcePage, main);
    await exports.shutDown();
    expect(printed).toContain('title: This value should not be null. '); // the form's field, and nothing besides
    expect(printed.at(-1)).toBe('true 20 show a 404');
    expect(failuresIn(sandbox)).toEqual(['POST 422', 'GET 404']);
    expect(sandbox.count('source.token')).toBe(1);
    const found = sandbox.log.filter(({ url }) => url.includes('filter')).length;
    expect(found).toBeGreaterThanOrEqual(10);
  });

  it('signs a person in, reads as them, and signs them out', async () => {
    const sandbox = await sandboxInEnvironment();
    const { exports: page } = await runPage<SourceProgram>(sourcePage, main);
    const request = await page.beginSignIn();
    await page.endSignIn(await sandbox.authorize(request.url), request, '42');
    expect(await page.articlesFor('42')).toHaveLength(10);
    expect(await page.signedInUntil('42')).toBeGreaterThan(Date.now() + 13 * 86_400_000);
    expect(await page.moveIn('42', 'an older one')).toBe('kept');
    await page.signOut('42');
    const failure = await page.articlesFor('42').catch((error: unknown) => error);
    expect(page.whatToDo(failure)).toBe('sign in again');
    expect(await page.moveIn('43', 'from another library')).toBe('stored');
  });

  it('hears of changes', async () => {
    await sandboxInEnvironment();
    vi.stubEnv('WEBHOOK_SECRET', 's3cret');
    const { exports: page } = await runPage<SourceProgram>(sourcePage, main);
    const print = vi.spyOn(console, 'log').mockImplementation(() => {});
    const answers = [
      await page.receive(delivery('s3cret', 'a')),
      await page.receive(delivery('s3cret', 'a')),
      await page.receive(delivery('guessed', 'a')),
    ];
    expect(print).toHaveBeenCalledOnce();
    print.mockRestore();
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 401]);
  });

  it('caches in Next.js until a webhook or draft mode', async () => {
    const sandbox = await sandboxInEnvironment({ seed: 7 }); // the cache of Next.js is one for the process
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

describe('first calls', () => {
  it.each(['source'])('of %s list something', async (service) => {
    await sandboxInEnvironment();
    expect((await runPage(`docs/services/${service}.md`)).printed).toHaveLength(10);
  });
});

describe('the pages of Source', () => {
  const text = ['docs/services/source.md', sourcePage].map((page) => readFileSync(join(root, page), 'utf8')).join('\n');
  const client = source.createSourceClient({ siteUrl: 'https://a.example', clientId: 'a', store: memoryStore() });
  const names = [...Object.keys(source), ...Object.keys(sourceNext), ...Object.keys(client)];

  it('name every function, class and method', () => {
    expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(text))).toEqual([]);
  });
});
