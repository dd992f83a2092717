import { mkdir, writeFile } from 'node:fs/promises';
import { type Sandbox, type ServerOptions, startSandbox, stoppedClock } from '@acme/sandbox';
import axe, { type AxeResults, type RunOptions } from 'axe-core';
import type { Browser, ConsoleMessage, Locator, Page, Request } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { findChromium, launchChromium } from './support/chromium.ts';
import { toPalettePng } from './support/palette-png.ts';
import {
  applications,
  articles,
  asset,
  cloudToken,
  damAuthorizeUrl,
  damRefresh,
  damSignIn,
  sourceRefresh,
  sourceSignIn,
} from './support/requests.ts';

const executablePath = await findChromium();

/** Written only with `WRITE_SCREENSHOTS=1`, so that a test run changes no file. */
const PICTURES = new URL('../../../docs/images/', import.meta.url);

const WINDOW = { width: 1440, height: 1000 };

interface Shown {
  readonly sandbox: Sandbox;
  readonly page: Page;
  /** What the browser complained about. */
  readonly complaints: readonly string[];
}

/** Announcements are two seconds apart, and a busy machine takes its time. */
const PATIENTLY = { timeout: 15_000 };

// Without Chromium these are reported as skipped.
describe.runIf(executablePath !== undefined)('the page in a browser', { timeout: 20_000 }, () => {
  let browser: Browser;
  let onlyPage: Page;
  beforeAll(async () => {
    browser = await launchChromium(executablePath ?? '');
    onlyPage = await browser.newPage({ viewport: WINDOW });
  }, 60_000);
  afterAll(() => browser.close());

  /** Starts a sandbox and opens its page. */
  async function show(options: ServerOptions = {}, page: Page = onlyPage): Promise<Shown> {
    const sandbox = await startSandbox(options);
    const complaints: string[] = [];
    const onMessage = (message: ConsoleMessage): number => complaints.push(message.text());
    const onError = (error: Error): number => complaints.push(String(error));
    page.on('console', onMessage);
    page.on('pageerror', onError);
    onTestFinished(async () => {
      page.off('console', onMessage);
      page.off('pageerror', onError);
      await page.goto('about:blank');
      await sandbox.close();
    });
    await page.goto(sandbox.origin);
    if (page === onlyPage) await page.locator('#connection.live').waitFor();
    return { sandbox, page, complaints };
  }

  const row = (page: Page, number: number): Locator => page.locator(`#request-${number}`);
  const family = (page: Page, sandbox: Sandbox): Locator =>
    page.locator(`#family-${sandbox.authorizations.at(-1)?.id}`);
  const texts = (page: Page, selector: string): Promise<string[]> => page.locator(selector).allTextContents();

  it('loads without an error, and nothing from elsewhere', async () => {
    const urls: string[] = [];
    const onRequest = (request: Request): number => urls.push(request.url());
    onlyPage.on('request', onRequest);
    onTestFinished(() => void onlyPage.off('request', onRequest));

    const { sandbox, complaints } = await show();

    expect(complaints).toEqual([]);
    expect(urls.map((url) => url.replace(sandbox.origin, '')).toSorted()).toEqual([
      '/',
      '/_sandbox/events',
      '/_sandbox/icon.svg',
      '/_sandbox/page.css',
      '/_sandbox/page.js',
    ]);
  });

  it('shows a request when it arrives', async () => {
    const { sandbox, page } = await show();

    await asset(sandbox);

    await row(page, 1).waitFor();
    expect(await page.locator('#request-1 > *').allTextContents()).toEqual([
      '1',
      expect.stringMatching(/^\d\d:\d\d:\d\d\.\d{3}$/),
      'GET',
      '/dam/v2/assets/search?limit=1',
      'dam.api',
      '401',
      expect.stringMatching(/^[\d.]+ ms$/),
      '',
    ]);
    expect(await page.locator('#request-count').textContent()).toBe('1');
  });

  it('grows the tree of an authorisation at each rotation', async () => {
    const { sandbox, page } = await show();
    const first = await damSignIn(sandbox);
    const tree = family(page, sandbox);
    await tree.getByText('Generation 1').waitFor();

    await damRefresh(sandbox, first.body.refresh_token);

    await tree.getByText('Generation 2').waitFor();
    expect(await tree.locator('.name').allTextContents()).toEqual(['Consent', 'Generation 1', 'Generation 2']);
    expect(await tree.locator('.token .kind').allTextContents()).toEqual([
      'code',
      'access',
      'refresh',
      'access',
      'refresh',
    ]);
    expect(await tree.locator('.token > span > .state').allTextContents()).toEqual([
      'spent',
      'revoked',
      'spent',
      'live',
      'live',
    ]);
    expect(await tree.locator('.verdict').textContent()).toBe('alive');
    expect(await page.locator('#happening-list > li').first().textContent()).toContain('rotation: generation 1 → 2');
  });

  it('marks a refresh token that was used again, and shows its family dead', async () => {
    const { sandbox, page } = await show();
    const first = await damSignIn(sandbox);
    await damRefresh(sandbox, first.body.refresh_token);
    const tree = family(page, sandbox);

    await damRefresh(sandbox, first.body.refresh_token);

    await tree.getByText('dead: a refresh token was used twice').waitFor();
    expect(await tree.locator('.reused').allTextContents()).toEqual([
      expect.stringMatching(/^\s*refresh [0-9a-f]{8} reused, spent\s*$/),
    ]);
    expect(await tree.locator('.token.live').count()).toBe(0);
    expect(await texts(page, '#happening-list .reuse')).toEqual([
      expect.stringContaining('a used refresh token came again'),
    ]);
    await expect
      .poll(() => page.getByRole('status').textContent(), PATIENTLY)
      .toContain('dead: a refresh token was used twice');
  });

  it('moves the clock by its buttons and its field, so that tokens expire', async () => {
    const { sandbox, page } = await show({ clock: stoppedClock() });
    await sourceSignIn(sandbox);
    const tree = family(page, sandbox);
    await tree.getByText('5 minutes left').waitFor();

    await page.getByRole('button', { name: 'Advance by 1 minute' }).click();
    await tree.getByText('4 minutes left').waitFor();
    await page.getByLabel('Advance by', { exact: true }).fill('4');
    await page.getByLabel('Unit').selectOption('minutes');
    await page.getByRole('button', { name: 'Advance', exact: true }).click();

    await tree.locator('.token.expired', { hasText: 'access' }).waitFor();
    expect(await page.locator('#now').textContent()).toBe('2030-01-01 00:05:00');
    expect(await tree.locator('.verdict').textContent()).toBe('alive'); // its refresh token lives 14 days

    await page.getByRole('button', { name: 'Advance by 14 days' }).click();
    await tree.getByText('dead: expired').waitFor();
  });

  it('switches a fault on for the next request, and off again', async () => {
    const { sandbox, page } = await show();
    await page.getByLabel('Requests', { exact: true }).selectOption('dam.api');
    await page.getByLabel('Fault', { exact: true }).selectOption('status');
    await page.getByRole('spinbutton', { name: 'Status' }).fill('503');
    await page.getByRole('radio', { name: 'each one in' }).check();
    await page.getByLabel('One in how many').fill('1');
    await page.getByRole('button', { name: 'Switch on' }).click();

    await page.getByText('each request: status, status 503').waitFor();
    expect((await asset(sandbox)).status).toBe(503);
    await row(page, 1).getByText('fault: status').waitFor();

    await page.getByRole('button', { name: 'Switch off dam.api' }).click();
    await page.getByText('No fault is switched on.').waitFor();
    expect((await asset(sandbox)).status).toBe(401);
  });

  it('shows only the parameters of the chosen fault, and says what is wrong with them', async () => {
    const { page } = await show();
    const legends = (): Promise<string[]> => texts(page, 'fieldset[data-kind]:visible legend');

    expect(await legends()).toEqual(['latency']);
    await page.getByLabel('Fault', { exact: true }).selectOption('wrong-clock');
    expect(await legends()).toEqual(['wrong-clock']);
    await page.getByLabel('Fault', { exact: true }).selectOption('status');
    await page.getByLabel('Headers, a line each').fill('no header');
    await page.getByRole('button', { name: 'Switch on' }).click();

    await expect.poll(() => page.getByRole('status').textContent(), PATIENTLY).toContain('status.headers');
  });

  it('shows one service, and all again', async () => {
    const { sandbox, page } = await show();
    await damSignIn(sandbox);
    await cloudToken(sandbox);

    await page.getByRole('link', { name: 'Cloud', exact: true }).click();
    await expect
      .poll(() => texts(page, '#request-rows td.service-cloud, #request-rows td.service-dam'), PATIENTLY)
      .toEqual(['cloud.token']);
    expect(await page.locator('#families > li').count()).toBe(1);
    await asset(sandbox);
    await cloudToken(sandbox);
    await expect.poll(() => page.locator('#request-count').textContent(), PATIENTLY).toBe('2');
    await page.reload();
    expect(await page.locator('#request-rows tr').count()).toBe(2); // the address says it too

    await page.getByRole('link', { name: 'All' }).click();
    await expect.poll(() => page.locator('#request-rows tr').count(), PATIENTLY).toBe(sandbox.log.length);
  });

  it('holds still when paused, and catches up', async () => {
    const { sandbox, page } = await show();
    await asset(sandbox);
    await row(page, 1).waitFor();

    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('Paused').waitFor();
    await asset(sandbox);
    await page.getByRole('button', { name: 'Pause', pressed: true }).click();
    await row(page, 2).waitFor();

    expect(await texts(page, '#request-rows td:first-child')).toEqual(['2', '1']);
  });

  it('copies the lines for a .env file', async () => {
    const { sandbox, page } = await show();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);

    await page.getByRole('button', { name: 'Copy Source lines' }).click();
    await page.getByText('Copied.').waitFor();

    const { siteUrl, clientId, clientSecret } = sandbox.clients.source;
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
      `ACQUIA_SITE_URL=${siteUrl}\nACQUIA_CLIENT_ID=${clientId}\nACQUIA_CLIENT_SECRET=${clientSecret}\n`,
    );
  });

  it('keeps up with thousands of requests, of which it shows a hundred and counts all', async () => {
    const { sandbox, page, complaints } = await show();
    const request = (): Promise<Response> => asset(sandbox);

    for (let round = 0; round < 40; round++) await Promise.all(Array.from({ length: 50 }, request));

    await expect.poll(() => page.locator('#request-count').textContent(), PATIENTLY).toBe('2,000');
    const numbers = (await texts(page, '#request-rows td:first-child')).map(Number);
    expect(numbers).toEqual(Array.from({ length: 100 }, (_, i) => 2000 - i));
    expect(await texts(page, '#request-rows td.running')).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('shows hostile text as text', async () => {
    const { sandbox, page, complaints } = await show();
    const evil = `<img src=x onerror="document.title='owned'">`;

    await sandbox.authorize(damAuthorizeUrl(sandbox), { user: evil });
    await sandbox.fetch(`${sandbox.origin}/dam/'"><script>document.title='owned'</script>?${evil}'`, {
      headers: { 'user-agent': evil },
    });
    await family(page, sandbox).getByText(evil).waitFor();
    await page.reload();
    await family(page, sandbox).getByText(evil).waitFor();

    expect(await page.locator('img, #request-rows script').count()).toBe(0);
    expect(await page.title()).toBe('Sandbox');
    expect(complaints).toEqual([]);
  });

  it("can't be controlled by a page of another origin", async () => {
    const { sandbox, page } = await show({ clock: stoppedClock() });
    await using other = await startSandbox();
    const before = sandbox.clock.now();

    await page.goto(`${other.origin}/elsewhere`);
    const outcome = await page.evaluate(async (origin) => {
      const body = new URLSearchParams({ by: '60000' });
      const answer = await fetch(`${origin}/_sandbox/clock`, { method: 'POST', mode: 'no-cors', body }).catch(String);
      const form = document.createElement('form');
      Object.assign(form, {
        method: 'post',
        action: `${origin}/_sandbox/clock`,
        innerHTML: '<input name="by" value="60000">',
      });
      document.body.append(form);
      form.submit();
      return answer;
    }, sandbox.origin);
    await page.getByRole('heading', { name: 'Only the sandbox’s own page may do this' }).waitFor();

    expect(outcome).toBe('TypeError: Failed to fetch'); // sent, refused, and not even shown
    expect(sandbox.clock.now()).toBe(before);
  });

  it('can be operated by keyboard alone', async () => {
    const { sandbox, page } = await show({ clock: stoppedClock() });
    const press = async (...keys: string[]): Promise<void> => {
      for (const key of keys) await page.keyboard.press(key);
    };
    const focused = (): Promise<string> =>
      page.evaluate(
        () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
      );

    await press('Tab');
    expect(await focused()).toBe('Skip to the clock and the faults');
    await press('Enter', 'Tab');
    expect(await focused()).toBe('Advance by 1 minute');
    expect(await page.evaluate(() => getComputedStyle(document.activeElement ?? document.body).outlineStyle)).toBe(
      'solid',
    );
    await press('Enter');
    await expect.poll(() => page.locator('#now').textContent(), PATIENTLY).toBe('2030-01-01 00:01:00');

    for (let i = 0; i < 30 && (await page.evaluate(() => document.activeElement?.id)) !== 'fault-operation'; i++)
      await press('Tab');
    await press('End', 'Tab', 'End'); // the last of the requests, the last of the faults
    await press('Tab', 'Tab', 'Tab', 'Tab', 'Tab');
    for (let i = 0; i < 30 && (await focused()) !== 'Switch on'; i++) await press('Tab');
    await press('Enter');
    await page.getByText('the next request: huge-body').waitFor();

    for (let i = 0; i < 30 && (await focused()) !== 'Switch off *'; i++) await press('Shift+Tab');
    await press('Enter');
    await page.getByText('No fault is switched on.').waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('planned-faults'); // not lost with the button
    expect(sandbox.faults.planned).toEqual([]);
  });

  it('works without its script', async () => {
    const plainPage = await browser.newPage({ javaScriptEnabled: false });
    onTestFinished(() => plainPage.close());
    const { sandbox, page } = await show({ clock: stoppedClock() }, plainPage);
    await asset(sandbox);

    await page.getByRole('button', { name: 'Advance by 8 hours' }).click();
    await page.getByText('2030-01-01 08:00:00').first().waitFor();

    expect(await texts(page, '#request-rows th')).toEqual(['/dam/v2/assets/search?limit=1']);
    expect(await page.locator('fieldset[data-kind]:visible').count()).toBeGreaterThan(1);
  });

  it('fits a narrow window without scrolling sideways', async () => {
    const { sandbox, page } = await show({ clock: stoppedClock() });
    await play(sandbox);
    await row(page, sandbox.log.length).waitFor();

    await page.setViewportSize({ width: 320, height: 640 });

    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    await page.setViewportSize(WINDOW);
  });

  it('moves nothing if the reader prefers reduced motion', async () => {
    const { sandbox, page } = await show();
    const animation = (number: number): Promise<string> =>
      row(page, number).evaluate((element) => getComputedStyle(element).animationName);

    await asset(sandbox);
    expect(await animation(1)).toBe('arrive');
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await asset(sandbox);
    expect(await animation(2)).toBe('none');
    await page.emulateMedia({ reducedMotion: null });
  });

  it('is accessible in light and dark, as the pictures in the documentation show it', async () => {
    const { sandbox, page, complaints } = await show({ clock: stoppedClock() });
    await play(sandbox);
    await page.getByText('each 3rd request').waitFor();
    await row(page, sandbox.log.length).waitFor();
    await page.evaluate(axe.source);
    const check = async (rules: RunOptions): Promise<void> => {
      const { violations, passes } = await page.evaluate<AxeResults>(`axe.run(${JSON.stringify(rules)})`);
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      expect(passes.map(({ id }) => id)).toContain('color-contrast');
    };
    const picture = async (colorScheme: 'light' | 'dark'): Promise<Buffer> => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const bytes = await page.screenshot({ fullPage: true });
      if (process.env.WRITE_SCREENSHOTS === '1') {
        await mkdir(PICTURES, { recursive: true });
        const name = colorScheme === 'light' ? 'sandbox-page.png' : 'sandbox-page-dark.png';
        await writeFile(new URL(name, PICTURES), toPalettePng(bytes));
      }
      return bytes;
    };

    const light = await picture('light');
    await check({});
    const dark = await picture('dark');
    await check({ runOnly: ['color-contrast'] }); // the other rules look at no colour

    expect(light.equals(dark)).toBe(false);
    expect(complaints).toEqual([]);
    await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  });
});

/** A little of everything: three services, renewals, a refresh token used twice, faults. */
async function play(sandbox: Sandbox): Promise<void> {
  const scope = `organization:${sandbox.organizations[0].uuid}`;
  const { body: cloud } = await cloudToken(sandbox, { scope });
  await applications(sandbox, cloud.access_token, '?limit=10');

  let source = (await sourceSignIn(sandbox)).body;
  for (let i = 0; i < 7; i++) {
    await articles(sandbox, source.access_token);
    sandbox.advance(290_000);
    source = (await sourceRefresh(sandbox, source.refresh_token)).body;
  }
  const copied = await damSignIn(sandbox);
  await damRefresh(sandbox, copied.body.refresh_token);
  await damRefresh(sandbox, copied.body.refresh_token);
  const kept = await damSignIn(sandbox);
  const { body: dam } = await damRefresh(sandbox, kept.body.refresh_token);

  sandbox.faults.next('dam.api', { kind: 'status', status: 503, retryAfterSeconds: 2 });
  sandbox.faults.every(3, 'source.*', { kind: 'latency', ms: 2000 });
  await asset(sandbox, dam.access_token);
  await asset(sandbox, dam.access_token);
  await applications(sandbox, cloud.access_token);
  await articles(sandbox, source.access_token);
}
