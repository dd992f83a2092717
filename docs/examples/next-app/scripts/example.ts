// `npm run example`: the three services in a sandbox, and the site on them.
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { startSandbox } from '@acme/sandbox';
import { environmentOf } from './environment.ts';
import { buildSite, startSite } from './next.ts';

const usage = `Usage: npm run example [-- options]

  --port <number>          of the site, on localhost; 0 takes a free one (3000)
  --sandbox-port <number>  of the services (8030)
  --dev                    follow changes of the code
  --help                   print this

With REDIS_URL set, tokens are kept there; else in files, in the folder .tokens of the example.`;

interface Flags {
  readonly port: number;
  readonly sandboxPort: number;
  readonly dev: boolean;
  readonly help: boolean;
}

async function main(args: string[]): Promise<number> {
  let flags: Flags;
  try {
    flags = readFlags(args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    return 2;
  }
  if (flags.help) {
    console.log(usage);
    return 0;
  }
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort());
  try {
    await serve(flags, stopping.signal);
  } catch (error) {
    if (!stopping.signal.aborted) {
      const message = error instanceof Error ? error.message : String(error);
      const hint = message.includes('EADDRINUSE')
        ? '\nChoose other ports by --port and --sandbox-port; 0 takes a free one.'
        : '';
      console.error(message + hint);
      return 1;
    }
  }
  return 0;
}

async function serve({ port, sandboxPort, dev }: Flags, signal: AbortSignal): Promise<void> {
  await using sandbox = await startSandbox({ port: sandboxPort });
  const { REDIS_URL } = process.env;
  const environment = { ...environmentOf(sandbox), ...(REDIS_URL && { REDIS_URL }) };
  if (!dev) {
    console.log('Building the site …');
    await buildSite(environment, signal);
  }
  await using site = await startSite(environment, { port, command: dev ? 'dev' : 'start' });
  console.log(`
  The site      ${site.origin}
  The services  ${sandbox.origin}   every request and every token, and a clock to put forward

Any name and password will do at the sign-in. Ctrl+C ends both.`);
  if (!signal.aborted) await Promise.race([once(signal, 'abort'), site.closed]);
}

function readFlags(args: string[]): Flags {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string', default: '3000' },
      'sandbox-port': { type: 'string', default: '8030' },
      dev: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return {
    port: portOf('--port', values.port),
    sandboxPort: portOf('--sandbox-port', values['sandbox-port']),
    dev: values.dev,
    help: values.help,
  };
}

function portOf(flag: string, text: string): number {
  if (/^\d+$/.test(text) && Number(text) < 65_536) return Number(text);
  throw new Error(`${flag} ${text}: a whole number from 0 to 65535 is needed.`);
}

process.exitCode = await main(process.argv.slice(2));
