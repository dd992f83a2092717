import { setTimeout as sleep } from 'node:timers/promises';
import { createCloudClient } from '@acme/cloud';
import type { Benchmark } from './benchmark.ts';
import { median } from './paired.ts';
import { type Service, startService } from './service.ts';

const latencyMs = 20;
const pageSize = 10;

/** Reads every page, and works on each for `workMs`. @returns How many pages it has read. */
type Reader = (workMs: number) => Promise<number>;

/** How near the speed of a list comes to what the latency of its pages allows. */
export const paging: Benchmark = {
  title: 'Pages a second',
  async run({ quick }) {
    const rounds = quick ? 1 : 5;
    const pages = quick ? 3 : 20;
    await using service = await startService();
    await service.set({ delayMs: latencyMs });
    const readers = await readersOf(service, pages);
    for (const { read } of readers) await read(0);
    const rates = new Map<string, { idle: number[]; working: number[]; read: number }>();
    for (let round = 0; round < rounds; round++) {
      for (const { name, read } of readers) {
        const own = rates.get(name) ?? { idle: [], working: [], read: 0 };
        rates.set(name, own);
        for (const [workMs, into] of [
          [0, own.idle],
          [latencyMs, own.working],
        ] as const) {
          const start = performance.now();
          own.read = await read(workMs);
          into.push((own.read / (performance.now() - start)) * 1_000);
        }
      }
    }
    const [byHand, , ours] = [...rates.values()];
    const share = median((byHand?.working ?? []).map((rate, round) => rate / (ours?.working[round] ?? NaN)));
    const limit = 1_000 / latencyMs;
    return {
      method: `${pages} pages of a server that takes ${latencyMs} ms for each, so that ${limit} a second is the limit for who asks for one after the other; the reader does nothing with a page, or works on it for as long as the server. Median of ${rounds} rounds.`,
      tables: [
        {
          columns: [
            '',
            'pages a second, idle reader',
            'of the limit',
            'pages a second, working reader',
            'of the limit',
          ],
          rows: [...rates].map(([name, { idle, working }]) => [
            name,
            ...[median(idle), median(working)].flatMap((rate) => [
              rate.toFixed(1),
              `${Math.round((rate / limit) * 100)} %`,
            ]),
          ]),
        },
      ],
      goals: [
        {
          what: 'paging by default, reader as slow as the server, over reading one page after the other',
          goal: 'at most 0.55 of the time',
          result: share.toFixed(2),
          isMet: share <= 0.55,
        },
      ],
      numbers: { pages, share, read: Object.fromEntries([...rates].map(([name, { read }]) => [name, read])) },
    };
  },
};

async function readersOf(service: Service, pages: number): Promise<{ name: string; read: Reader }[]> {
  const accessToken = await service.issue();
  const cloud = createCloudClient({ accessToken, baseUrl: service.origin });
  const total = pages * pageSize;
  const fetchPage = async (offset: number): Promise<unknown[]> => {
    const answer = await fetch(`${service.origin}/applications?filter=${total}&limit=${pageSize}&offset=${offset}`, {
      headers: { authorization: `Bearer ${accessToken}` },
    });
    const page = (await answer.json()) as { _embedded: { items: unknown[] } }; // server.ts writes it
    return page._embedded.items;
  };
  const byClient =
    (options: { prefetch?: number }): Reader =>
    async (workMs) => {
      let read = 0;
      const list = cloud.paginate('/applications', { query: { filter: String(total) }, pageSize, ...options });
      for await (const _ of list.pages()) {
        read += 1;
        await work(workMs);
      }
      return read;
    };
  return [
    {
      name: 'bare fetch, one page after the other',
      async read(workMs) {
        let read = 0;
        for (let offset = 0; offset < total; offset += pageSize) {
          await fetchPage(offset);
          read += 1;
          await work(workMs);
        }
        return read;
      },
    },
    {
      name: 'bare fetch, one page ahead by hand',
      async read(workMs) {
        let read = 0;
        let next = fetchPage(0);
        for (let offset = 0; offset < total; offset += pageSize) {
          await next;
          if (offset + pageSize < total) next = fetchPage(offset + pageSize);
          read += 1;
          await work(workMs);
        }
        return read;
      },
    },
    { name: '`paginate`, by default', read: byClient({}) },
    { name: '`paginate`, `prefetch: 0`', read: byClient({ prefetch: 0 }) },
  ];
}

const work = async (ms: number): Promise<void> => {
  if (ms > 0) await sleep(ms);
};
