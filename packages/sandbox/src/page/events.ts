import type { ServiceName } from '../authority.ts';
import type { LogEntry } from '../log.ts';
import { belongs, countRequests } from './operations.ts';
import {
  type Observed,
  type PageChanges,
  type PageState,
  REQUESTS_SHOWN,
  readAuthorizations,
  readState,
  readTime,
} from './state.ts';

const BETWEEN_MESSAGES_MS = 200;
/** There is a message at least this often. It moves the page's clock, and shows whether the viewer has left. */
const SILENCE_MS = 1000;

/**
 * Server-sent events for one viewer: `state` once, then `changes`, at most five a second under any load. Between two
 * messages only the newest requests are kept; the others are only counted.
 *
 * @param sleep Sleeps in real time, even if the sandbox has another clock.
 */
export async function* streamEvents(
  observed: Observed,
  service: ServiceName | undefined,
  sleep: (ms: number) => Promise<void>,
  isClosed: () => boolean,
): AsyncGenerator<Uint8Array> {
  const arrived = new Map<number, Readonly<LogEntry>>();
  const stopWatching = observed.log.watch((entry) => {
    if (!belongs(entry.operation, service)) return;
    arrived.set(entry.number, entry);
    const [oldest] = arrived.keys();
    if (arrived.size > REQUESTS_SHOWN && oldest !== undefined) arrived.delete(oldest);
  });
  try {
    const state = readState(observed, service);
    const seen = createComparison(state);
    yield encode('state', state);

    let { aheadMs } = state;
    let silentMs = 0;
    while (!isClosed()) {
      await sleep(BETWEEN_MESSAGES_MS);
      silentMs += BETWEEN_MESSAGES_MS;
      const changes = seen.changesOf(observed, service, [...arrived.values()]);
      arrived.clear();
      const time = readTime(observed);
      const wasMoved = time.aheadMs !== aheadMs;
      if (changes === undefined && !wasMoved && silentMs < SILENCE_MS) continue;
      ({ aheadMs } = time);
      silentMs = 0;
      yield encode('changes', { ...time, ...changes });
    }
  } finally {
    stopWatching();
  }
}

/** Remembers what the viewer was told last. Tokens also change without a request, with time or by a test. */
function createComparison(state: PageState): {
  changesOf(
    observed: Observed,
    service: ServiceName | undefined,
    requests: readonly Readonly<LogEntry>[],
  ): Partial<PageChanges> | undefined;
} {
  let families = new Map(state.authorizations.map((family) => [family.id, JSON.stringify(family)]));
  let faults = JSON.stringify(state.faults);

  return {
    changesOf(observed, service, requests) {
      const { authorizations, authorizationCount } = readAuthorizations(observed.authority, service);
      const now = new Map(authorizations.map((family) => [family.id, JSON.stringify(family)]));
      const changed = authorizations.filter(({ id }) => now.get(id) !== families.get(id));
      families = now;

      const { planned } = observed.faults;
      const faultsNow = JSON.stringify(planned);
      const sameFaults = faultsNow === faults;
      faults = faultsNow;

      if (requests.length === 0 && changed.length === 0 && sameFaults) return undefined;
      return {
        ...(requests.length === 0
          ? {}
          : {
              requests: requests.toSorted((a, b) => b.number - a.number),
              requestCount: countRequests(observed.log, service),
            }),
        ...(changed.length === 0 ? {} : { authorizations: changed, authorizationCount }),
        ...(sameFaults ? {} : { faults: planned }),
      };
    },
  };
}

const encoder = new TextEncoder();

const encode = (name: string, data: PageState | PageChanges): Uint8Array =>
  encoder.encode(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
