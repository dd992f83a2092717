import { EMPTY_GZIP } from './data/empty-gzip.ts';
import { type Answer, type Arrival, html, json, readCredentials } from './exchange.ts';
import { answerUnder } from './fault.ts';
import type { FaultSource } from './fault-plan.ts';
import { failed } from './fetch.ts';
import { type Log, type LogEntry, maskedUrl, type Operation } from './log.ts';
import type { Page } from './page/page.ts';
import type { Random } from './random.ts';
import { type Context, createRouter, type Match, type Router } from './router.ts';
import type { Service, World } from './world.ts';

export type Handler = (arrival: Arrival) => Promise<Answer>;

interface Found {
  readonly service: Service | undefined;
  readonly match: Match | 'method' | undefined;
  readonly operation: Operation;
}

/** What a handler is made of. */
export interface HandlerParts {
  readonly world: World;
  readonly services: readonly Service[];
  /** The page of the sandbox itself. Its requests are not in the log, and have no faults. */
  readonly page: Page;
  readonly log: Log;
  readonly faults: FaultSource;
  readonly requestIds: Random;
  readonly isClosed: () => boolean;
}

/**
 * The whole sandbox as one function: finds the route, writes the log, lets faults happen, checks the token, and answers.
 */
export function createHandler({ world, services, page, log, faults, requestIds, isClosed }: HandlerParts): Handler {
  const routers = new Map<string, { service: Service; router: Router; later?: Promise<Router> }>();
  for (const service of services) routers.set(service.name, { service, router: createRouter(service.routes) });
  const date = createDateHeader(world);

  const find = async (method: string, path: string): Promise<Found> => {
    const slash = path.indexOf('/', 1);
    const name = path.slice(1, slash === -1 ? undefined : slash);
    if (name === 'elsewhere') return { service: undefined, match: undefined, operation: 'elsewhere' };
    const routed = routers.get(name);
    if (routed === undefined) return { service: undefined, match: undefined, operation: 'page' };
    const { service, router } = routed;
    const rest = slash === -1 ? '/' : path.slice(slash);
    let match = router.match(method, rest);
    if (typeof match !== 'object' && service.later !== undefined) {
      routed.later ??= service.later().then(createRouter);
      match = (await routed.later).match(method, rest) ?? match;
    }
    const operation = typeof match === 'object' ? match.route.operation : undefined;
    return { service, match, operation: operation ?? `${service.name}.api` };
  };

  const process = async ({ service, match, operation }: Found, arrival: Arrival, entry: LogEntry): Promise<Answer> => {
    if (operation === 'elsewhere') return answerElsewhere(arrival);
    const turnedAway = service?.guard?.(arrival, operation);
    if (turnedAway !== undefined) return turnedAway;
    if (typeof match !== 'object') {
      const status = match === 'method' ? 405 : 404;
      const detail = match === 'method' ? `${arrival.method} is not allowed here.` : 'There is nothing at this path.';
      return service?.error(status, operation, detail) ?? html(status, detail);
    }
    const { route, parameter } = match;
    const request = { arrival, query: arrival.url.searchParams, parameter, entry };
    let token: Context['token'];
    if (route.open !== true && service !== undefined) {
      const verdict = service.authenticate(request);
      if (verdict !== undefined && 'status' in verdict) return verdict;
      token = verdict;
    }
    return route.handle({ ...request, token });
  };

  return async (arrival) => {
    if (isClosed()) throw failed('connect ECONNREFUSED', 'ECONNREFUSED');
    const shown = page(arrival);
    if (shown !== undefined) return shown;
    const found = await find(arrival.method, arrival.url.pathname);
    const { service, match, operation } = found;
    const at = world.clock.now();
    const entry = log.add({
      at,
      operation,
      method: arrival.method,
      url: maskedUrl(arrival.url),
      requestId: requestIds.uuid(),
    });
    if (typeof match === 'object') entry.route = `${match.route.method} ${match.route.template ?? match.route.path}`;
    const credentials = readCredentials(arrival);
    if (credentials !== undefined) entry.credentials = credentials.scheme;

    const met = faults.take(operation, entry.route);
    if (met.length > 0) entry.faults = met.map(({ kind }) => kind);
    const surroundings = {
      clock: world.clock,
      elsewhere: `${world.origin.replace('127.0.0.1', 'localhost')}/elsewhere`,
      errorAnswer: (status: number) => service?.error(status, operation) ?? html(status, `Status ${status}`),
    };
    try {
      const answer =
        met.length === 0
          ? await process(found, arrival, entry)
          : await answerUnder(met, surroundings, () => process(found, arrival, entry));
      if (answer.connection !== 'reset') entry.status = answer.status;
      return {
        ...answer,
        headers: { date: date(), 'x-request-id': entry.requestId, ...service?.headers?.(), ...answer.headers },
      };
    } finally {
      entry.tookMs = world.clock.now() - at;
      log.changed(entry);
    }
  };
}

/** Plays another host: the one with the files that Cloud's downloads redirect to. */
const answerElsewhere = ({ url: { pathname } }: Arrival): Answer => {
  if (pathname.endsWith('.gz')) {
    return { status: 200, headers: { 'content-type': 'application/gzip' }, body: EMPTY_GZIP };
  }
  return pathname.endsWith('.html') ? html(200, 'A page elsewhere') : json(200, { elsewhere: true });
};

/** The `Date` header. Its text is made only once a second, to save time. */
function createDateHeader(world: World): () => string {
  let second = -1;
  let text = '';
  return () => {
    const now = Math.floor(world.clock.now() / 1000);
    if (now !== second) {
      second = now;
      text = new Date(now * 1000).toUTCString();
    }
    return text;
  };
}
