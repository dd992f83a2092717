/**
 * Real Redis servers for tests. `redis-server` is taken from the PATH, or installed if the tests run as root on Debian.
 * If it can't be had, the tests that need it are reported as skipped, or they fail if `CI` is set without a
 * `REDIS_URL`, which names a server to run the rest on. `REDIS_SERVER` names another program that is started instead:
 * `valkey-server`.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const program = process.env.REDIS_SERVER ?? 'redis-server';

export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** Ends the server and removes its data. */
  stop(): Promise<void>;
  /** Ends the server as a crash does, and starts it again, `awayMs` later, with the data that it had written. */
  crash(awayMs?: number): Promise<void>;
  /** Halts the server at once, in the middle of its work. */
  pause(): void;
  resume(): void;
}

/** Whether a server can be started here. With `CI` set it must be. */
export async function hasRedisServer(): Promise<boolean> {
  if (await canRun()) return true;
  if (program === 'redis-server' && process.platform === 'linux' && process.getuid?.() === 0) {
    // One at a time: several test files may ask at once.
    const install =
      'command -v redis-server || (apt-get update -q && apt-get install -qy --no-install-recommends redis-server)';
    await run('flock', [join(tmpdir(), 'apt-for-tests.lock'), 'sh', '-c', install]).catch(() => undefined); // checked below
    if (await canRun()) return true;
  }
  if (process.env.CI && !process.env.REDIS_URL) {
    throw new Error(`${program} is not on the PATH and could not be installed: install it, or set REDIS_URL`);
  }
  return false;
}

async function canRun(): Promise<boolean> {
  return run(program, ['--version']).then(
    () => true,
    () => false,
  );
}

/**
 * Starts a server on a free port of the loopback, without a file of its own unless `options` ask for it.
 *
 * @param configuration A file for what `options` can't say; a sentinel keeps what it knows in it.
 */
export async function startRedis(options: readonly string[] = [], ...configuration: string[]): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'redis-'));
  const port = await freePort();
  const start = async () => {
    const own = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--daemonize', 'no'];
    const quick = ['--save', '', '--appendonly', 'no', '--repl-diskless-sync-delay', '0'];
    const server = spawn(program, [...configuration, ...own, ...quick, ...options], {
      detached: true, // a signal to all processes of the tests does not end it: the watcher does
    });
    // Ends the server when the watcher's input ends: `end` closes it, and so does any kind of death of this process.
    const watcher = spawn('sh', ['-c', 'read -r line; kill -9 "$1"', 'sh', `${server.pid}`], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    const end = async (): Promise<void> => {
      const ended = once(server, 'exit');
      watcher.stdin.end();
      await ended;
    };
    let printed = '';
    server.stderr.on('data', (text) => {
      printed += text;
    });
    await new Promise<void>((resolve, reject) => {
      server.once('exit', (code) => {
        watcher.stdin.end();
        reject(new Error(`${program} ended with ${code}: ${printed}`));
      });
      server.stdout.on('data', (text) => {
        printed += text;
        if (/eady to accept connections|Sentinel ID/.test(printed)) resolve();
      });
    });
    server.removeAllListeners('exit');
    server.stdout.removeAllListeners('data').resume();
    return { server, end };
  };

  let running = await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    async stop() {
      await running.end();
      await rm(folder, { recursive: true, force: true });
    },
    async crash(awayMs = 0) {
      await running.end();
      await sleep(awayMs);
      running = await start();
    },
    pause: () => void running.server.kill('SIGSTOP'),
    resume: () => void running.server.kill('SIGCONT'),
  };
}

/** A port whose number plus 10,000, which a cluster uses between its nodes, is free too. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 30_000);
    if ((await isFree(port)) && (await isFree(port + 10_000))) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const listening = once(server.listen(port, '127.0.0.1'), 'listening').then(
    () => true,
    () => false,
  );
  const free = await listening;
  server.close();
  return free;
}
