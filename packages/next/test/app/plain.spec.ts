import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { locationOf } from '../browser.ts';
import { type BuiltSite, buildSite, builtFile } from './built-site.ts';
import { browserAt, itServesSessions } from './sessions.ts';

let site: BuiltSite;

beforeAll(async () => {
  site = await buildSite('plain');
});

afterAll(() => site?.[Symbol.asyncDispose]());

describe('an app of Next.js, built and started', () => {
  it('keeps a page static even if its client asks for a token', () => {
    const { routes } = JSON.parse(builtFile('plain', 'prerender-manifest.json'));

    expect(routes['/articles']).toMatchObject({ initialRevalidateSeconds: 3600 });
    expect(routes['/latest']).toMatchObject({ initialRevalidateSeconds: 2 });
    expect(site.printed).toMatch(/○ \/articles/);
    expect(site.sandbox.count('source.token')).toBeGreaterThan(0);
  });

  it('answers from its cache until a tag is revalidated, and then asks once', async () => {
    const before = { reads: site.sandbox.count('source.api'), tokens: site.sandbox.count('source.token') };
    const built = await text('/articles');
    expect(site.sandbox.count('source.api')).toBe(before.reads);
    await fetch(`${site.app.origin}/api/revalidate`, { method: 'POST' });

    const pages = [await text('/articles'), await text('/articles')];

    expect(listOf(built)).toContain('<li>');
    expect(pages.map(listOf)).toEqual([listOf(built), listOf(built)]);
    expect(site.sandbox.count('source.api')).toBe(before.reads + 1);
    expect(site.sandbox.count('source.token')).toBe(before.tokens + 1); // the server's own: the build was another process
  });

  it('makes the page again after its time, and gets a new token for that', async () => {
    site.sandbox.advance(301_000);
    const before = site.sandbox.count('source.token');
    await sleep(2_100); // the time of the page, by the clock of Next.js
    await text('/latest'); // still the old page, while Next.js makes it again

    await expect.poll(() => site.sandbox.count('source.token'), { timeout: 20_000 }).toBe(before + 1);
  });

  it('keeps answers of the API in the cache of Next.js, but no token answer', () => {
    const folder = fileURLToPath(new URL('plain/.next/cache/fetch-cache', import.meta.url));
    const bodies = readdirSync(folder)
      .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')))
      .filter(({ kind }) => kind === 'FETCH')
      .map(({ data }) => Buffer.from(data.body, 'base64').toString());

    expect(bodies.filter((body) => body.includes('node--article')).length).toBeGreaterThan(0);
    expect(bodies.filter((body) => body.includes('access_token'))).toEqual([]);
  });

  itServesSessions(() => site);

  it('signs a person in on the page that they wanted, and out again', async () => {
    const { sandbox, app } = site;
    const browser = browserAt(app.origin);
    const guarded = await browser.get('/account');
    const begun = await browser.get(locationOf(guarded));
    const back = await browser.get(await sandbox.authorize(locationOf(begun)));
    expect([guarded.status, begun.status, back.status]).toEqual([307, 303, 303]);
    expect(locationOf(back)).toBe(`${app.origin}/account`);
    expect(await (await browser.get('/account')).text()).toContain('Signed in, reads');

    await browser.post('/api/auth/sign-out');

    expect((await browser.get('/account')).status).toBe(307);
  });
});

const text = async (path: string): Promise<string> => (await fetch(site.app.origin + path)).text();

const listOf = (page: string): string | undefined => /<ol>.*<\/ol>/.exec(page)?.[0];
