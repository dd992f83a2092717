import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { createSandbox, type Sandbox, startSandbox } from '@acme/sandbox';
import { describe, expect, it } from 'vitest';
import { applications, asset, cloudToken, damSignIn } from './support/requests.ts';

describe('startSandbox', () => {
  it('answers as createSandbox does, for the same seed', async () => {
    await using served = await startSandbox({ seed: 7 });
    const plain = createSandbox({ seed: 7 });
    const path = (url: string): string => new URL(url).pathname;

    const [a, b] = [await cloudToken(served), await cloudToken(plain)];

    expect(a.body).toEqual(b.body);
    expect(path(served.clients.cloud.baseUrl)).toBe(path(plain.clients.cloud.baseUrl));
    expect(served.clients.dam.clientSecret).toBe(plain.clients.dam.clientSecret);
    expect(createSandbox({ seed: 8 }).clients.dam.clientSecret).not.toBe(plain.clients.dam.clientSecret);
  });

  it('answers HEAD with the head of GET, as createSandbox does', async () => {
    await using served = await startSandbox();

    for (const sandbox of [served, createSandbox()]) {
      for (const path of ['/api', '/api/node/article']) {
        const url = sandbox.clients.source.siteUrl + path;
        const [whole, head] = await Promise.all(['GET', 'HEAD'].map((method) => sandbox.fetch(url, { method })));
        expect([head?.status, await head?.text()]).toEqual([200, '']);
        expect(head?.headers.get('content-type')).toBe(whole?.headers.get('content-type'));
      }
    }
  });

  it('listens on 127.0.0.1 only, on a free port or the one that it is given', async () => {
    await using first = await startSandbox();
    const port = Number(new URL(first.origin).port);

    expect(first.origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    await expect(startSandbox({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    for (const host of ['127.0.0.2', '[::1]'])
      await expect(fetch(`http://${host}:${port}/`)).rejects.toThrow(TypeError);
  });

  it('leaves no port open if its options are refused', async () => {
    await using first = await startSandbox();
    const port = Number(new URL(first.origin).port);
    await first.close();

    await expect(startSandbox({ port, tokenLifetime: 300 })).rejects.toThrow(RangeError);
    await using second = await startSandbox({ port });
    expect(second.origin).toBe(first.origin);
  });

  it('answers 1,000 calls at once', async () => {
    await using sandbox = await startSandbox();
    const { body } = await cloudToken(sandbox);

    const statuses = await Promise.all(
      Array.from({ length: 1_000 }, async () => {
        const response = await applications(sandbox, body.access_token, '?limit=1');
        await response.arrayBuffer();
        return response.status;
      }),
    );

    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(sandbox.count('cloud.api')).toBe(1_000);
  });

  it('serves both a person and a program on one origin', async () => {
    await using sandbox = await startSandbox();
    const { body } = await damSignIn(sandbox);

    expect((await asset(sandbox, body.access_token)).status).toBe(200);
  });

  it('refuses connections once it is closed, and breaks off open ones', async () => {
    const sandbox = await startSandbox();
    sandbox.faults.next('dam.api', { kind: 'latency', ms: 3_600_000 });
    const hanging = asset(sandbox, sandbox.clients.damPersonal.accessToken);
    const arrived = new Promise<void>((resolve) => sandbox.watch(() => resolve()));
    await arrived;

    await Promise.all([expect(hanging).rejects.toThrow('fetch failed'), sandbox.close()]);
    await expect(asset(sandbox)).rejects.toThrow('fetch failed');
    await sandbox.close();
  });

  it('can be closed even if a client that was refused a WebSocket keeps its connection', async () => {
    const sandbox = await startSandbox();
    const port = Number(new URL(sandbox.origin).port);
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    socket.write('GET /nothing HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');

    const [answer] = await once(socket.setEncoding('utf8'), 'data');
    await sandbox.close();
    socket.destroy();

    expect(answer).toMatch(/^HTTP\/1.1 404 Refused\r\n/);
  });

  it.each([
    ['two slashes', 'GET // HTTP/1.1', 404],
    ['a path that looks like a host', 'GET //[/api HTTP/1.1', 404],
    ['a whole URL, whose host is ignored', 'GET http://other.example/source/api HTTP/1.1', 200],
    ['a whole URL that is not valid', 'GET http://[ HTTP/1.1', 403], // the page, for a name that is not this machine's
    ['an asterisk', 'OPTIONS * HTTP/1.1', 404],
    ['a percent sign in a cookie', `GET ${AUTHORIZE} HTTP/1.1\r\nCookie: sandbox_user=%`, 200],
  ])('answers a request for %s', async (_, head, status) => {
    await using sandbox = await startSandbox();

    const answer = await exchange(sandbox, head.replace('{clientId}', sandbox.clients.source.clientId));

    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });

  it('leads from the login page to the destination, whatever characters that has', async () => {
    await using sandbox = await startSandbox();
    const login = async (destination: string): Promise<string | null> => {
      const response = await sandbox.fetch(
        `${sandbox.clients.source.siteUrl}/user/login?${new URLSearchParams({ destination })}`,
        { method: 'POST', body: new URLSearchParams({ user: 'ann' }), redirect: 'manual' },
      );
      return response.headers.get('location');
    };

    expect(await login('/source/€?a=b')).toBe('/source/%E2%82%AC?a=b');
    expect(await login('/source/a\r\nset-cookie: b')).toBe('/source/aset-cookie:%20b');
    expect(await login('/source/..//other.example')).toBe('/source');
  });

  it('survives a connection that ends while it becomes a WebSocket', async () => {
    await using sandbox = await startSandbox();
    sandbox.faults.next('cloud.logstream', { kind: 'latency', ms: 60_000 });
    const socket = connect(Number(new URL(sandbox.origin).port), '127.0.0.1');
    const arrived = new Promise<void>((resolve) => sandbox.watch(() => resolve()));
    socket.write(
      'GET /cloud/logstream HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    );
    await arrived;
    socket.resetAndDestroy();
    await once(socket, 'close');

    expect((await asset(sandbox)).status).toBe(401);
    sandbox.advance(60_000);
    expect((await asset(sandbox)).status).toBe(401);
  });

  it("answers 500 if it can't write an answer, and to a body that is too long to keep", async () => {
    await using sandbox = await startSandbox();
    sandbox.faults.next('dam.api', { kind: 'wrong-content-type', contentType: 'text/plain; charset=\n' });

    const unwritable = await asset(sandbox);
    const body = 'x'.repeat(2 ** 24 + 1);
    const tooLong = await sandbox.fetch(sandbox.clients.dam.tokenUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });

    expect([unwritable.status, tooLong.status]).toEqual([500, 500]);
    expect(await tooLong.text()).toContain('The body has more than 16777216 characters.');
  });

  it('survives a long body to a path that reads none', async () => {
    await using sandbox = await startSandbox();
    const options = { method: 'POST', headers: { 'content-type': 'application/json' }, body: 'x'.repeat(2 ** 24 + 1) };

    expect((await sandbox.fetch(`${sandbox.origin}/dam/nothing`, options)).status).toBe(404);
    expect((await asset(sandbox, sandbox.clients.damPersonal.accessToken)).status).toBe(200);
  });

  it('answers 404 to an unknown path, and 405 to a method that a path does not know', async () => {
    await using sandbox = await startSandbox();

    expect((await sandbox.fetch(`${sandbox.origin}/nothing`)).status).toBe(404);
    expect((await sandbox.fetch(`${sandbox.clients.cloud.baseUrl}/nothing`)).status).toBe(404);
    expect((await sandbox.fetch(sandbox.clients.cloud.tokenUrl)).status).toBe(405);
  });

  it('answers HEAD without a body', async () => {
    await using sandbox = await startSandbox();
    const headers = { authorization: `Bearer ${sandbox.clients.damPersonal.accessToken}` };

    const response = await sandbox.fetch(`${sandbox.clients.dam.baseUrl}/v2/assets/search?limit=1`, {
      method: 'HEAD',
      headers,
    });

    expect([response.status, await response.text()]).toEqual([200, '']);
  });
});

describe('createSandbox', () => {
  it('has a fetch with the arguments of fetch', async () => {
    const sandbox = createSandbox();
    const url = `${sandbox.clients.dam.baseUrl}/v2/assets/search?limit=1`;
    const headers = { authorization: `Bearer ${sandbox.clients.damPersonal.accessToken}` };

    const responses = [
      await sandbox.fetch(url, { headers }),
      await sandbox.fetch(new URL(url), { headers }),
      await sandbox.fetch(new Request(url, { headers })),
    ];

    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(responses[0]?.url).toBe(url);
  });

  it('does not reach any other host', async () => {
    await expect(createSandbox().fetch('https://cloud.acquia.com/api')).rejects.toMatchObject({
      message: 'fetch failed',
      cause: { code: 'ENOTFOUND' },
    });
  });

  it.each([
    ['a text that is not a URL', 'nonsense', {}, 'ERR_INVALID_URL'],
    ['another port', 'http://127.0.0.1:81/', {}, 'ENOTFOUND'],
    ['another scheme', 'https://127.0.0.1/source/api', {}, 'ENOTFOUND'],
    ['a URL for WebSockets', 'http://127.0.0.1/cloud/logstream', { upgrade: 'websocket' }, 'ECONNRESET'],
  ])('rejects %s as a fetch does', async (_, url, headers, code) => {
    const failure: unknown = await createSandbox()
      .fetch(url, { headers })
      .catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(TypeError);
    expect(failure).toMatchObject({ cause: { code } });
  });

  it('rejects with the reason of a signal that has fired', async () => {
    const signal = AbortSignal.abort(new Error('too late'));

    const sandbox = createSandbox();
    await expect(sandbox.fetch(sandbox.origin, { signal })).rejects.toThrow('too late');
    expect(sandbox.log).toHaveLength(0);
  });

  it('refuses everything once it is closed', async () => {
    const sandbox = createSandbox();
    await sandbox.close();

    await expect(asset(sandbox)).rejects.toMatchObject({ message: 'fetch failed', cause: { code: 'ECONNREFUSED' } });
  });

  it('breaks off running requests when it is closed', async () => {
    const sandbox = createSandbox();
    sandbox.faults.next('dam.api', { kind: 'latency', ms: 3_600_000 });
    const hanging = asset(sandbox, sandbox.clients.damPersonal.accessToken);

    await Promise.all([expect(hanging).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } }), sandbox.close()]);
  });

  it('keeps two sandboxes apart', async () => {
    const [one, other] = [createSandbox({ seed: 1 }), createSandbox({ seed: 2 })];
    const { body } = await cloudToken(one);

    expect((await applications(other, body.access_token)).status).toBe(401);
    expect(one.count('cloud.api')).toBe(0);
  });
});

const AUTHORIZE =
  '/source/oauth/authorize?client_id={clientId}&redirect_uri=https://app.example/callback&response_type=code';

/** Sends a request that `fetch` would not. */
async function exchange(sandbox: Sandbox, head: string): Promise<string> {
  const socket = connect(Number(new URL(sandbox.origin).port), '127.0.0.1');
  socket.write(`${head}\r\nHost: sandbox.example\r\nConnection: close\r\n\r\n`);
  return text(socket);
}
