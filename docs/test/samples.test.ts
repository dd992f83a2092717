import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSandbox } from '@acme/sandbox';
import { describe, expect, it, vi } from 'vitest';
import { pages, root, samplesOf } from './samples.ts';
import { typeCheck } from './type-check.ts';

const samples = pages().flatMap(samplesOf);
const folder = join(root, 'docs/node_modules/.cache/samples');

describe('the samples in the pages', () => {
  it('compile', async () => {
    rmSync(folder, { recursive: true, force: true });
    const names = new Map(samples.map(({ name, code }, index) => [write(`${index}.ts`, code), name]));
    const problems = (await typeCheck(folder)).map(
      ({ file, line, text }) => `${names.get(join(folder, file))} + ${line}: ${text}`,
    );

    expect(samples.length).toBeGreaterThan(0);
    expect(problems).toEqual([]);
  });
});

describe('the README', () => {
  it('shows an import that lists the applications of an organisation', async () => {
    const sandbox = createSandbox();
    const { clientId, clientSecret, baseUrl, tokenUrl } = sandbox.clients.cloud;
    const [sample] = samplesOf(join(root, 'README.md'));
    const printed = vi.spyOn(console, 'log').mockImplementation(() => {});
    vi.stubEnv('ACLI_KEY', clientId);
    vi.stubEnv('ACLI_SECRET', clientSecret);
    vi.stubEnv('AH_ORGANIZATION_UUID', sandbox.organizations[2].uuid);
    // The real services' addresses lead to the sandbox.
    vi.stubGlobal('fetch', (input: string, init?: RequestInit) =>
      sandbox.fetch(
        input
          .replace('https://accounts.acquia.com/api/auth/oauth/token', tokenUrl)
          .replace('https://cloud.acquia.com/api', baseUrl),
        init,
      ),
    );
    try {
      await import(write('readme.ts', sample?.code ?? ''));
      expect(printed.mock.calls.length).toBeGreaterThan(1);
      expect(sandbox.count('cloud.token')).toBe(1);
    } finally {
      vi.unstubAllGlobals();
      vi.unstubAllEnvs();
      printed.mockRestore();
    }
  });
});

function write(name: string, code: string): string {
  const path = join(folder, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, code.includes('import ') || code.includes('export ') ? code : `${code}\nexport {};\n`);
  return path;
}
