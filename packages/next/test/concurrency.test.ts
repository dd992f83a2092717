import { createAuth } from '@acme/next';
import { createSourceClient } from '@acme/source';
import { describe, expect, it } from 'vitest';
import { signIn } from './browser.ts';
import { asOtherProcess, damSite, type Site, sourceSite } from './site.ts';

/** The same site in three processes, which share only the store. */
const threeProcesses = ({ options }: Site) =>
  [1, 2, 3].map(() => createAuth(options.store ? { ...options, store: asOtherProcess(options.store) } : options));

describe.each([
  { service: 'Source', site: sourceSite, operation: 'source.token' as const, lifeMs: 300_000 },
  { service: 'DAM', site: damSite, operation: 'dam.token' as const, lifeMs: 8 * 3_600_000 },
])('20 requests of one person at three processes with an expired token of $service', ({ site, operation, lifeMs }) => {
  it('make one refresh, and all get the new token', async () => {
    const made = site();
    const { sandbox, browser } = made;
    await signIn(sandbox, browser);
    const processes = threeProcesses(made);
    sandbox.advance(lifeMs + 1_000);

    // A process that finds the claim of another one waits, so time must go on.
    let isDone = false;
    const requests = Array.from({ length: 20 }, async (_, index) => {
      const auth = processes[index % 3];
      const session = await auth?.session(browser.request('/account'));
      return session && auth?.tokens(session).getToken();
    });
    const all = Promise.all(requests).finally(() => {
      isDone = true;
    });
    while (!isDone) {
      await new Promise((resolve) => setImmediate(resolve));
      sandbox.advance(10);
    }
    const given = await all;

    expect(sandbox.count(operation)).toBe(2); // the code, then one refresh
    expect(new Set(given.map((token) => token?.accessToken)).size).toBe(1);
    expect(given.every((token) => token?.generation === 2)).toBe(true);
    expect(await processes[0]?.session(browser.request('/'))).toBeDefined();
    expect(sandbox.authorizations.every(({ alive, reuses }) => alive && reuses === 0)).toBe(true);
  });
});

describe('the proxy and the page of one request', () => {
  it('refresh once together, though each has its own copy of the module', async () => {
    const made = sourceSite();
    const { sandbox, browser } = made;
    await signIn(sandbox, browser);
    const [inProxy, inPage] = threeProcesses(made);
    sandbox.advance(301_000);

    const request = browser.request('/account');
    const passed = await inProxy?.proxy({ protect: ['/account'] })(request);
    const session = await inPage?.session(request);
    if (!session || !inPage || !inProxy) throw new Error('nobody is signed in');
    await inProxy.tokens(session).getToken();
    const { siteUrl, fetch } = sandbox.clients.source;
    const source = createSourceClient({ siteUrl, fetch, tokens: inPage.tokens(session) });
    await source.list('node--article', { pageSize: 1 }).first();

    expect(passed).toBeUndefined();
    expect(sandbox.count('source.token')).toBe(2); // the code, then one refresh
  });
});
