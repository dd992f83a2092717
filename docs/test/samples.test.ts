import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createSandbox } from '@acme/sandbox';
import type TypeScript from 'typescript';
import { describe, expect, it, vi } from 'vitest';
import { pages, root, samplesOf } from './samples.ts';

// TypeScript is CommonJS: a require keeps it out of the bundler's way.
const ts: typeof TypeScript = createRequire(import.meta.url)('typescript');

const samples = pages().flatMap(samplesOf);
const folder = join(root, 'docs/node_modules/.cache/samples');

describe('samples in the pages', () => {
  it('compile', () => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const names = new Map(samples.map(({ name, code }, index) => [write(`${index}.ts`, code), name]));
    const { options } = ts.parseJsonConfigFileContent(
      ts.readConfigFile(join(root, 'tsconfig.test.json'), ts.sys.readFile).config,
      ts.sys,
      root,
    );
    const program = ts.createProgram([...names.keys()], { ...options, incremental: false, noEmit: true });
    const problems = ts
      .getPreEmitDiagnostics(program)
      .filter(({ file }) => file && names.has(file.fileName))
      .map(({ file, start = 0, messageText }) => {
        const { line = 0 } = file?.getLineAndCharacterOfPosition(start) ?? {};
        return `${names.get(file?.fileName ?? '')} + ${line + 1}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
      });

    expect(samples.length).toBeGreaterThan(0);
    expect(problems).toEqual([]);
  }, 60_000);
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
