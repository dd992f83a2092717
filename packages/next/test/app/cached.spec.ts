import { rmSync } from 'node:fs';
import { type Sandbox, startSandbox } from '@acme/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBrowser, locationOf } from '../browser.ts';
import { navigate } from './navigate.ts';
import { buildApp, builtFile, type RunningApp, startApp } from './next-app.ts';
import { siteEnvironment } from './site-environment.ts';

let sandbox: Sandbox;
let environment: ReturnType<typeof siteEnvironment>;
let app: RunningApp;

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 });
  environment = siteEnvironment(sandbox);
  await buildApp('cached', environment);
  app = await startApp('cached', environment);
});

afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
  await sandbox?.close();
  rmSync(environment?.STORE ?? '', { recursive: true, force: true });
});

describe('an app of Next.js with cacheComponents', () => {
  it('prerenders a component that takes a token from memory', () => {
    const { routes } = JSON.parse(builtFile('cached', 'prerender-manifest.json'));

    expect(routes).toHaveProperty('/');
    expect(builtFile('cached', 'server/app/index.html')).toMatch(/<ol data-generation="1"><li>/);
  });

  it('renders the part of a page that asks who is signed in with each request', async () => {
    const browser = createBrowser({ GET: navigate, POST: navigate }, app.origin);
    const stranger = await (await browser.get('/account')).text();
    const begun = await browser.get('/api/auth/sign-in?returnTo=/account');
    await browser.get(await sandbox.authorize(locationOf(begun)));
    sandbox.advance(301_000);

    const person = await (await browser.get('/account')).text();

    expect(builtFile('cached', 'server/app/account.html')).toContain('Wait');
    expect(stranger).toContain('Nobody is signed in');
    expect(person).toContain('Signed in, reads');
  });
});
