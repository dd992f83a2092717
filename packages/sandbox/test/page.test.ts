import { createSandbox, type Fault, type Sandbox, startSandbox, stoppedClock } from '@acme/sandbox';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applications,
  asset,
  cloudToken,
  damAuthorizeUrl,
  damRefresh,
  damSignIn,
  sourceRefresh,
  sourceSignIn,
} from './support/requests.ts';

const read = async (sandbox: Sandbox, path = '/'): Promise<string> =>
  (await sandbox.fetch(sandbox.origin + path)).text();

interface State {
  readonly now: number;
  readonly requestCount: number;
  readonly requests: readonly { number: number; operation: string; url: string }[];
  readonly authorizationCount: number;
  readonly authorizations: readonly { service: string; tokens: readonly { fingerprint: string }[] }[];
  readonly faults: readonly unknown[];
}

const state = async (sandbox: Sandbox, query = ''): Promise<State> =>
  JSON.parse(await read(sandbox, `/_sandbox/state.json${query}`)) as State; // what the page's own script is given

/** Sends a form of the page as a program does; `headers` may add what a browser sends. */
const post = (
  sandbox: Sandbox,
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Response> =>
  sandbox.fetch(`${sandbox.origin}/_sandbox/${path}`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers,
    redirect: 'manual',
  });

describe('the page without its script', () => {
  it('shows requests, newest first, tokens, the clock, faults and .env lines', async () => {
    const sandbox = createSandbox({ clock: stoppedClock() });
    const { body } = await cloudToken(sandbox);
    await applications(sandbox, body.access_token, '?limit=1');
    sandbox.faults.every(2, 'dam.*', { kind: 'latency', ms: 5 });

    const page = await read(sandbox);

    expect(page.indexOf('/cloud/api/applications?limit=1')).toBeLessThan(
      page.indexOf('/cloud/accounts/api/auth/oauth/token</th>'),
    );
    expect(page).toContain('<span class="name">Generation 1</span>');
    expect(page).toContain('2030-01-01 00:00:00');
    expect(page).toContain('each 2nd request: latency, ms 5');
    expect(page).toMatch(/<select id="fault-latency.when"[^>]*><option>before-processing<\/option><option>after-/);
    expect(page).toContain(`ACLI_KEY=${sandbox.clients.cloud.clientId}`);
    expect(page).toContain(`ACQUIA_SITE_URL=${sandbox.clients.source.siteUrl}`);
    expect(page).toContain(`DAM_ACCESS_TOKEN=${sandbox.clients.damPersonal.accessToken}`);
  });

  it.each([
    ['page.js', 'text/javascript; charset=utf-8'],
    ['page.css', 'text/css; charset=utf-8'],
    ['icon.svg', 'image/svg+xml; charset=utf-8'],
  ])('has the file %s', async (name, type) => {
    const sandbox = createSandbox();

    const response = await sandbox.fetch(`${sandbox.origin}/_sandbox/${name}`);

    expect([response.status, response.headers.get('content-type')]).toEqual([200, type]);
    expect(await response.text()).not.toBe('');
  });

  it('counts the reuses of a refresh token', async () => {
    const sandbox = createSandbox();
    const { body } = await sourceSignIn(sandbox);
    await sourceRefresh(sandbox, body.refresh_token);

    await sourceRefresh(sandbox, body.refresh_token);
    expect(await read(sandbox)).toContain('>1 reuse<');
    await sourceRefresh(sandbox, body.refresh_token);
    expect(await read(sandbox)).toContain('>2 reuses<');
  });

  it('links to each service, and back to all', async () => {
    const sandbox = createSandbox();
    const links = async (path: string): Promise<string[]> =>
      [...(await read(sandbox, path)).matchAll(/<a href="([^"]*)" data-service="\w*"( aria-current="page")?>/g)].map(
        ([, href, current]) => `${href}${current ?? ''}`,
      );

    expect(await links('/')).toEqual(['/ aria-current="page"', '/?service=cloud', '/?service=source', '/?service=dam']);
    expect(await links('/?service=dam')).toContain('/?service=dam aria-current="page"');
  });

  it('distinguishes a request that is under way from one that gets no answer', async () => {
    const sandbox = createSandbox({ clock: stoppedClock() });
    const statuses = async (): Promise<(string | undefined)[]> =>
      [...(await read(sandbox)).matchAll(/<td class="(?:good|bad|running)">([^<]*)</g)].map(([, text]) => text);
    sandbox.faults.next('dam.api', { kind: 'latency', ms: 5 });
    sandbox.faults.next('dam.api', { kind: 'reset-before-processing' });

    const slow = asset(sandbox);
    await expect(asset(sandbox)).rejects.toThrow('fetch failed');

    expect(await statuses()).toEqual(['no answer', 'running']);
    sandbox.advance(5);
    await slow;
    expect(await statuses()).toEqual(['no answer', '401']);
  });

  it.each([
    [1, 'each request: html'],
    [3, 'each 3rd request: html'],
    [11, 'each 11th request: html'],
    [21, 'each 21st request: html'],
    [111, 'each 111th request: html'],
  ])('says that a fault is for one in %i requests', async (n, text) => {
    const sandbox = createSandbox();
    sandbox.faults.every(n, '*', { kind: 'html' });

    expect(await read(sandbox)).toContain(`<span>${text}</span>`);
  });

  it('says what a fault is made of', async () => {
    const sandbox = createSandbox();
    sandbox.faults.next('*', { kind: 'status', status: 418, headers: { 'x-a': '1' } }, { times: 1_000 });

    const text = 'the next 1,000 requests: status, status 418, headers {&quot;x-a&quot;:&quot;1&quot;}';
    expect(await read(sandbox)).toContain(text);
  });

  it('moves the clock by its form, and goes back to the page', async () => {
    const sandbox = createSandbox({ clock: stoppedClock() });
    const before = sandbox.clock.now();

    const response = await post(sandbox, 'clock', { amount: '1.5', unit: 'hours' }, { accept: 'text/html,*/*' });

    expect(sandbox.clock.now() - before).toBe(5_400_000);
    expect([response.status, response.headers.get('location')]).toEqual([303, '/']);
  });

  it('shows one service if the query says so', async () => {
    const sandbox = createSandbox();
    await damSignIn(sandbox);
    await cloudToken(sandbox);

    const shown = await state(sandbox, '?service=cloud');

    expect(shown.requests.map(({ operation }) => operation)).toEqual(['cloud.token']);
    expect([shown.requestCount, shown.authorizationCount]).toEqual([1, 1]);
    expect(shown.authorizations.map(({ service }) => service)).toEqual(['cloud']);
    expect(await read(sandbox, '/?service=cloud')).not.toContain('dam.token</td>');
  });

  it('shows the last hundred requests and the last five generations, and counts all', async () => {
    const sandbox = createSandbox();
    let { refresh_token: refreshToken } = (await damSignIn(sandbox)).body;
    for (let i = 0; i < 120; i++) refreshToken = (await damRefresh(sandbox, refreshToken)).body.refresh_token;

    const shown = await state(sandbox);

    expect(shown.requests).toHaveLength(100);
    expect(shown.requestCount).toBe(sandbox.log.length);
    expect(shown.authorizations[0]).toMatchObject({ generation: 121, earlierGenerations: 116 });
    expect(shown.authorizations[0]?.tokens).toHaveLength(11); // the code, and two tokens of each generation
    expect(await read(sandbox)).toMatch(
      /116 earlier generations<\/li><li class="generation">\s*<span[^>]*>Generation 117</,
    );
  });
});

describe('the page', () => {
  it('stays out of the log, and out of reach of faults, which it has to switch off', async () => {
    const sandbox = createSandbox();
    sandbox.faults.every(1, '*', { kind: 'reset-before-processing' });

    const response = await sandbox.fetch(sandbox.origin);
    await post(sandbox, 'faults/clear', {});

    expect(response.status).toBe(200);
    expect(sandbox.faults.planned).toEqual([]);
    expect(sandbox.log).toEqual([]);
  });

  it('shows fingerprints, but no tokens', async () => {
    const sandbox = createSandbox();
    const { body } = await sourceSignIn(sandbox);
    const dam = await damSignIn(sandbox);
    await asset(sandbox, dam.body.access_token);
    await sandbox.fetch(`${sandbox.clients.dam.baseUrl}/v2/assets/1?access_token=${dam.body.access_token}`);

    const shown = (await read(sandbox)) + (await read(sandbox, '/_sandbox/state.json'));

    for (const answer of [body, dam.body]) {
      expect(shown).not.toContain(answer.access_token);
      expect(shown).not.toContain(answer.refresh_token);
    }
    expect(shown).toContain('access_token=***');
  });

  it('keeps to a policy without inline scripts, styles or other origins', async () => {
    const sandbox = createSandbox();

    const response = await sandbox.fetch(sandbox.origin);
    const page = await response.text();

    const policy = response.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(page).not.toMatch(/<script(?![^>]* src="\/_sandbox\/)|<style|\son\w+=|\sstyle=/);
    expect(page).not.toMatch(/(?:src|href|action)="(?!\/|#|http:\/\/127\.0\.0\.1)/);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('shows text as text, whoever wrote it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1, unit: 'grapheme' }), async (noise) => {
        const sandbox = createSandbox();
        const user = `${noise}"'><img src=x onerror=alert(1)>`;
        await sandbox.authorize(damAuthorizeUrl(sandbox), { user });
        await sandbox.fetch(`${sandbox.origin}/dam/${user}?'><script>alert(1)</script>`);

        const page = await read(sandbox);

        expect(page).not.toContain('<img');
        expect(page).not.toContain('<script>');
        expect(page).toContain('&gt;&lt;img src=x onerror=alert(1)&gt;');
      }),
      { numRuns: 30 },
    );
  });
});

describe('the controls of the page', () => {
  it.each([
    ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:8080', 'sec-fetch-site': 'same-site' }],
    ['a browser that sends only the origin', { origin: 'https://evil.example' }],
    ['a browser that sends only the relation', { 'sec-fetch-site': 'cross-site' }],
    ['a sandboxed frame', { origin: 'null' }],
    [
      'a foreign name that leads here',
      { host: 'evil.example', origin: 'http://evil.example', 'sec-fetch-site': 'same-origin' },
    ],
  ])('refuse %s', async (_, headers) => {
    const sandbox = createSandbox({ clock: stoppedClock() });
    const before = sandbox.clock.now();

    const answers = [
      await post(sandbox, 'clock', { by: '60000' }, headers),
      await post(sandbox, 'faults', { operation: '*', kind: 'html' }, headers),
      await post(sandbox, 'faults/clear', {}, headers),
    ];

    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403]);
    expect([sandbox.clock.now(), sandbox.faults.planned]).toEqual([before, []]);
  });

  it.each([
    ['the page itself', { host: '127.0.0.1:3000', origin: 'http://127.0.0.1:3000', 'sec-fetch-site': 'same-origin' }],
    ['the page behind another port', { host: 'localhost:8080', origin: 'http://localhost:8080' }],
    ['the page without a port', { origin: 'http://127.0.0.1', 'sec-fetch-site': 'same-origin' }],
    ['a program', {}],
  ])('obey %s', async (_, headers) => {
    const sandbox = createSandbox({ clock: stoppedClock() });
    const before = sandbox.clock.now();

    expect((await post(sandbox, 'clock', { by: '60000' }, headers)).status).toBe(200);
    expect(sandbox.clock.now() - before).toBe(60_000);
  });

  it('refuse a GET, and a visitor who calls this machine by a foreign name', async () => {
    const sandbox = createSandbox();
    const get = (path: string, host: string): Promise<Response> =>
      sandbox.fetch(sandbox.origin + path, { headers: { host } });

    const answers = [
      await get('/_sandbox/clock?by=60000', '127.0.0.1'),
      await get('/_sandbox/nothing', '127.0.0.1'),
      await get('/', 'evil.example'),
      await get('/_sandbox/state.json', '127.0.0.1.evil.example:80'),
      await get('/', '[::1]:80'),
    ];

    expect(answers.map(({ status }) => status)).toEqual([405, 404, 403, 403, 200]);
  });

  it('refuse a HEAD, which does not get an endless stream either', async () => {
    await using sandbox = await startSandbox();
    const head = (path: string): Promise<Response> => fetch(sandbox.origin + path, { method: 'HEAD' });

    const answers = [await head('/'), await head('/_sandbox/events'), await head('/_sandbox/clock')];

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 405]);
    expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual(['', '', '']);
  });

  it.each(['', '0', '-1', 'x', 'NaN', '1e99'])('refuse to move the clock by "%s"', async (amount) => {
    const sandbox = createSandbox({ clock: stoppedClock() });
    const before = sandbox.clock.now();

    const answers = [
      await post(sandbox, 'clock', { amount, unit: 'days' }),
      await post(sandbox, 'clock', { by: amount }),
      await post(sandbox, 'clock', { amount: '1', unit: `${amount}years` }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400]);
    expect(await answers[0]?.json()).toEqual({ refused: expect.stringContaining('amount') });
    expect(sandbox.clock.now()).toBe(before);
  });

  it("switch on every kind of fault with the form's defaults", async () => {
    const sandbox = createSandbox();
    const page = await read(sandbox);
    const kinds = [...(/<select id="fault-kind".*?<\/select>/.exec(page)?.[0] ?? '').matchAll(/<option[^>]*>([^<]+)/g)];
    const defaults: Record<string, string> = {};
    for (const [, name = '', value = ''] of page.matchAll(/name="([\w-]+\.\w+)"[^>]* value="([^"]*)"/g)) {
      if (value !== 'true') defaults[name] = value; // boxes are not ticked
    }

    for (const [, kind = ''] of kinds) {
      expect((await post(sandbox, 'faults', { operation: 'cloud.api', kind, ...defaults })).status).toBe(200);
    }

    const every: Record<Fault['kind'], Fault> = {
      latency: { kind: 'latency', ms: 2000 },
      status: { kind: 'status', status: 503 },
      html: { kind: 'html', status: 502 },
      'cut-off-body': { kind: 'cut-off-body' },
      'reset-before-processing': { kind: 'reset-before-processing' },
      'drop-answer-after-processing': { kind: 'drop-answer-after-processing' },
      'slow-body': { kind: 'slow-body', ms: 5000 },
      'wrong-clock': { kind: 'wrong-clock', offsetMs: 3_600_000 },
      'wrong-content-type': { kind: 'wrong-content-type', contentType: 'text/plain' },
      redirect: { kind: 'redirect' },
      'huge-body': { kind: 'huge-body', bytes: 67_108_864 },
    };
    expect(sandbox.faults.planned).toEqual(
      Object.values(every).map((fault) => ({ operation: 'cloud.api', fault, times: 1 })),
    );
  });

  it('accept every parameter of a fault, and which requests it is for', async () => {
    const sandbox = createSandbox();
    const status = {
      kind: 'status',
      'status.status': '429',
      'status.retryAfterSeconds': '7',
      'status.headers': 'X-Ratelimit-Reset: 2030-01-01T00:00:00Z\r\nX-Other: a',
      'status.body': '{}',
      'status.processed': 'true',
    };
    const redirect = { kind: 'redirect', 'redirect.status': '303', 'redirect.location': 'https://else.example/' };

    await post(sandbox, 'faults', { operation: 'dam.*', ...status, when: 'every', every: '4' });
    await post(sandbox, 'faults', { operation: '*', ...redirect, when: 'random', probability: '0.25' });
    await post(sandbox, 'faults', { operation: 'cloud.api', kind: 'html', times: '9', route: 'GET /applications' });

    expect(sandbox.faults.planned).toEqual([
      {
        operation: 'dam.*',
        every: 4,
        fault: {
          kind: 'status',
          status: 429,
          retryAfterSeconds: 7,
          headers: { 'x-ratelimit-reset': '2030-01-01T00:00:00Z', 'x-other': 'a' },
          body: '{}',
          processed: true,
        },
      },
      {
        operation: '*',
        probability: 0.25,
        fault: { kind: 'redirect', status: 303, location: 'https://else.example/' },
      },
      { operation: 'cloud.api', times: 9, route: 'GET /applications', fault: { kind: 'html' } },
    ]);
  });

  it.each([
    ['operation', { operation: 'cloud.nothing', kind: 'html' }],
    ['kind', { operation: 'cloud.api', kind: 'constructor' }],
    ['when', { operation: 'cloud.api', kind: 'html', when: 'never' }],
    ['latency.ms', { operation: 'cloud.api', kind: 'latency' }],
    ['latency.ms', { operation: 'cloud.api', kind: 'latency', 'latency.ms': '-1' }],
    ['latency.ms', { operation: 'cloud.api', kind: 'latency', 'latency.ms': '1.5' }],
    ['latency.when', { operation: 'cloud.api', kind: 'latency', 'latency.ms': '1', 'latency.when': 'later' }],
    ['status.status', { operation: 'cloud.api', kind: 'status', 'status.status': '99' }],
    ['status.headers', { operation: 'cloud.api', kind: 'status', 'status.status': '500', 'status.headers': 'a b' }],
    ['status.headers', { operation: 'cloud.api', kind: 'status', 'status.status': '500', 'status.headers': 'a b: c' }],
    ['times', { operation: 'cloud.api', kind: 'html', times: '1.5' }],
    ['every', { operation: 'cloud.api', kind: 'html', when: 'every', every: '0' }],
    ['probability', { operation: 'cloud.api', kind: 'html', when: 'random', probability: '2' }],
    ['probability', { operation: 'cloud.api', kind: 'html', when: 'random', probability: '' }],
  ])('name %s if that is wrong, and switch nothing on', async (field, fields: Record<string, string>) => {
    const sandbox = createSandbox();

    const response = await post(sandbox, 'faults', fields);

    expect(response.status).toBe(400);
    expect(((await response.json()) as { refused: string }).refused).toMatch(new RegExp(`^${field}`));
    expect(sandbox.faults.planned).toEqual([]);
  });

  it('switch off the faults of one operation, and leave the others', async () => {
    const sandbox = createSandbox();
    sandbox.faults.next('dam.token', { kind: 'html' });
    sandbox.faults.next('dam.api', { kind: 'html' });

    await post(sandbox, 'faults/clear', { operation: 'dam.token' });
    const refused = await post(sandbox, 'faults/clear', { operation: 'dam' });

    expect(refused.status).toBe(400);
    expect(sandbox.faults.planned.map(({ operation }) => operation)).toEqual(['dam.api']);
  });
});
