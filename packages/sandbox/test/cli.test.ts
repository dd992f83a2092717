import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { startSandbox } from '@acme/sandbox';
import { describe, expect, it } from 'vitest';

const cli = fileURLToPath(new URL('../src/cli.ts', import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command; `whenPrinted` is called once with what it has printed, when that has all the variables. */
async function run(
  args: readonly string[],
  whenPrinted?: (text: string, stop: () => void) => Promise<void>,
): Promise<Ended> {
  const child = spawn(process.execPath, [
    '--conditions=@acme/src',
    '--disable-warning=ExperimentalWarning',
    cli,
    ...args,
  ]);
  let [stdout, stderr] = ['', ''];
  let work: Promise<void> | undefined;
  child.stdout.on('data', (data) => {
    stdout += data;
    if (stdout.includes('DAM_ACCESS_TOKEN=') && stdout.endsWith('\n'))
      work ??= whenPrinted?.(stdout, () => child.kill('SIGINT'));
  });
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const [code] = (await once(child, 'close')) as [number | null]; // what 'close' carries first
  await work;
  return { code, stdout, stderr };
}

describe('npx @acme/sandbox', () => {
  it('prints a .env file that leads a program to it, and stops on Ctrl+C', async () => {
    const { code, stderr } = await run(
      ['--port', '0', '--seed', '7', '--token-lifetime', '60s'],
      async (text, stop) => {
        try {
          const env = parseEnv(text);
          const answer = await fetch(env.ACLI_CLOUD_API_ACCOUNTS_URI ?? '', {
            method: 'POST',
            body: new URLSearchParams({
              grant_type: 'client_credentials',
              client_id: env.ACLI_KEY ?? '',
              client_secret: env.ACLI_SECRET ?? '',
              scope: `organization:${env.AH_ORGANIZATION_UUID}`,
            }),
          });
          expect(await answer.json()).toMatchObject({ expires_in: 60 });
          const asset = await fetch(`${env.DAM_BASE_URL}/v2/assets/search?limit=1`, {
            headers: { authorization: `Bearer ${env.DAM_ACCESS_TOKEN}` },
          });
          expect(asset.status).toBe(200);
          expect((await fetch(`${env.ACQUIA_SITE_URL}/api/node/article`)).status).toBe(200);
          expect(text).toMatch(/^# {3}Page +http:\/\/127\.0\.0\.1:\d+\/$/m);
          expect(text).toContain(', federated');
        } finally {
          stop();
        }
      },
    );

    expect([code, stderr]).toEqual([0, '']);
  });

  it('prints its flags with --help', async () => {
    const { code, stdout } = await run(['--help']);

    expect(code).toBe(0);
    for (const flag of ['--port', '--seed', '--token-lifetime', '--help']) expect(stdout).toContain(flag);
  });

  it('refuses an unknown flag or value, and names the flag', async () => {
    for (const [args, message] of [
      [['--prot', '1'], "Unknown option '--prot'"],
      [['--port', 'x'], '--port x: a whole number from 0 to 65535 is needed.'],
      [['--token-lifetime', '5d'], '--token-lifetime 5d: a time of one second or more is needed'],
    ] as const) {
      const { code, stdout, stderr } = await run(args);

      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toContain(message);
    }
  });

  it('says what to do about a port that is taken', async () => {
    await using sandbox = await startSandbox();

    const { code, stderr } = await run(['--port', new URL(sandbox.origin).port]);

    expect(code).toBe(1);
    expect(stderr).toContain('--port 0 for a free one');
  });
});
