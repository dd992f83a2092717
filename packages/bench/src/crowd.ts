import { clientCredentials, createTokenSource, type TokenSource } from '@acme/oauth-core';
import type { Benchmark } from './benchmark.ts';
import { median } from './paired.ts';

const profile = {
  name: 'the benchmark service',
  tokenUrl: 'https://auth.example/token',
  bodyFormat: 'form',
  rotation: 'none',
  redirectUriInExchange: false,
  pkce: 'none',
} as const;

/** How much time each of many callers adds, if all find the same token expired. */
export const crowd: Benchmark = {
  title: '10,000 callers on one expired token',
  async run({ quick }) {
    const rounds = quick ? 1 : 15;
    const callers = quick ? 100 : 10_000;
    const differences: number[] = [];
    const crowding: number[] = [];
    const shared: number[] = [];
    const requests: number[] = [];
    for (let round = 0; round < rounds + 2; round++) {
      const promise = await timeOf(callers, sharedPromise());
      const { tokens, count } = source();
      const ours = await timeOf(callers, () => tokens.getToken());
      const fewer = await timeOf(callers / 4, source().ask);
      requests.push(count());
      if (round < 2) continue; // in the first two rounds, V8 compiles the code
      shared.push(promise);
      differences.push(ours - promise);
      crowding.push(ours / fewer);
    }
    const more = median(differences);
    const tokenRequests = Math.max(...requests);
    return {
      method: `So many callers of \`getToken\` at once, no token there, an instant token endpoint; beside as many callers of one promise that somebody else fulfils. Median of ${rounds} rounds.`,
      tables: [
        {
          columns: ['', 'µs a caller'],
          rows: [
            ['one shared promise', median(shared).toFixed(2)],
            ['`getToken` above it', more.toFixed(2)],
            ['a caller among four times as many', `${median(crowding).toFixed(2)} times`],
          ],
        },
      ],
      goals: [
        {
          what: '10,000 callers on one expired token',
          goal: 'linear; at most 2 µs each above one shared promise',
          result: `${more.toFixed(2)} µs; ${median(crowding).toFixed(2)} times as long for each of four times as many; ${tokenRequests} token request`,
          isMet: more <= 2 && median(crowding) <= 2 && tokenRequests === 1,
        },
      ],
      numbers: { callers, tokenRequests, more },
    };
  },
};

function source(): { tokens: TokenSource; ask: () => Promise<unknown>; count: () => number } {
  let requests = 0;
  const fetch = async (): Promise<Response> => {
    requests += 1;
    return Response.json({ access_token: 'one', token_type: 'Bearer', expires_in: 3_600 });
  };
  const tokens = createTokenSource({
    profile,
    clientId: 'bench',
    clientSecret: 'secret',
    grant: clientCredentials(),
    fetch,
  });
  return { tokens, ask: () => tokens.getToken(), count: () => requests };
}

/** A promise that is fulfilled after as many turns as a token request takes. */
function sharedPromise(): () => Promise<unknown> {
  const answer = Response.json({ access_token: 'one' }).json();
  return async () => answer;
}

/** Microseconds for each caller. */
async function timeOf(callers: number, call: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await Promise.all(Array.from({ length: callers }, call));
  return ((performance.now() - start) / callers) * 1_000;
}
