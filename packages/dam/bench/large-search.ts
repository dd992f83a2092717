// Reads every asset of a search and prints the most memory that the process had: `pnpm --filter @acme/dam bench:search [assets]`.
// The sandbox is another process, so that this one's memory is the client's alone.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { createDamClient } from '@acme/dam';

const assets = Number(process.argv[2] ?? 1_000_000);
const service = new URL('many-assets.ts', import.meta.url).pathname;
const server = spawn(process.execPath, ['--conditions=@acme/src', service, String(assets)], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
const [line] = (await once(createInterface({ input: server.stdout }), 'line')) as [string]; // its first line
const { baseUrl, accessToken } = JSON.parse(line) as { baseUrl: string; accessToken: string }; // as written there

const dam = createDamClient({ accessToken, baseUrl, rateLimit: false });
const mebibytes = (): number => process.memoryUsage().rss / 2 ** 20;
await dam.get('/v2/uploads/profiles'); // what a first call loads

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
