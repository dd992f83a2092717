import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { exportsOf, sandboxInEnvironment } from './run-page.ts';

interface Page {
  readonly signIn: () => Promise<void>;
  readonly list: () => Promise<void>;
}

/** Two runs of the page at a sandbox, with one folder for tokens, and what they print. */
async function started() {
  const sandbox = await sandboxInEnvironment();
  const folder = await mkdtemp(join(tmpdir(), 'tokens-'));
  vi.stubEnv('TOKEN_FOLDER', folder);
  vi.stubEnv('DAM_ACCOUNT', 'meadow');
  const [page, another] = [await run(), await run()];
  const { promise: firstLine, resolve } = Promise.withResolvers<string>();
  const log = vi.spyOn(console, 'log').mockImplementation(resolve);
  onTestFinished(async () => {
    log.mockRestore();
    await rm(folder, { recursive: true });
  });
  /** Opens the printed address, and consents. @returns Where the browser is then sent. */
  const consent = async (): Promise<string> => sandbox.authorize((await firstLine).replace('Consent at ', ''));
  return { sandbox, page, another, log, consent };
}

const run = (): Promise<Page> => exportsOf<Page>('docs/guides/command-line.md', 0);

it('the command line signs a person in by a browser on this machine, for all later runs', async () => {
  const { sandbox, page, another, log, consent } = await started();
  await expect(page.list()).rejects.toMatchObject({ code: 'reauthorization_required' });

  const signedIn = page.signIn();
  const answer = await fetch(await consent());
  expect(await answer.text()).toBe('Go back to the terminal.');
  await signedIn;
  log.mockClear();

  await Promise.all([page.list(), another.list()]);
  expect(log).toHaveBeenCalledTimes(20);
  expect(sandbox.count('dam.token')).toBe(1);
});

it('the command line signs a person in who pastes the final address of a browser elsewhere', async () => {
  const { page, log, consent } = await started();

  const signedIn = page.signIn();
  process.stdin.emit('data', ` ${await consent()} \n`);
  await signedIn;

  expect(log).toHaveBeenLastCalledWith('Signed in.');
});
