import { createSandbox, stoppedClock } from '@acme/sandbox';
import { describe, expect, it } from 'vitest';
import { asset } from './support/requests.ts';

describe('the rate limit of DAM', () => {
  it('refuses the 51st request of a second until an ISO time with milliseconds', async () => {
    const sandbox = createSandbox({ clock: stoppedClock(Date.UTC(2030, 0, 1) + 250), dam: { rateLimit: true } });
    const token = sandbox.clients.damPersonal.accessToken;
    const responses: Response[] = [];
    for (let i = 0; i < 51; i++) responses.push(await asset(sandbox, token));

    const [first, fiftieth, over] = [responses[0], responses[49], responses[50]];
    expect([
      first?.status,
      first?.headers.get('x-ratelimit-limit'),
      first?.headers.get('x-ratelimit-remaining'),
    ]).toEqual([200, '50/second', '49']);
    expect([fiftieth?.status, fiftieth?.headers.get('x-ratelimit-remaining')]).toEqual([200, '0']);
    expect(fiftieth?.headers.get('x-ratelimit-reset')).toBeNull();
    expect([over?.status, over?.headers.get('x-ratelimit-reset')]).toEqual([429, '2030-01-01T00:00:01.000Z']);
    expect(over?.headers.get('retry-after')).toBeNull();

    sandbox.advance(750);
    expect((await asset(sandbox, token)).status).toBe(200);
  });

  it('refuses the 41st chunk at the same time', async () => {
    const sandbox = createSandbox({ clock: stoppedClock(), dam: { rateLimit: true } });
    const headers = { authorization: `Bearer ${sandbox.clients.damPersonal.accessToken}` };
    const base = `${sandbox.clients.dam.baseUrl}/v2/uploads/chunks`;
    const start = await sandbox.fetch(`${base}/start`, { method: 'POST', headers });
    const { session_id } = (await start.json()) as { session_id: string }; // as documented

    const statuses = await Promise.all(
      Array.from({ length: 41 }, async (_, index) => {
        const body = new FormData();
        body.append('session_id', session_id);
        body.append('chunk_number', String(index + 1));
        body.append('file', new Blob(['x']));
        return (await sandbox.fetch(`${base}/upload`, { method: 'POST', headers, body })).status;
      }),
    );

    expect(statuses.filter((status) => status === 429)).toHaveLength(1);
  });

  it('refuses nothing if it is off, but still names the limit', async () => {
    const sandbox = createSandbox();
    const token = sandbox.clients.damPersonal.accessToken;
    for (let i = 0; i < 60; i++) expect((await asset(sandbox, token)).status).toBe(200);

    expect((await asset(sandbox, token)).headers.get('x-ratelimit-limit')).toBe('50/second');
  });
});
