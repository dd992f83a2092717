/**
 * A real PostgreSQL for tests: `POSTGRES_URL`, or a server of the machine's own package. If it is missing, it is
 * installed if the tests run as root on Debian; otherwise the tests that need it are reported as skipped, or fail if
 * `CI` is set.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Postgres {
  readonly url: string;
  stop(): Promise<void>;
}

/** The folder of `postgres` and `initdb`; `POSTGRES_URL` needs none. `undefined`: there is no PostgreSQL. */
export async function findPostgres(): Promise<string | undefined> {
  if (process.env.POSTGRES_URL) return '';
  const there = await programs();
  if (there !== undefined) return there;
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    const install = 'apt-get update -q && apt-get install -qy --no-install-recommends postgresql';
    await run('flock', [join(tmpdir(), 'apt-for-tests.lock'), 'sh', '-c', install]).catch(() => undefined); // the next line finds out
    const installed = await programs();
    if (installed !== undefined) return installed;
  }
  if (process.env.CI)
    throw new Error('PostgreSQL is not here and could not be installed: install it, or set POSTGRES_URL');
  return undefined;
}

async function programs(): Promise<string | undefined> {
  const debian = '/usr/lib/postgresql';
  const versions = await readdir(debian).catch((): string[] => []);
  const folders = versions.map((version) => join(debian, version, 'bin'));
  for (const folder of [...folders, ...(process.env.PATH ?? '').split(':')]) {
    const names = await readdir(folder).catch((): string[] => []);
    if (names.includes('initdb') && names.includes('postgres')) return folder;
  }
  return undefined;
}

/** Starts a server with a new database on a free port of the loopback. */
export async function startPostgres(programFolder: string): Promise<Postgres> {
  if (process.env.POSTGRES_URL) return { url: process.env.POSTGRES_URL, stop: async () => undefined };
  const folder = await mkdtemp(join(tmpdir(), 'postgres-'));
  const data = join(folder, 'data');
  // PostgreSQL refuses to run as root: then it runs as the user of its package.
  const other = process.getuid?.() === 0 ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups'] : [];
  if (other.length > 0) {
    const { stdout } = await run('id', ['-u', 'postgres']);
    await chown(folder, Number(stdout), Number(stdout));
  }
  const command = (program: string, ...options: string[]): [string, string[]] => {
    const [first = '', ...rest] = [...other, join(programFolder, program), '-D', data, ...options];
    return [first, rest];
  };
  await run(...command('initdb', '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'), {
    cwd: folder,
  });

  const port = await freePort();
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off'].flatMap((one) => [
    '-c',
    one,
  ]);
  const [program, options] = command('postgres', '-p', `${port}`, ...settings);
  const server = spawn(program, options, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  process.once('exit', () => server.kill('SIGKILL')); // should a test end without stopping it
  let printed = '';
  await new Promise<void>((resolve, reject) => {
    server.once('exit', (code) => reject(new Error(`postgres ended with ${code}: ${printed}`)));
    server.stderr.on('data', (text) => {
      printed += text;
      if (printed.includes('ready to accept connections')) resolve();
    });
  });
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    async stop() {
      server.removeAllListeners('exit');
      const ended = once(server, 'exit');
      server.kill('SIGTERM'); // waits for connections that are being closed
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return address.port;
}
