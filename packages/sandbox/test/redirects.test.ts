import { createSandbox, type Fault, type Sandbox, startSandbox } from '@acme/sandbox';
import { describe, expect, it } from 'vitest';

type Redirect = Omit<Extract<Fault, { kind: 'redirect' }>, 'kind'>;

/** How and where a redirected request to DAM ends. */
async function follow(sandbox: Sandbox, redirect: Redirect, init: RequestInit): Promise<object> {
  sandbox.faults.next('dam.api', { kind: 'redirect', ...redirect });
  const headers = { authorization: 'Bearer x' };
  const ended = await sandbox.fetch(`${sandbox.clients.dam.baseUrl}/v2/assets`, { ...init, headers }).then(
    ({ status, redirected }) => ({ status, redirected }),
    (error: unknown) => String(error),
  );
  const { operation, method, credentials } = sandbox.log.at(-1) ?? {};
  return { ended, operation, method, credentials, requests: sandbox.log.length };
}

describe('a redirect without a port works as with a port', () => {
  const statuses = [301, 302, 303, 307, 308] as const;
  const inits: RequestInit[] = [
    { method: 'GET' },
    { method: 'HEAD' },
    { method: 'POST', body: '{}' },
    { method: 'PUT', body: new URLSearchParams({ a: 'b' }) },
    { method: 'DELETE' },
  ];

  it.each(statuses.flatMap((status) => inits.map((init) => [init.method, status, init] as const)))(
    'for %s with %i, to another origin without the token',
    async (_, status, init) => {
      await using served = await startSandbox();

      const followed = await follow(createSandbox(), { status }, init);

      expect(followed).toEqual(await follow(served, { status }, init));
      expect(followed).toMatchObject({ ended: { redirected: true }, operation: 'elsewhere', credentials: undefined });
    },
  );

  it.each(statuses)('with %i, to the same origin with the token', async (status) => {
    await using served = await startSandbox();
    const to = { status, location: '/dam/v2/categories' };
    const init = { method: 'POST', body: '{}' };

    const followed = await follow(createSandbox(), to, init);

    expect(followed).toEqual(await follow(served, to, init));
    expect(followed).toMatchObject({ operation: 'dam.api', credentials: 'bearer', requests: 2 });
  });

  it.each([
    { status: 303, ended: { status: 200, redirected: true } },
    { status: 307, ended: 'TypeError: fetch failed' },
  ] as const)('for a stream with $status, which is not sent twice', async ({ status, ended }) => {
    await using served = await startSandbox();
    const init = () => ({ method: 'POST', body: new Blob(['a']).stream(), duplex: 'half' as const });

    const followed = await follow(createSandbox(), { status }, init());

    expect(followed).toEqual(await follow(served, { status }, init()));
    expect(followed).toMatchObject({ ended });
  });

  it('for a circle, which ends after twenty redirects', async () => {
    await using served = await startSandbox();

    for (const sandbox of [createSandbox(), served]) {
      sandbox.faults.every(1, 'dam.api', { kind: 'redirect', location: '/dam/v2/assets' });
      await expect(sandbox.fetch(`${sandbox.clients.dam.baseUrl}/v2/assets`)).rejects.toThrow('fetch failed');
      expect(sandbox.log).toHaveLength(21);
    }
  });
});
