import type { Benchmark, Report, Setting, Table } from './benchmark.ts';
import { type Contender, type Measured, measurePaired, messageOf, type Pairing } from './paired.ts';
import type { Fetch } from './peer.ts';
import { loadPeers, us } from './peers.ts';
import { startService } from './service.ts';

const body = JSON.stringify({ uuid: '6b0e9a3c-8a5c-4f7a-9d8e-2b8f1a2c3d4e', name: 'An application', status: 'normal' });
const headers = { 'content-type': 'application/json' };

/** Answers at once, so that only the library's own work takes time. */
export const instantFetch: Fetch = async () => new Response(body, { headers });

/** How much longer an authenticated call takes than the same call through bare fetch. */
export const calls: Benchmark = {
  title: 'An authenticated call',
  async run(setting) {
    await using service = await startService();
    await service.set({});
    const accessToken = await service.issue();
    const url = service.itemUrl;
    const instant = await measure(setting, { url, accessToken, fetch: instantFetch }, 40, 1);
    const sequential = await measure(setting, { url, accessToken, fetch: undefined }, 8, 1);
    const atOnce = await measure(setting, { url, accessToken, fetch: undefined }, 128, 64);
    return report(instant, sequential, atOnce);
  },
};

async function measure(
  { quick }: Setting,
  target: { url: string; accessToken: string; fetch: Fetch | undefined },
  callsOfATurn: number,
  callersAtOnce: number,
): Promise<Measured[]> {
  const contenders: Contender[] = [];
  for (const { name, open } of await loadPeers()) {
    if (open === undefined) continue;
    contenders.push(await contenderOf(name, async () => open(target)));
  }
  const pairing: Pairing = quick
    ? { rounds: 2, calls: callersAtOnce * 2, atOnce: callersAtOnce }
    : { rounds: callersAtOnce === 1 ? 250 : 60, calls: callsOfATurn, atOnce: callersAtOnce };
  return measurePaired(contenders, pairing);
}

async function contenderOf(name: string, open: () => Promise<() => Promise<number>>): Promise<Contender> {
  let call: () => Promise<number>;
  try {
    call = await open();
  } catch (error) {
    call = () => Promise.reject(new Error(messageOf(error)));
  }
  return {
    name,
    async call() {
      const status = await call();
      if (status !== 200) throw new Error(`answered ${status}`);
    },
  };
}

function report(instant: Measured[], sequential: Measured[], atOnce: Measured[]): Report {
  const table: Table = {
    columns: ['', 'instant fetch: µs more', 'instant fetch', 'loopback, one at a time', 'loopback, 64 at once'],
    rows: instant.map(({ name, more, ratio, failure }, index) => [
      name,
      failure ?? (index === 0 ? '-' : signed(more)),
      failure ? '-' : times(ratio),
      cell(sequential[index]),
      cell(atOnce[index]),
    ]),
  };
  const ownInstant = instant.find(({ name }) => name === us);
  const ownAtOnce = atOnce.find(({ name }) => name === us);
  return {
    method:
      'A GET with a token that is good, its JSON read, over the same call through bare fetch with a fixed header. With an instant fetch (a function that gives a new `Response`) only the library’s own work is left; on loopback a small server in another process answers. simple-oauth2 makes no calls: it is its check for expiry before bare fetch.',
    tables: [table],
    goals: [
      {
        what: '`tokens.fetch` over bare fetch, instant fetch',
        goal: 'at most + 2 µs and 1.3 times',
        result: `${signed(ownInstant?.more)} µs, ${times(ownInstant?.ratio)}`,
        isMet: (ownInstant?.more ?? NaN) <= 2 && (ownInstant?.ratio ?? NaN) <= 1.3,
      },
      {
        what: 'the same on loopback, 64 at once',
        goal: 'at most 1.05 times',
        result: times(ownAtOnce?.ratio),
        isMet: (ownAtOnce?.ratio ?? NaN) <= 1.05,
      },
    ],
    charts: [
      {
        name: 'bench-calls',
        title: 'An authenticated call over bare fetch, instant fetch',
        unit: 'µs more',
        bars: instant.slice(1).flatMap(({ name, more, failure }) => (failure ? [] : [{ label: name, value: more }])),
      },
    ],
    remarks: aheadOf(ownInstant, instant, 'with an instant fetch').concat(
      aheadOf(ownAtOnce, atOnce, 'with 64 at once'),
    ),
    numbers: { instant, sequential, atOnce },
  };
}

const cell = (measured: Measured | undefined): string => measured?.failure ?? times(measured?.ratio);
const times = (ratio = NaN): string => ratio.toFixed(2);
const signed = (microseconds = NaN): string => `${microseconds < 0 ? '−' : '+'} ${Math.abs(microseconds).toFixed(1)}`;

function aheadOf(own: Measured | undefined, all: Measured[], where: string): string[] {
  const ahead = all.slice(1).filter(({ ratio, name }) => name !== us && ratio < (own?.ratio ?? NaN));
  return ahead.length === 0 ? [] : [`Ahead of us ${where}: ${ahead.map(({ name }) => name).join(', ')}.`];
}
