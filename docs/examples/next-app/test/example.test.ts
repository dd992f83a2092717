import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { startSandbox } from '@acme/sandbox';
import { describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('../scripts/example.ts', import.meta.url));

interface Ended {
  readonly code: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

const example = (...args: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(process.execPath, ['--conditions=@acme/src', script, ...args], (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, stdout, stderr });
    });
  });

describe('the command that runs the example', () => {
  it('says how it is used', async () => {
    const { code, stdout } = await example('--help');

    expect(code).toBe(0);
    expect(stdout).toContain('--sandbox-port');
  });

  it.each(['--ports', '--port many', '--port 65536', '--sandbox-port -1'])(
    'refuses %s, and says what it takes',
    async (args) => {
      const { code, stderr } = await example(...args.split(' '));

      expect(code).toBe(2);
      expect(stderr).toContain('Usage: npm run example');
    },
  );

  it('says what to do if a port is taken', async () => {
    await using other = await startSandbox();

    const { code, stderr } = await example('--sandbox-port', new URL(other.origin).port);

    expect(code).toBe(1);
    expect(stderr).toContain('Choose other ports by --port and --sandbox-port');
  });
});
