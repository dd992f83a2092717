/**
 * Reads all assets of a search. Prints the memory of the process after each tenth: it must not grow with the assets.
 *   pnpm --filter @acme/dam bench:search [assets]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { createDamClient } from '@acme/dam';

const assets = Number(process.argv[2] ?? 1_000_000);
const service = new URL('many-assets.ts', import.meta.url).pathname;
const server = spawn(process.execPath, ['--conditions=@acme/src', service, String(assets)], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
const [line] = (await once(createInterface({ input: server.stdout }), 'line')) as [string]; // the reader gives texts
const { baseUrl, accessToken } = JSON.parse(line) as { baseUrl: string; accessToken: string }; // what many-assets.ts writes

const dam = createDamClient({ accessToken, baseUrl, rateLimit: false });
const mebibytes = (): number => process.memoryUsage().rss / 2 ** 20;
await dam.get('/v2/uploads/profiles'); // the first call loads modules

const startedAt = performance.now();
const readings: number[] = [];
let read = 0;
for await (const _ of dam.search()) {
  read += 1;
  if (read % (assets / 10) === 0) readings.push(Math.round(mebibytes()));
}
server.kill();
const seconds = (performance.now() - startedAt) / 1_000;
console.log(`${read} assets in ${seconds.toFixed(1)} s; MiB after each tenth: ${readings.join(' ')}`);
