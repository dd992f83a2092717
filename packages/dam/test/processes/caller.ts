/**
 * One process of a fleet: calls with its client until its input ends, and prints a line about each call.
 * `node --conditions=@acme/src caller.ts '{…}'`
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { createDamClient } from '@acme/dam';
import { fileStore } from '@acme/oauth-core/node';

/** What a process is started with: plain data. */
export interface CallerOptions {
  readonly directory: string;
  readonly key: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly baseUrl: string;
}

const { directory, key, ...options }: CallerOptions = JSON.parse(process.argv[2] ?? '');
const dam = createDamClient({ ...options, store: fileStore(directory), retry: 0 }).forKey(key);

let isStopping = false;
process.stdin.once('end', () => {
  isStopping = true;
});
process.stdin.resume();

async function keepCalling(): Promise<void> {
  while (!isStopping) {
    const said = await dam.get('/v2/uploads/profiles').then(() => 'answered', String);
    process.stdout.write(`${said}\n`);
    await sleep(100);
  }
}

await Promise.all([keepCalling(), keepCalling()]);
await dam[Symbol.asyncDispose]();
