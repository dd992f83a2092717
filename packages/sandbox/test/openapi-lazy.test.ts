import { createSandbox } from '@acme/sandbox';
import { expect, it, vi } from 'vitest';
import { applications, cloudToken, get } from './support/requests.ts';

const loaded = vi.hoisted((): string[] => []);
vi.mock('../src/openapi/cloud.gen.ts', (original) => {
  loaded.push('cloud');
  return original();
});
vi.mock('../src/openapi/dam.gen.ts', (original) => {
  loaded.push('dam');
  return original();
});

it('an API document is loaded once, by the first request that needs it', async () => {
  const sandbox = createSandbox();
  const { access_token: token } = (await cloudToken(sandbox)).body;

  expect((await applications(sandbox, token)).status).toBe(200);
  expect(loaded).toEqual([]);
  const answers = await Promise.all(
    ['/account', '/teams', '/nothing'].map((path) => get(sandbox, sandbox.clients.cloud.baseUrl + path, token)),
  );

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 404]);
  expect(loaded).toEqual(['cloud']);
});
