/** What the main entry does over a real network, by the runtime's own fetch. */
import { clientCredentials, createTokenSource, type OAuthEvent, type TokenSource } from '../../src/index.ts';
import { errorOf, expectEqual, partsOf } from './check.ts';

/** Servers that were started for one run, each with its own trouble: plain data. */
export type Sites = Readonly<Record<SiteName, Site>>;

export type SiteName = 'sound' | 'closed' | 'resetting' | 'redirecting' | 'dropping' | 'cutting' | 'slow' | 'moved';

export interface Site {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly tokenUrl: string;
  readonly baseUrl: string;
}

function sourceAt(site: Site, retry = 2, timeout = 5_000): { tokens: TokenSource; events: OAuthEvent[] } {
  const { clientId, clientSecret, tokenUrl, baseUrl } = site;
  const events: OAuthEvent[] = [];
  const tokens = createTokenSource({
    profile: {
      name: 'Cloud',
      tokenUrl,
      bodyFormat: 'form',
      rotation: 'none',
      redirectUriInExchange: false,
      pkce: 'none',
    },
    clientId,
    clientSecret,
    grant: clientCredentials(),
    origins: [baseUrl],
    retry: { attempts: retry + 1, minDelayMs: 1 },
    timeout,
    onEvent: (event) => events.push(event),
  });
  return { tokens, events };
}

const failuresIn = (events: readonly OAuthEvent[]): unknown[] =>
  events.flatMap((event) => (event.type === 'failed' ? [event.sent] : []));

/** How the runtime's own fetch fails there. */
async function fetchErrorAt({ tokenUrl }: Site): Promise<string> {
  const error = await errorOf(fetch(tokenUrl, { method: 'POST', body: 'x' }));
  const [cause] = partsOf(error, 'cause');
  return JSON.stringify([error, cause].flatMap((part) => partsOf(part, 'name', 'message', 'code'))).replaceAll(
    /\d+/g,
    '',
  );
}

/** A check of a run's servers. */
export interface NetworkCheck {
  readonly name: string;
  run(sites: Sites): Promise<void>;
}

export const networkChecks: readonly NetworkCheck[] = [
  {
    name: 'over the network: a token, and a call with it',
    async run({ sound }) {
      const { tokens } = sourceAt(sound);
      const answer = await tokens.fetch(`${sound.baseUrl}/applications`);
      expectEqual([answer.status, typeof (await answer.json())], [200, 'object'], 'the answer');
    },
  },
  {
    name: 'over the network: if nobody listens, nothing was sent, as far as the runtime can tell',
    async run({ closed, resetting }) {
      const { tokens, events } = sourceAt(closed, 0);
      const error = await errorOf(tokens.getToken());
      expectEqual(partsOf(error, 'code', 'status'), ['token_request_failed', undefined], 'error');
      const canTell = (await fetchErrorAt(closed)) !== (await fetchErrorAt(resetting)); // workerd: "Network connection lost."
      expectEqual(failuresIn(events), [canTell ? 'no' : 'maybe'], 'whether it was sent');
    },
  },
  {
    name: 'over the network: a token endpoint that redirects is refused, and not followed',
    async run({ redirecting }) {
      const { tokens } = sourceAt(redirecting);
      expectEqual(partsOf(await errorOf(tokens.getToken()), 'code', 'status'), ['token_request_failed', 307], 'error');
    },
  },
  {
    name: 'over the network: a request whose connection is reset may have counted, and is sent again',
    async run({ dropping }) {
      const { tokens, events } = sourceAt(dropping);
      expectEqual((await tokens.getToken()).generation, 1, 'generation');
      expectEqual(failuresIn(events), ['maybe'], 'whether it was sent');
    },
  },
  {
    name: 'over the network: an answer that is cut off is asked for again',
    async run({ cutting }) {
      const { tokens, events } = sourceAt(cutting);
      expectEqual((await tokens.getToken()).generation, 1, 'generation');
      expectEqual(failuresIn(events), ['maybe'], 'whether it was sent');
    },
  },
  {
    name: 'over the network: an answer that takes too long is given up',
    async run({ slow }) {
      const { tokens, events } = sourceAt(slow, 0, 100);
      expectEqual(partsOf(await errorOf(tokens.getToken()), 'code'), ['token_request_failed'], 'error');
      expectEqual(failuresIn(events), ['maybe'], 'whether it was sent');
    },
  },
  {
    name: 'over the network: a call that is redirected to another origin goes there',
    async run({ moved }) {
      const { tokens } = sourceAt(moved);
      const answer = await tokens.fetch(`${moved.baseUrl}/applications`);
      expectEqual([answer.status, await answer.json()], [200, { elsewhere: true }], 'the answer');
    },
  },
];
