import { createSandbox, type Fault, type Sandbox, startSandbox } from '@acme/sandbox';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { asset, damRefresh, damSignIn } from './support/requests.ts';

for (const [form, open] of [
  ['without a port', async () => createSandbox()],
  ['behind a port', () => startSandbox()],
] as const) {
  describe(`a fault ${form}`, () => {
    let sandbox: Sandbox;
    const opened = async (): Promise<{ token: string; meet(fault: Fault | readonly Fault[]): Promise<Response> }> => {
      sandbox = await open();
      const token = sandbox.clients.damPersonal.accessToken;
      return {
        token,
        meet(fault) {
          sandbox.faults.next('dam.api', fault);
          return asset(sandbox, token);
        },
      };
    };
    afterEach(() => sandbox.close());

    it('can reset the connection before anything is done', async () => {
      await opened();
      const { body } = await damSignIn(sandbox);
      sandbox.faults.next('dam.token', { kind: 'reset-before-processing' });

      await expect(damRefresh(sandbox, body.refresh_token)).rejects.toMatchObject({
        message: 'fetch failed',
        cause: { code: 'ECONNRESET' },
      });
      expect((await damRefresh(sandbox, body.refresh_token)).status).toBe(200);
    });

    it('can drop the answer after everything is done', async () => {
      await opened();
      const { body } = await damSignIn(sandbox);
      sandbox.faults.next('dam.token', { kind: 'drop-answer-after-processing' });

      await expect(damRefresh(sandbox, body.refresh_token)).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
      expect(sandbox.authorizations.at(-1)).toMatchObject({ generation: 2, reuses: 0 });
      expect((await damRefresh(sandbox, body.refresh_token)).status).toBe(400);
      expect(sandbox.authorizations.at(-1)).toMatchObject({ alive: false, reuses: 1 });
    });

    it('can cut the body off in the middle', async () => {
      const { meet } = await opened();

      const whole = (await (await meet([])).arrayBuffer()).byteLength;
      const response = await meet({ kind: 'cut-off-body' });
      let came = 0;
      const read = async (): Promise<void> => {
        for await (const piece of response.body ?? []) came += piece.length;
      };

      expect(response.status).toBe(200);
      await expect(read()).rejects.toThrow('terminated');
      expect(came).toBe(Math.floor(whole / 2));
    });

    it('ends with a broken body when the sandbox is closed meanwhile', async () => {
      const { meet } = await opened();
      const response = await meet({ kind: 'slow-body', ms: 3_600_000 });
      const body = response.text();

      await Promise.all([
        expect(body).rejects.toMatchObject({ message: 'terminated', cause: { code: 'UND_ERR_SOCKET' } }),
        sandbox.close(),
      ]);
    });

    it('can cut off a file, and a body that comes slowly', async () => {
      const { token, meet } = await opened();
      const { items } = (await (await asset(sandbox, token)).json()) as {
        items: [{ _links: { download: string }; file_properties: null }]; // a page of assets
      };
      sandbox.faults.next('dam.api', { kind: 'cut-off-body' });
      const file = await sandbox.fetch(items[0]._links.download);

      await expect(file.arrayBuffer()).rejects.toThrow('terminated');
      const slow = await meet([{ kind: 'cut-off-body' }, { kind: 'slow-body', ms: 10 }]);
      await expect(slow.text()).rejects.toThrow('terminated');
    });

    it('can answer any status without a body', async () => {
      const { meet } = await opened();

      for (const status of [204, 205, 304]) {
        const response = await meet({ kind: 'status', status });
        expect([response.status, await response.text()]).toEqual([status, '']);
      }
    });

    it('can answer a status with Retry-After, headers and a body', async () => {
      const { meet } = await opened();

      const response = await meet({
        kind: 'status',
        status: 429,
        retryAfterSeconds: 7,
        headers: { 'X-Note': 'a', 'Content-Type': 'application/problem+json' },
        body: { a: 1 },
      });

      expect(response.status).toBe(429);
      expect(response.headers.get('retry-after')).toBe('7');
      expect(response.headers.get('x-note')).toBe('a');
      expect(response.headers.get('content-type')).toBe('application/problem+json'); // in place of the service's
      expect(await response.json()).toEqual({ a: 1 });
    });

    it('can answer a status before or after processing', async () => {
      await opened();
      const { body } = await damSignIn(sandbox);

      sandbox.faults.next('dam.token', { kind: 'status', status: 503 });
      expect((await damRefresh(sandbox, body.refresh_token)).status).toBe(503);
      expect(sandbox.authorizations.at(-1)?.generation).toBe(1);
      sandbox.faults.next('dam.token', { kind: 'status', status: 503, processed: true });
      expect((await damRefresh(sandbox, body.refresh_token)).status).toBe(503);
      expect(sandbox.authorizations.at(-1)?.generation).toBe(2);
    });

    it('can answer an HTML page instead of JSON', async () => {
      const { meet } = await opened();

      const response = await meet({ kind: 'html' });

      expect(response.status).toBe(502);
      expect(response.headers.get('content-type')).toContain('text/html');
      expect(await response.text()).toContain('<!doctype html>');
    });

    it('can answer an HTML page after processing', async () => {
      await opened();
      const { body } = await damSignIn(sandbox);
      sandbox.faults.next('dam.token', { kind: 'html', status: 504, processed: true });
      const { tokenUrl } = sandbox.clients.dam;

      const response = await sandbox.fetch(tokenUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          client_id: sandbox.clients.dam.clientId,
          client_secret: sandbox.clients.dam.clientSecret,
          grant_type: 'refresh_token',
          refresh_token: body.refresh_token,
        }),
      });

      expect(response.status).toBe(504);
      expect(sandbox.authorizations.at(-1)?.generation).toBe(2);
    });

    it('can also be for a path of no service', async () => {
      await opened();
      for (const [operation, path] of [
        ['page', '/nothing'],
        ['elsewhere', '/elsewhere'],
      ] as const) {
        sandbox.faults.next(operation, { kind: 'status', status: 503 });
        const response = await sandbox.fetch(sandbox.origin + path);
        expect([response.status, await response.text()]).toEqual([503, expect.stringContaining('Status 503')]);
      }
    });

    it('can delay a file', async () => {
      const { token } = await opened();
      const { items } = (await (await asset(sandbox, token)).json()) as {
        items: [{ _links: { download: string } }]; // a page of assets
      };
      sandbox.faults.next('dam.api', { kind: 'slow-body', ms: 60_000 });
      const file = await sandbox.fetch(items[0]._links.download);
      let isThere = false;
      const bytes = file.arrayBuffer().finally(() => {
        isThere = true;
      });
      await turn();
      expect(isThere).toBe(false);
      sandbox.advance(60_000);

      expect((await bytes).byteLength).toBe(Number(file.headers.get('content-length')));
    });

    it('can answer with the wrong content type', async () => {
      const { meet } = await opened();

      const response = await meet({ kind: 'wrong-content-type', contentType: 'image/gif' });

      expect(response.headers.get('content-type')).toBe('image/gif');
      expect(await response.json()).toHaveProperty('items');
    });

    it('can make the Date header wrong', async () => {
      const { meet } = await opened();

      const wrong = Date.parse((await meet({ kind: 'wrong-clock', offsetMs: -3_600_000 })).headers.get('date') ?? '');

      expect(Math.abs(sandbox.clock.now() - 3_600_000 - wrong)).toBeLessThan(5_000);
    });

    it('can redirect to another origin, where the token is not sent', async () => {
      const { meet } = await opened();

      const response = await meet({ kind: 'redirect' });

      expect(response.redirected).toBe(true);
      expect(new URL(response.url).origin).not.toBe(sandbox.origin);
      const entry = sandbox.log.at(-1);
      expect(entry?.operation).toBe('elsewhere');
      expect(entry?.credentials).toBeUndefined();
    });

    it('can redirect a caller that does not follow redirects', async () => {
      const { token } = await opened();
      const ask = (redirect: RequestRedirect): Promise<Response> => {
        sandbox.faults.next('dam.api', { kind: 'redirect', location: 'https://evil.example/', status: 302 });
        return sandbox.fetch(`${sandbox.clients.dam.baseUrl}/v2/assets/search?limit=1`, {
          headers: { authorization: `Bearer ${token}` },
          redirect,
        });
      };

      const seen = await ask('manual');
      expect([seen.status, seen.headers.get('location')]).toEqual([302, 'https://evil.example/']);
      await expect(ask('error')).rejects.toThrow('fetch failed');
      expect(sandbox.count('elsewhere')).toBe(0);
    });

    it('can make a body huge', async () => {
      const { meet } = await opened();

      const response = await meet({ kind: 'huge-body', bytes: 3_000_000 });
      const text = await response.text();

      expect(text).toHaveLength(3_000_000);
      expect(Object.keys(JSON.parse(text) as object)).toEqual(['padding']);
    });

    it("can add latency by the sandbox's clock, before or after processing", async () => {
      await opened();
      for (const when of ['before-processing', 'after-processing'] as const) {
        const { body } = await damSignIn(sandbox);
        sandbox.faults.next('dam.token', { kind: 'latency', ms: 60_000, when });
        const arrived = untilArrived(sandbox, 'dam.token');
        const refresh = damRefresh(sandbox, body.refresh_token);
        await arrived;

        const generation = when === 'before-processing' ? 1 : 2;
        await turn();
        await vi.waitFor(() => expect(sandbox.authorizations.at(-1)?.generation).toBe(generation));
        sandbox.advance(60_000);
        expect((await refresh).status).toBe(200);
        expect(sandbox.log.at(-1)?.tookMs).toBeGreaterThanOrEqual(60_000);
      }
    });

    it("can make a body slow by the sandbox's clock", async () => {
      const { meet } = await opened();

      const response = await meet({ kind: 'slow-body', ms: 60_000 });
      let done = false;
      const body = response.text().finally(() => {
        done = true;
      });
      await turn();
      expect(done).toBe(false);
      while (!done) {
        sandbox.advance(6_000);
        await turn();
      }

      expect(JSON.parse(await body)).toHaveProperty('items');
    });

    it('lets a caller give up while the server goes on processing', async () => {
      await opened();
      const { body } = await damSignIn(sandbox);
      const { tokenUrl, clientId, clientSecret } = sandbox.clients.dam;
      sandbox.faults.next('dam.token', { kind: 'latency', ms: 60_000 });
      const controller = new AbortController();
      const arrived = untilArrived(sandbox, 'dam.token');
      const call = sandbox.fetch(tokenUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          grant_type: 'refresh_token',
          refresh_token: body.refresh_token,
          client_id: clientId,
          client_secret: clientSecret,
        }),
        signal: controller.signal,
      });
      await arrived;
      await turn();
      const answered = untilAnswered(sandbox, 'dam.token');
      controller.abort(new Error('gave up'));

      await expect(call).rejects.toThrow('gave up');
      await asset(sandbox); // gives the server time to see that the caller has left
      await turn();
      sandbox.advance(60_000);
      await answered;
      expect(sandbox.authorizations.at(-1)?.generation).toBe(2);
    });

    it('can consist of several at once, of which the first is outermost', async () => {
      const { meet } = await opened();

      const response = await meet([{ kind: 'wrong-content-type' }, { kind: 'status', status: 500, body: 'x' }]);

      expect([response.status, response.headers.get('content-type')]).toEqual([500, 'text/plain; charset=utf-8']);
      expect(sandbox.log.at(-1)?.faults).toEqual(['wrong-content-type', 'status']);
    });
  });
}

describe('a plan of faults', () => {
  const statuses = async (sandbox: Sandbox, calls: number): Promise<number[]> => {
    const token = sandbox.clients.damPersonal.accessToken;
    const all: number[] = [];
    for (let i = 0; i < calls; i++) all.push((await asset(sandbox, token)).status);
    return all;
  };
  const teapot: Fault = { kind: 'status', status: 418 };

  it('writes a status in the format of the service', async () => {
    const sandbox = createSandbox();
    const { source, cloud, dam } = sandbox.clients;
    const meet = async (status: number, url: string, method = 'GET'): Promise<unknown[]> => {
      sandbox.faults.next('*', { kind: 'status', status });
      const response = await sandbox.fetch(url, { method });
      const [type = ''] = response.headers.get('content-type')?.split(';') ?? [];
      return [type, type === 'text/html' ? response.headers.get('www-authenticate') : await response.json()];
    };

    expect(await meet(401, `${source.siteUrl}/api`)).toEqual(['text/html', expect.stringContaining('access_denied')]);
    expect(await meet(503, `${source.siteUrl}/api`)).toMatchObject(['application/vnd.api+json', { errors: [{}] }]);
    expect(await meet(503, `${cloud.baseUrl}/teams`)).toMatchObject(['application/hal+json', { error: 'system' }]);
    const unauthorized = ['application/json', { error: 'unauthorized' }];
    expect(await meet(401, `${dam.baseUrl}/v2/user`)).toMatchObject(unauthorized);
    for (const url of [`${source.siteUrl}/oauth/token`, cloud.tokenUrl, dam.tokenUrl]) {
      expect(await meet(400, url, 'POST')).toMatchObject(['application/json', { error: 'invalid_request' }]);
      expect(await meet(401, url, 'POST')).toMatchObject(['application/json', { error: 'invalid_client' }]);
      expect(await meet(503, url, 'POST')).toMatchObject(['application/json', { error: 'temporarily_unavailable' }]);
    }
  });

  it('uses faults for the next requests in the order they were given', async () => {
    const sandbox = createSandbox();
    sandbox.faults.next('dam.api', teapot);
    sandbox.faults.next('dam.*', { kind: 'status', status: 503 }, { times: 2 });
    sandbox.faults.next('cloud.api', teapot);

    expect(await statuses(sandbox, 4)).toEqual([418, 503, 503, 200]);
    expect(sandbox.faults.planned).toEqual([{ operation: 'cloud.api', fault: teapot, times: 1 }]);
  });

  it('says how many of the next requests are left', async () => {
    const sandbox = createSandbox();
    sandbox.faults.next('dam.api', teapot, { times: 3 });

    await statuses(sandbox, 1);

    expect(sandbox.faults.planned).toEqual([{ operation: 'dam.api', fault: teapot, times: 2 }]);
  });

  it('can be for every nth request', async () => {
    const sandbox = createSandbox();
    sandbox.faults.every(3, '*', teapot);

    expect(await statuses(sandbox, 7)).toEqual([200, 200, 418, 200, 200, 418, 200]);
  });

  it('makes the same random choice for the same seed', async () => {
    const run = async (seed: number): Promise<number[]> => {
      const sandbox = createSandbox({ seed });
      sandbox.faults.random(0.5, 'dam.api', teapot);
      return statuses(sandbox, 40);
    };
    const first = await run(1);

    expect(await run(1)).toEqual(first);
    expect(await run(2)).not.toEqual(first);
    expect(first.filter((status) => status === 418).length).toBeGreaterThan(8);
    expect(first.filter((status) => status === 418).length).toBeLessThan(32);
  });

  it('can be for one route', async () => {
    const sandbox = createSandbox();
    sandbox.faults.next('dam.api', teapot, { route: 'GET /v2/user' });
    expect(await statuses(sandbox, 1)).toEqual([200]);

    sandbox.faults.next('dam.api', teapot, { route: 'GET /v2/assets/search' });
    expect(await statuses(sandbox, 2)).toEqual([418, 200]);
  });

  it('can be given from the start', async () => {
    const sandbox = createSandbox({ faults: [{ operation: 'dam.api', every: 2, fault: teapot }] });

    expect(await statuses(sandbox, 4)).toEqual([200, 418, 200, 418]);
  });

  it('can be cleared as a whole or for one operation', async () => {
    const sandbox = createSandbox();
    sandbox.faults.every(1, 'dam.api', teapot);
    sandbox.faults.every(1, '*', { kind: 'status', status: 503 });

    sandbox.faults.clear('dam.api');
    expect(await statuses(sandbox, 1)).toEqual([503]);
    sandbox.faults.clear();
    expect(await statuses(sandbox, 1)).toEqual([200]);
  });

  it('refuses an impossible count, probability, status or time', () => {
    const { faults } = createSandbox();

    expect(() => faults.every(0, '*', teapot)).toThrow(
      new RangeError('faults: every: 0 is not a whole number from 1 up'),
    );
    expect(() => faults.next('*', teapot, { times: 0 })).toThrow('times: 0 is not a whole number from 1 up');
    expect(() => faults.next('*', teapot, { times: Number.NaN })).toThrow('times: NaN');
    expect(() => faults.random(-0.1, '*', teapot)).toThrow('probability: -0.1 is not from 0 to 1');
    expect(() => faults.random(1.5, '*', teapot)).toThrow('probability: 1.5 is not from 0 to 1');
    expect(() => faults.next('*', { kind: 'status', status: 99 })).toThrow('status: 99 is not from 200 to 599');
    expect(() => faults.next('*', { kind: 'redirect', status: 200 as 307 })).toThrow(
      'status: 200 is not one of 301, 302, 303, 307, 308',
    );
    expect(() => faults.next('*', [teapot, { kind: 'html', status: 600 }])).toThrow('status: 600');
    expect(() => createSandbox({ faults: [{ operation: '*', every: 0, fault: teapot }] })).toThrow('every: 0');
    expect(() => faults.next('*', { kind: 'slow-body', ms: Number.NaN })).toThrow('ms: NaN is not a number');
    expect(() => faults.next('*', { kind: 'latency', ms: -1 })).toThrow(
      'ms: -1 is not a number of milliseconds from 0',
    );
    expect(() => faults.next('*', { kind: 'huge-body', bytes: Number.NaN })).toThrow(
      'bytes: NaN is not a whole number',
    );
    expect(() => faults.next('*', { ...teapot, retryAfterSeconds: 0.5 })).toThrow('retryAfterSeconds: 0.5 is not');
    // @ts-expect-error a fault that would do nothing
    expect(() => faults.next('*', { kind: 'latency', delayMs: 500 })).toThrow('ms: undefined is not a number');
    // @ts-expect-error the same
    expect(() => faults.next('*', { kind: 'wrong-clock', offset: 500 })).toThrow('offsetMs: undefined is not a number');
    // @ts-expect-error the same
    expect(() => faults.next('*', { kind: 'status' })).toThrow('status: undefined is not a number');
    expect(faults.planned).toEqual([]);
  });

  it('refuses an unknown operation or kind from an untyped caller', () => {
    const { faults } = createSandbox();

    // @ts-expect-error a typo in the operation
    expect(() => faults.next('dam.tokens', teapot)).toThrow(
      'operation: dam.tokens is not one of cloud.token, cloud.api',
    );
    // @ts-expect-error a typo in the kind
    expect(() => faults.next('dam.token', { kind: 'drop-answer' })).toThrow('kind: drop-answer is not one of latency');
    // @ts-expect-error not a name of its own
    expect(() => faults.next('dam.token', { kind: 'toString' })).toThrow(RangeError);
    // @ts-expect-error no fault at all
    expect(() => faults.next('dam.token', undefined)).toThrow('kind: undefined is not one of latency');
    expect(faults.planned).toEqual([]);
  });
});

it('a fault refuses a name that it does not have, and a route that no request can have', () => {
  const { faults } = createSandbox();

  // @ts-expect-error the name in the header
  expect(() => faults.next('dam.api', { kind: 'status', status: 503, retryAfter: 0 })).toThrow(
    'faults: status: retryAfter is not one of kind, status, headers, body, retryAfterSeconds, processed',
  );
  // @ts-expect-error a typo
  expect(() => faults.next('dam.api', { kind: 'html' }, { time: 3 })).toThrow('faults: time is not one of operation');
  // @ts-expect-error a typo
  expect(() => faults.next('dam.api', { kind: 'latency', ms: 5, when: 'after' })).toThrow('when: after is not one of');
  expect(() => faults.every(2, 'dam.api', { kind: 'html' }, { route: '/v2/assets' })).toThrow(
    'faults: route: /v2/assets is not a method and a path, such as GET /applications',
  );
  expect(faults.planned).toEqual([]);
});

describe('a header of a fault that HTTP does not allow', () => {
  it.each<[Fault, string]>([
    [{ kind: 'status', status: 200, headers: { 'x y': '1' } }, 'faults: x y: 1 is not a header that HTTP allows'],
    [{ kind: 'status', status: 503, headers: { 'x-price': '5 €' } }, 'x-price: 5 € is not'],
    [{ kind: 'wrong-content-type', contentType: 'text/html\n' + 'x' }, 'content-type: text/html\nx is not'],
    [{ kind: 'redirect', location: '/ü€' }, 'location: /ü€ is not'],
  ])('is refused when the fault is planned: %j', (fault, message) => {
    const { faults } = createSandbox();

    expect(() => faults.next('cloud.api', fault)).toThrow(message);
    expect(faults.planned).toEqual([]);
  });
});

/** Lets what is ready run. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const untilArrived = (sandbox: Sandbox, operation: string): Promise<void> =>
  until(sandbox, (entry) => entry.operation === operation);
const untilAnswered = (sandbox: Sandbox, operation: string): Promise<void> =>
  until(sandbox, (entry) => entry.operation === operation && entry.tookMs !== undefined);

function until(sandbox: Sandbox, matches: (entry: Sandbox['log'][number]) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = sandbox.watch((entry) => {
      if (!matches(entry)) return;
      stop();
      resolve();
    });
  });
}
