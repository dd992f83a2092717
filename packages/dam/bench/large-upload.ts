/**
 * Uploads a large file. Prints the most memory that the process had: it must not grow with the file.
 *   pnpm --filter @acme/dam bench:upload [path | stream] [gigabytes]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { createDamClient } from '@acme/dam';
import { openFile } from '@acme/dam/node';

const [, , kind = 'path', gigabytes = '2'] = process.argv;
const size = Number(gigabytes) * 1_000_000_000;
const folder = await mkdtemp(join(tmpdir(), 'acme-dam-'));
const file = join(folder, 'film.mp4');
await writeFile(file, '');
await truncate(file, size); // a sparse file: it needs no room on the disk
const server = spawn(process.execPath, [new URL('chunk-sink.ts', import.meta.url).pathname], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
const [baseUrl] = (await once(createInterface({ input: server.stdout }), 'line')) as [string]; // the reader gives texts

const dam = createDamClient({ accessToken: 'wat_meadow_bench', baseUrl });
const mebibytes = (): number => process.memoryUsage().rss / 2 ** 20;

await dam.get('/v2/uploads/profiles'); // the first call loads modules
const before = mebibytes();
let most = before;
const timer = setInterval(() => {
  most = Math.max(most, mebibytes());
}, 10);

const startedAt = performance.now();
const source = kind === 'path' ? await openFile(file) : Readable.toWeb(createReadStream(file));
await dam.upload(source, { filename: 'film.mp4', profile: 'Default', size });
clearInterval(timer);
server.kill();
await rm(folder, { recursive: true });

const seconds = (performance.now() - startedAt) / 1_000;
console.log(
  `${gigabytes} GB from a ${kind} in ${seconds.toFixed(1)} s: the process had ${before.toFixed(0)} MiB before, ${most.toFixed(0)} MiB at most (+${(most - before).toFixed(0)})`,
);
