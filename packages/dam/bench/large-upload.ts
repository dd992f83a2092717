// Uploads a stream and prints the most memory that the process had: `pnpm --filter @acme/dam bench:upload [gigabytes]`.
// The service is another process, so that this one's memory is the client's alone.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { createDamClient } from '@acme/dam';

const bytes = Number(process.argv[2] ?? 2) * 1_000_000_000;
const server = spawn(process.execPath, [new URL('chunk-sink.ts', import.meta.url).pathname], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
const [baseUrl] = (await once(createInterface({ input: server.stdout }), 'line')) as [string]; // its first line

const dam = createDamClient({ accessToken: 'wat_meadow_bench', baseUrl });
const mebibytes = (): number => process.memoryUsage().rss / 2 ** 20;

await dam.get('/v2/uploads/profiles'); // what a first call loads
const before = mebibytes();
let most = before;
const timer = setInterval(() => {
  most = Math.max(most, mebibytes());
}, 10);

const startedAt = performance.now();
const source = (offset: number): ReadableStream<Uint8Array> => {
  let left = bytes - offset;
  return new ReadableStream({
    pull(controller) {
      if (left === 0) return controller.close();
      const piece = new Uint8Array(Math.min(left, 65_536));
      left -= piece.length;
      controller.enqueue(piece);
    },
  });
};
await dam.upload(source, { filename: 'film.mp4', profile: 'Default', size: bytes });
clearInterval(timer);
server.kill();

const seconds = (performance.now() - startedAt) / 1_000;
console.log(
  `${bytes / 1e9} GB in ${seconds.toFixed(1)} s: the process had ${before.toFixed(0)} MiB before, ${most.toFixed(0)} MiB at most (+${(most - before).toFixed(0)})`,
);
