import { createSandbox } from '@acme/sandbox';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  applications,
  asset,
  cloudToken,
  damRefresh,
  damSignIn,
  sourceAuthorizeUrl,
  sourceSignIn,
} from './support/requests.ts';

describe('the log', () => {
  it('has an entry for every request, with what the caller sent and got', async () => {
    const sandbox = createSandbox();
    const { body } = await cloudToken(sandbox);
    await applications(sandbox, body.access_token, '?limit=1');

    const authorization = sandbox.authorizations.at(-1)?.id;
    expect(sandbox.log).toMatchObject([
      {
        number: 1,
        operation: 'cloud.token',
        route: 'POST /accounts/api/auth/oauth/token',
        grant: 'client_credentials',
        authorization,
        tokenGeneration: 1,
        status: 200,
      },
      {
        number: 2,
        operation: 'cloud.api',
        method: 'GET',
        url: '/cloud/api/applications?limit=1',
        route: 'GET /applications',
        credentials: 'bearer',
        authorization,
        tokenGeneration: 1,
        status: 200,
      },
    ]);
    expect(sandbox.count('cloud.token')).toBe(1);
    expect(sandbox.count('dam.token')).toBe(0);
  });

  it('says which generation of a token was sent, and why a token request was refused', async () => {
    const sandbox = createSandbox();
    const first = await damSignIn(sandbox);
    await damRefresh(sandbox, first.body.refresh_token);
    await asset(sandbox, first.body.access_token);
    await damRefresh(sandbox, first.body.refresh_token);

    expect(sandbox.log.slice(-3)).toMatchObject([
      { operation: 'dam.token', grant: 'refresh_token', tokenGeneration: 2, status: 200 },
      { operation: 'dam.api', tokenGeneration: 1, status: 401 },
      { operation: 'dam.token', status: 400, error: 'invalid_grant' },
    ]);
  });

  it('holds no secret', async () => {
    const sandbox = createSandbox();
    const cloud = await cloudToken(sandbox);
    const source = await sourceSignIn(sandbox);
    const dam = await damSignIn(sandbox);
    const code = new URL(await sandbox.authorize(sourceAuthorizeUrl(sandbox))).searchParams.get('code') ?? '';
    await sandbox.fetch(`${sandbox.origin}/callback?state=x&code=${code}&access_token=${dam.body.access_token}`);
    const { clientSecret } = sandbox.clients.cloud;

    const text = JSON.stringify([sandbox.log, sandbox.authorizations]);

    for (const { access_token, refresh_token } of [cloud.body, source.body, dam.body]) {
      expect(text).not.toContain(access_token);
      if (refresh_token !== undefined) expect(text).not.toContain(refresh_token);
    }
    expect(text).not.toContain(clientSecret);
    expect(text).not.toContain(code);
    expect(text).toContain('/callback?state=x&code=***&access_token=***');
  });

  it.each([
    ['/callback?authorization_code=hidden&Client_Secret=hidden', '/callback?authorization_code=***&Client_Secret=***'],
    ['/callback?c%6fde=hidden&access%5Ftoken=hidden', '/callback?c%6fde=***&access%5Ftoken=***'],
    ['/hook?secret=hidden=hidden&a[token]=hidden', '/hook?secret=***&a[token]=***'],
    ['/x.gz?signature=hidden&X-Api-Key=hidden', '/x.gz?signature=***&X-Api-Key=***'],
    ['/x?code_verifier=hidden&password=hidden&hmac=hidden', '/x?code_verifier=***&password=***&hmac=***'],
    ['/x?client_assertion=hidden&langcode=de&keys=a', '/x?client_assertion=***&langcode=de&keys=a'],
    ['/dam/wrt_meadow_hidden/x?bearer=wat_meadow_hidden', '/dam/wrt_meadow_***/x?bearer=wat_meadow_***'],
    ['/source/de/api?langcode=de&sort&key&=x', '/source/de/api?langcode=de&sort&key&=x'],
  ])('masks secrets however they are written: %s', async (url, masked) => {
    const sandbox = createSandbox();

    await sandbox.fetch(sandbox.origin + url);

    expect(sandbox.log.at(-1)?.url).toBe(masked);
  });

  it('names tokens by the first digits of their SHA-256', async () => {
    const sandbox = createSandbox();
    const { body } = await damSignIn(sandbox);
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(body.access_token)));

    const fingerprints = sandbox.authorizations.at(-1)?.tokens.map(({ fingerprint }) => fingerprint);

    expect(fingerprints).toContain(Buffer.from(digest).toString('hex').slice(0, 8));
  });

  it('calls its watchers when a request arrives and when it is answered', async () => {
    const sandbox = createSandbox();
    const seen: (number | undefined)[] = [];
    const stop = sandbox.watch(({ status }) => seen.push(status));

    await asset(sandbox);
    stop();
    await asset(sandbox);

    expect(seen).toEqual([undefined, 401]);
  });

  it('shows the test runner an error of a watcher, and answers the request all the same', async () => {
    const sandbox = createSandbox();
    const uncaught: unknown[] = [];
    const { queueMicrotask } = globalThis;
    const queued = vi.spyOn(globalThis, 'queueMicrotask').mockImplementation((run) => {
      queueMicrotask(() => {
        try {
          run();
        } catch (thrown) {
          uncaught.push(thrown);
        }
      });
    });
    onTestFinished(() => queued.mockRestore());
    const error = new Error('the status is not 200');
    const seen: number[] = [];
    sandbox.watch(({ status }) => {
      if (status !== undefined) throw error;
    });
    sandbox.watch(({ number }) => seen.push(number));

    expect((await asset(sandbox)).status).toBe(401);

    expect(seen).toEqual([1, 1]);
    expect(uncaught).toEqual([error]);
  });

  it('keeps the newest requests and counts them all', async () => {
    const sandbox = createSandbox({ logLimit: 10 });
    for (let i = 0; i < 100; i++) await asset(sandbox);

    expect(sandbox.log.length).toBeGreaterThanOrEqual(10);
    expect(sandbox.log.length).toBeLessThanOrEqual(12);
    expect(sandbox.log.at(-1)?.number).toBe(100);
    expect(sandbox.count('dam.api')).toBe(100);
  });
});
