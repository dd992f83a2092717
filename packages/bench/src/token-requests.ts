import { setTimeout as sleep } from 'node:timers/promises';
import type { Benchmark, Setting } from './benchmark.ts';
import { messageOf } from './paired.ts';
import type { Call, Peer } from './peer.ts';
import { loadPeers, us } from './peers.ts';
import { type Service, startService } from './service.ts';

/** The outcome of the calls of one case. */
interface Outcome {
  readonly tokenRequests: number;
  /** Calls that were answered with 200. */
  readonly answered: number;
  /** Why the first failed call failed. */
  readonly failure?: string;
}

/** Prepares the state in which the callers start. */
type Case = (service: Service, call: Call) => Promise<void>;

const tokenDelayMs = 20; // how long a token request takes

const lastCase = 'revoked, refusals spread over 2 s';

const cases: Record<string, Case> = {
  cold: async (service) => service.set({ delayMs: tokenDelayMs }),
  expired: async (service, call) => {
    await service.set({ lifetimeSeconds: 1, delayMs: tokenDelayMs });
    await call();
    await sleep(1_100);
    await service.set({ delayMs: tokenDelayMs });
  },
  revoked: async (service, call) => {
    await service.set({ delayMs: tokenDelayMs });
    await call();
    await service.revoke();
    await service.set({ delayMs: tokenDelayMs });
  },
  [lastCase]: async (service, call) => {
    await service.set({ delayMs: tokenDelayMs });
    await call();
    await service.revoke();
    await service.set({ delayMs: tokenDelayMs, spreadMs: 2_000 });
  },
};

/** How many token requests a thousand callers make together. */
export const tokenRequests: Benchmark = {
  title: 'Token requests of 1,000 callers',
  async run(setting) {
    const callers = setting.quick ? 100 : 1_000;
    await using service = await startService();
    const outcomes = new Map<string, Record<string, Outcome>>();
    for (const peer of (await loadPeers()).filter(({ renew }) => renew)) {
      outcomes.set(peer.name, await outcomesOf(peer, service, callers, setting));
    }
    const own = Object.values(outcomes.get(us) ?? {});
    const isMet = own.length > 0 && own.every((one) => one.tokenRequests === 1 && one.answered === callers);
    return {
      method: `Callers that start at the same time in one process, each with one GET: with no token, with an expired one, with one that the server has just revoked, and with one whose refusals arrive over two seconds, most of them after the renewal. A token request takes ${tokenDelayMs} ms. Each cell has the token requests that the server counted, and how many calls were answered 200 where not all were. oauth4webapi, openid-client and simple-oauth2 get tokens and keep none: theirs is in a variable, asked for anew when it has expired. google-auth-library uses a refresh token that works for ever, for want of client credentials.`,
      tables: [
        {
          columns: ['', ...Object.keys(cases)],
          rows: [...outcomes].map(([name, byCase]) => [
            name,
            ...Object.keys(cases).map((title) => cellOf(byCase[title], callers)),
          ]),
        },
      ],
      goals: [
        {
          what: 'token requests of 1,000 callers: cold, expired, revoked, refused late',
          goal: '1, 1, 1, 1; all answered',
          result: `${own.map((one) => one.tokenRequests).join(', ')}; ${isMet ? 'all answered' : own.map(({ answered }) => answered).join(', ')}`,
          isMet,
        },
      ],
      charts: [
        {
          name: 'bench-token-requests',
          title: 'Token requests of 1,000 callers whose token was revoked, refusals spread over 2 s',
          unit: '',
          bars: [...outcomes].flatMap(([label, { [lastCase]: last }]) =>
            last && last.answered === callers ? [{ label, value: last.tokenRequests }] : [],
          ),
        },
      ],
      numbers: { callers, ...Object.fromEntries(outcomes) },
    };
  },
};

async function outcomesOf(
  peer: Peer,
  service: Service,
  callers: number,
  { quick }: Setting,
): Promise<Record<string, Outcome>> {
  const outcomes: Record<string, Outcome> = {};
  for (const [title, prepare] of Object.entries(cases)) {
    if (quick && title === 'expired' && peer.name !== us) continue; // it has to wait
    outcomes[title] = await outcomeOf(peer, service, callers, prepare);
  }
  return outcomes;
}

async function outcomeOf(peer: Peer, service: Service, callers: number, prepare: Case): Promise<Outcome> {
  let results: PromiseSettledResult<number>[];
  try {
    const call = peer.renew?.(service);
    if (call === undefined) throw new Error('not possible');
    await prepare(service, call);
    results = await Promise.allSettled(Array.from({ length: callers }, call));
  } catch (error) {
    return { tokenRequests: 0, answered: 0, failure: messageOf(error) };
  }
  const failed = results.find((result) => result.status === 'rejected');
  return {
    tokenRequests: (await service.counts()).tokenRequests,
    answered: results.filter((result) => result.status === 'fulfilled' && result.value === 200).length,
    ...(failed && { failure: messageOf(failed.reason) }),
  };
}

function cellOf(outcome: Outcome | undefined, callers: number): string {
  if (outcome === undefined) return '-';
  const { tokenRequests: requests, answered, failure } = outcome;
  if (answered === 0 && requests === 0 && failure !== undefined) return `failed: ${failure}`;
  return answered === callers ? `${requests}` : `${requests}; ${answered} answered`;
}
