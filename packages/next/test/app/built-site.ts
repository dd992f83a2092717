import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateKey, systemClock } from '@acme/oauth-core';
import { type Sandbox, startSandbox } from '@acme/sandbox';
import { buildApp, type Environment, type RunningApp, startApp } from '../../../tooling/next-app.ts';

type AppName = 'plain' | 'cached' | 'edge';

const folderOf = (app: AppName): string => fileURLToPath(new URL(app, import.meta.url));

/** A file of the build. */
export const builtFile = (app: AppName, path: string): string =>
  readFileSync(join(folderOf(app), '.next', path), 'utf8');

/** An app that is built and started, with a sandbox behind it. */
export interface BuiltSite extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly app: RunningApp;
  /** What the build printed. */
  readonly printed: string;
  /** Starts another process of the same build, with the sandbox's time. */
  start(): Promise<RunningApp>;
}

/** @param more Variables that only this app reads. */
export async function buildSite(
  name: AppName,
  more: (sandbox: Sandbox) => Environment = () => ({}),
): Promise<BuiltSite> {
  const sandbox = await startSandbox({ port: 0 });
  const { siteUrl, clientId, clientSecret } = sandbox.clients.source;
  const folder = mkdtempSync(join(tmpdir(), 'acme-next-'));
  const environment = (): Environment => ({
    SITE_URL: siteUrl,
    CLIENT_ID: clientId,
    CLIENT_SECRET: clientSecret,
    STORE: folder,
    SESSION_KEY: sessionKey,
    CLOCK_AHEAD_MS: String(Math.round(sandbox.clock.now() - systemClock.now())),
    ...more(sandbox),
  });
  const sessionKey = generateKey();
  const printed = await buildApp(folderOf(name), environment());
  const app = await startApp(folderOf(name), environment());

  return {
    sandbox,
    app,
    printed,
    start: () => startApp(folderOf(name), environment()),
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]();
      await sandbox.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
