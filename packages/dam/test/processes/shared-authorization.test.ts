import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createDamClient } from '@acme/dam';
import { fileStore } from '@acme/oauth-core/node';
import { startSandbox } from '@acme/sandbox';
import { expect, it, onTestFinished } from 'vitest';
import type { CallerOptions } from './caller.ts';

const caller = fileURLToPath(new URL('caller.ts', import.meta.url));
const compileCache = fileURLToPath(new URL('../../node_modules/.cache/compile', import.meta.url));

it('eight processes with one authorisation use each refresh token once, and none of their calls fails', {
  timeout: 60_000,
}, async () => {
  const sandbox = await startSandbox({ tokenLifetime: { dam: 3_000 } });
  const directory = await mkdtemp(join(tmpdir(), 'acme-dam-processes-'));
  onTestFinished(async () => {
    await sandbox.close();
    await rm(directory, { recursive: true, force: true });
  });
  const { clientId, clientSecret, baseUrl, tokenUrl, consentUrl } = sandbox.clients.dam;
  const dam = createDamClient({ clientId, clientSecret, baseUrl, tokenUrl, consentUrl, store: fileStore(directory) });
  const request = await dam.createAuthorizationUrl({ account: 'meadow', redirectUri: 'https://app.example/' });
  await dam.fromCallback(await sandbox.authorize(request.url), request, { key: 'person' });

  const options: CallerOptions = { directory, key: 'person', clientId, clientSecret, baseUrl };
  const said: Set<string> = new Set();
  const complaints: string[] = [];
  const processes = Array.from({ length: 8 }, (_, index) => {
    const child = spawn(process.execPath, ['--conditions=@acme/src', caller, JSON.stringify(options)], {
      env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => complaints.push(text));
    createInterface({ input: child.stdout }).on('line', (line) => said.add(`${index} ${line}`));
    onTestFinished(() => void child.kill('SIGKILL'));
    return { child, ended: once(child, 'close') };
  });
  const family = () => sandbox.authorizations.find(({ grant }) => grant === 'authorization_code');
  await expect.poll(() => said.size, { timeout: 20_000 }).toBe(8);
  const before = family()?.generation ?? 0;
  await expect.poll(() => family()?.generation, { timeout: 20_000 }).toBeGreaterThanOrEqual(before + 3);
  for (const { child } of processes) child.stdin.end();
  const codes = (await Promise.all(processes.map(({ ended }) => ended))).map(([code]) => code);

  expect(complaints).toEqual([]);
  expect(codes).toEqual(Array.from({ length: 8 }, () => 0));
  expect([...said].sort()).toEqual(Array.from({ length: 8 }, (_, index) => `${index} answered`));
  expect(family()).toMatchObject({ alive: true, reuses: 0 });
  expect(sandbox.count('dam.token')).toBe(family()?.generation);
});
