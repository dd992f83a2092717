import type { Sandbox } from '@acme/sandbox';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { hasRedisServer } from '../../../../packages/oauth-core/test/support/redis.ts';
import { findChromium, launchChromium } from '../../../../packages/sandbox/test/support/chromium.ts';
import { expectAccessible, picture } from './support/look.ts';
import { connectToDam, generation, heading, sessionCookie, signIn } from './support/person.ts';
import { type Site, startSiteTwice } from './support/site.ts';

const executablePath = await findChromium();
const hasRedis = await hasRedisServer();

const pastExpiryMs = 301_000;
const damExpiryMs = 9 * 3_600_000;

// Without Chromium or Redis these count as not run.
describe.runIf(executablePath !== undefined && hasRedis)('the site in a browser', { timeout: 60_000 }, () => {
  let site: Site;
  let sandbox: Sandbox;
  let browser: Browser;
  let home: string;
  let elsewhere: string;
  beforeAll(async () => {
    [site, browser] = await Promise.all([startSiteTwice(), launchChromium(executablePath ?? '')]);
    ({ sandbox } = site);
    home = site.first.origin;
    elsewhere = site.second.origin;
  }, 600_000);
  afterAll(async () => {
    await browser?.close();
    await site?.[Symbol.asyncDispose]();
  });

  async function newPerson(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    onTestFinished(() => context.close());
    return context;
  }

  /** A page of somebody who has signed in at Source. */
  async function signedIn(options: BrowserContextOptions = {}): Promise<Page> {
    const page = await (await newPerson(options)).newPage();
    await signIn(page, home);
    return page;
  }

  it('shows articles to everybody from its cache, without asking for a token', async () => {
    const before = sandbox.log.length;

    const pages = await Promise.all(
      [home, elsewhere, home, elsewhere].map(async (origin) => (await fetch(origin)).text()),
    );

    for (const page of pages) expect(page).toContain('Article 300');
    expect(sandbox.log).toHaveLength(before);
    expect(sandbox.count('source.token')).toBe(0);
  });

  it('signs a person in, and comes back to where they wanted to go', async () => {
    const page = await (await newPerson()).newPage();
    await page.goto(home);
    await page.getByRole('link', { name: 'Cloud' }).click();
    await page.getByRole('button', { name: 'Sign in' }).click();

    await page.getByRole('button', { name: 'Allow', exact: true }).click();

    await heading(page, 'Applications');
    expect(page.url()).toBe(`${home}/cloud`);
    const { httpOnly, sameSite } = await sessionCookie(page, home);
    expect({ httpOnly, sameSite }).toEqual({ httpOnly: true, sameSite: 'Lax' });
  });

  it('leaves people who do not give consent signed out', async () => {
    const page = await (await newPerson()).newPage();
    await page.goto(`${home}/account`);
    await page.getByRole('button', { name: 'Sign in' }).click();

    await page.getByRole('button', { name: 'Deny' }).click();

    await page.getByText('You did not give consent').waitFor();
    expect(await page.context().cookies(home)).toEqual([]);
  });

  it('keeps a person signed in past the expiry: two tabs, two servers, one refresh', async () => {
    const page = await signedIn();
    const other = await page.context().newPage();
    expect(await generation(page)).toBe(1);
    const before = sandbox.count('source.token');

    for (let round = 1; round <= 3; round++) {
      sandbox.advance(pastExpiryMs);
      await Promise.all([page.goto(`${home}/account`), other.goto(`${elsewhere}/account`)]);
      expect([await generation(page), await generation(other)]).toEqual([round + 1, round + 1]);
      expect(sandbox.count('source.token')).toBe(before + round);
    }
  });

  it('makes one refresh for twenty requests at once to two servers', async () => {
    const page = await signedIn();
    const before = sandbox.count('source.token');
    sandbox.advance(pastExpiryMs);

    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        page.request.get(`${n % 2 ? home : elsewhere}/account`, { maxRedirects: 0 }),
      ),
    );

    expect(answers.map((answer) => answer.status())).toEqual(Array.from({ length: 20 }, () => 200));
    expect(sandbox.count('source.token')).toBe(before + 1);
  });

  it('publishes an article as the person who is signed in, and shows it to everybody at once', async () => {
    const page = await signedIn();
    await page.getByLabel('Title').fill('Apples & pears');
    await page.getByLabel('Text', { exact: true }).fill('They <b>ripen</b> late.');

    await page.getByRole('button', { name: 'Publish' }).click();

    await heading(page, 'Apples & pears');
    expect(await fetch(home).then((answer) => answer.text())).toContain('Apples &amp; pears');
  });

  it('shows images of DAM after consent there, and still after their tokens have expired', async () => {
    const page = await (await newPerson()).newPage();
    await connectToDam(page, home);
    const before = sandbox.count('dam.token');
    sandbox.advance(damExpiryMs);
    await page.getByLabel('Words').fill('harbour');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.waitForURL(`${home}/assets?q=harbour`);

    const images = page.locator('.assets img');
    await images.first().evaluate((image: HTMLImageElement) => image.decode()); // it rejects anything that is not an image
    expect(await images.count()).toBeGreaterThan(3);
    expect(sandbox.count('dam.token')).toBe(before + 1);

    await page.locator('.assets a').first().click();
    await page.getByText('HTML for an article').waitFor();
  });

  it('says what a search can not contain', async () => {
    const page = await (await newPerson()).newPage();
    await connectToDam(page, home);

    await page.goto(`${home}/assets?q=${encodeURIComponent('a) OR (b')}`);

    await page.getByText('The search takes no brackets').waitFor();
  });

  it('starts a task at Cloud, and follows it to its end', async () => {
    const page = await signedIn();
    await page.goto(`${home}/cloud`);
    await page.getByRole('link', { name: 'Garden 1 Meadow' }).click();
    await heading(page, 'Garden 1');

    await page.getByRole('button', { name: 'Back up Dev' }).click();
    await heading(page, 'Database backup created');
    sandbox.advance(15_000);
    await page.waitForFunction(() => Number(document.querySelector('progress')?.value) >= 50);
    sandbox.advance(15_000);

    await page.getByText('completed').waitFor();
    expect(await page.getByRole('link', { name: 'Look again' }).count()).toBe(0);
  });

  it('works without scripts: lists, an article, publishing, images, a task', async () => {
    const page = await signedIn({ javaScriptEnabled: false });
    await page.getByLabel('Title').fill('Written by hand');
    await page.getByLabel('Text', { exact: true }).fill('Without a script.');
    await page.getByRole('button', { name: 'Publish' }).click();
    await heading(page, 'Written by hand');

    await page.getByRole('link', { name: 'Articles', exact: true }).click();
    await page.getByRole('link', { name: 'Older' }).click();
    await page.getByText('Page 2').waitFor();
    await page.locator('.card a').first().click();
    await page.locator('article .summary').waitFor();

    await connectToDam(page, home);
    await page.getByLabel('Words').fill('garden');
    await page.getByRole('button', { name: 'Search' }).click();
    expect(await page.locator('.assets img').count()).toBeGreaterThan(3);

    await page.goto(`${home}/cloud`);
    await page.locator('.tiles a').first().click();
    await page.getByRole('button', { name: 'Back up Dev' }).click();
    await heading(page, 'Database backup created');
    sandbox.advance(31_000);
    await page.getByRole('link', { name: 'Look again' }).click();
    await page.getByText('completed').waitFor();
  });

  it('signs out at every server, and a copy of the cookie is of no use afterwards', async () => {
    const page = await signedIn();
    const copy = await sessionCookie(page, home);

    await page.getByRole('button', { name: 'Sign out' }).click();

    await heading(page, 'Articles');
    expect(await page.context().cookies(home)).toEqual([]);
    await page.context().addCookies([copy]);
    for (const origin of [home, elsewhere]) {
      const answer = await page.request.get(`${origin}/account`, { maxRedirects: 0 });
      expect(answer.status()).toBe(307);
      expect(answer.headers().location).toContain('/api/auth/sign-in?returnTo=%2Faccount');
    }
  });

  it('ignores a cookie that somebody has changed', async () => {
    const page = await signedIn();
    const cookie = await sessionCookie(page, home);
    const at = cookie.value.length - 30;
    const letter = cookie.value[at] === 'A' ? 'B' : 'A';
    const value = cookie.value.slice(0, at) + letter + cookie.value.slice(at + 1);
    await page.context().addCookies([{ ...cookie, value }]);

    await page.goto(`${home}/account`);

    await page.getByRole('heading', { name: 'Grant access to this site?' }).waitFor();
  });

  it('refuses a callback that comes a second time, in this browser and in another', async () => {
    const context = await newPerson();
    const page = await context.newPage();
    const callbacks: string[] = [];
    page.on('request', (request) => {
      if (request.url().startsWith(`${home}/api/auth/callback`)) callbacks.push(request.url());
    });
    await page.goto(`${home}/account`);
    const begun = await context.cookies(home);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    await heading(page, 'Your account');
    const [callback = ''] = callbacks;
    const before = sandbox.count('source.token');

    const again = await page.goto(callback);
    const thief = await newPerson();
    await thief.addCookies(begun);
    const stolen = await (await thief.newPage()).goto(callback.replace(home, elsewhere));

    expect([again?.status(), stolen?.status()]).toEqual([400, 400]);
    expect((await thief.cookies()).filter(({ name }) => name === 'acme-session')).toEqual([]);
    expect(sandbox.count('source.token')).toBe(before);
    await page.goto(`${home}/account`);
    await heading(page, 'Your account'); // the session is still there
  });

  it('asks for another sign-in if the service has ended the authorisation', async () => {
    const page = await signedIn();
    sandbox.revokeAuthorization(sandbox.authorizations.at(-1)?.id ?? '');

    await page.goto(`${home}/account`);

    await page.getByRole('heading', { name: 'Grant access to this site?' }).waitFor();
  });

  it('shows no details of an error at a service, and works again after another try', async () => {
    const page = await signedIn();
    sandbox.faults.every(1, 'cloud.api', { kind: 'status', status: 409, body: '{"message":"canary-4711"}' });
    await page.goto(`${home}/cloud`);
    await heading(page, 'Something went wrong');
    expect(await page.content()).not.toContain('canary-4711');

    sandbox.faults.clear();
    await page.getByRole('button', { name: 'Try again' }).click();

    await heading(page, 'Applications');
  });

  it('answers 404 with a page of its own to paths that do not exist', async () => {
    const page = await (await newPerson()).newPage();

    for (const path of ['/nothing', '/page/0', '/page/9999', '/articles/1']) {
      const answer = await page.goto(home + path);
      expect([path, answer?.status()]).toEqual([path, 404]);
      await heading(page, 'There is nothing here');
    }
  });

  it('leads the keyboard to the content first', async () => {
    const page = await (await newPerson()).newPage();
    await page.goto(home);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');

    expect(await page.evaluate(() => document.activeElement?.closest('main')?.id)).toBe('content');
  });

  it('is accessible in light and dark, wide and narrow, and writes nothing to the console', async () => {
    const page = await signedIn();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.location().url.startsWith(home)) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));

    await picture(page, 'account');
    await expectAccessible(page);
    await page.goto(`${home}/assets`);
    await expectAccessible(page);
    await connectToDam(page, home);
    await page.goto(`${home}/assets?q=harbour`);
    await picture(page, 'assets');
    await expectAccessible(page);
    await page.locator('.assets a').first().click();
    await page.getByText('HTML for an article').waitFor();
    await expectAccessible(page);
    await page.goto(`${home}/cloud`);
    await expectAccessible(page);
    await page.locator('.tiles a').first().click();
    await page.getByRole('heading', { name: 'Environments' }).waitFor();
    await expectAccessible(page);
    sandbox.nextTask({ durationMs: 36_000_000 });
    await page.getByRole('button', { name: 'Back up Stage' }).click();
    await heading(page, 'Database backup created');
    sandbox.advance(14_900_000);
    await page.getByText('41 %').waitFor();
    await picture(page, 'task', 'dark');
    await expectAccessible(page);
    await page.goto(`${home}/page/2`);
    await picture(page, 'articles');
    await picture(page, 'articles-dark', 'dark');
    await expectAccessible(page);
    await page.locator('.card a').first().click();
    await page.locator('article .summary').waitFor();
    await expectAccessible(page);

    expect(complaints).toEqual([]);
  }, 240_000);
});
