#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { environmentLines } from './environment.ts';
import type { Sandbox } from './sandbox.ts';
import { type ServerOptions, startSandbox } from './server.ts';

const DEFAULT_PORT = 8030;
const UNITS_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

const USAGE = `Usage: acme-sandbox [options]

Acquia Source, Cloud API v2 and DAM v2 on this machine. What it prints is a .env file: URLs and credentials.

  --port <number>            port on 127.0.0.1; 0 takes a free one (${DEFAULT_PORT})
  --seed <number>            what data, ids and secrets are made from (1)
  --token-lifetime <time>    life of access tokens: 300s, 5m, 8h, or milliseconds (each service's own)
  --help                     this text
`;

/** The command line is wrong. The message says what to do. */
class UsageError extends Error {
  override readonly name = 'UsageError';
}

function readOptions(args: readonly string[]): ServerOptions | 'help' {
  const options = {
    port: { type: 'string' },
    seed: { type: 'string' },
    'token-lifetime': { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  let values: ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];
  try {
    ({ values } = parseArgs({ args: [...args], options }));
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  if (values.help === true) return 'help';
  const lifetime = values['token-lifetime'];
  return {
    port: readNumber('--port', values.port ?? String(DEFAULT_PORT), 65_535),
    seed: readNumber('--seed', values.seed ?? '1', Number.MAX_SAFE_INTEGER),
    ...(lifetime === undefined ? {} : { tokenLifetime: readDuration('--token-lifetime', lifetime) }),
  };
}

function readNumber(flag: string, text: string, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= most) return value;
  throw new UsageError(`${flag} ${text}: a whole number from 0 to ${most} is needed.`);
}

function readDuration(flag: string, text: string): number {
  const [, digits, unit] = /^(\d+)(ms|s|m|h)?$/.exec(text) ?? [];
  // A cast: the pattern knows the same units.
  const ms = Number(digits) * UNITS_MS[(unit ?? 'ms') as keyof typeof UNITS_MS];
  if (ms >= 1_000) return ms; // the services count in seconds
  throw new UsageError(`${flag} ${text}: a time of one second or more is needed, such as 300s, 5m or 8h.`);
}

/** A `.env` file that begins with a table, in comments. */
function describe(sandbox: Sandbox, seed: number): string {
  const { cloud, source, dam } = sandbox.clients;
  const rows = [
    ['Page', `${sandbox.origin}/`],
    ['Cloud', cloud.baseUrl],
    ['', cloud.tokenUrl],
    ['Source', source.siteUrl],
    ['', `${source.siteUrl}/oauth/token`],
    ['DAM', dam.baseUrl],
    ['', dam.tokenUrl],
    ['', dam.consentUrl],
  ];
  const organizations = sandbox.organizations.map(({ name, uuid, federated }) => [
    'Organisation',
    `${uuid} ${name}${federated ? ', federated' : ''}`,
  ]);
  const table = [...rows, ...organizations].map(([name = '', value = '']) => `#   ${name.padEnd(14)}${value}`);
  const lines = environmentLines(sandbox.clients, sandbox.organizations);
  const sections = Object.values(lines).map((section) => section.join('\n'));
  return [`# Sandbox, seed ${seed}. Ctrl+C stops it.\n#`, ...table, '', sections.join('\n\n'), ''].join('\n');
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') {
    process.stdout.write(USAGE);
    return;
  }
  const sandbox = await startSandbox(options);
  process.stdout.write(describe(sandbox, options.seed ?? 1));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.close());
}

main().catch((error: unknown) => {
  const usage = error instanceof UsageError;
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(
    `acme-sandbox: ${message}\n${taken ? 'Choose another port with --port, or --port 0 for a free one.\n' : ''}${usage ? `\n${USAGE}` : ''}`,
  );
  process.exitCode = usage ? 2 : 1;
});
