import { type Authorization, createAuthority, type ServiceName } from './authority.ts';
import { createClients, type SandboxClients } from './clients.ts';
import { type Clock, createMovableClock, platformClock } from './clock.ts';
import { createLogStreams, type LogLine, type LogStreams } from './cloud/log-stream.ts';
import { createOrganizations, type Organizations } from './cloud/organization.ts';
import { createCloudService } from './cloud/service.ts';
import { createTasks, type TaskCourse } from './cloud/task.ts';
import { createCloudCredentials } from './cloud/token.ts';
import { createDamIntegrations } from './dam/integration.ts';
import { createDamService, createPersonalToken } from './dam/service.ts';
import type { Upload } from './dam/upload.ts';
import { createChanges } from './data/changes.ts';
import { createEstate } from './data/cloud-estate.ts';
import { createFaultPlan, type FaultPlan, operations } from './fault-plan.ts';
import { createFetch, type Fetch, failed } from './fetch.ts';
import { createHandler, type Handler } from './handler.ts';
import { createLog, type LogEntry, type Operation } from './log.ts';
import { checkOptions, type SandboxOptions } from './options.ts';
import { connectionTo } from './page/connection.ts';
import { createPage } from './page/page.ts';
import { answerAsPerson, type PersonAnswer } from './person.ts';
import { createRandom } from './random.ts';
import { demand, oneOf } from './rule.ts';
import { createSourceApiClients } from './source/client.ts';
import { createSourceService } from './source/service.ts';
import { createWebSocketClass, type WebSocketClass } from './web-socket.ts';
import type { World } from './world.ts';

/** The three services on one origin. */
export interface Sandbox {
  /** Scheme, host and port, without a slash at the end. `createSandbox` has one, too, though nothing listens there. */
  readonly origin: string;
  /** Sends requests to the sandbox: in this process after `createSandbox`; the platform's own after `startSandbox`. */
  readonly fetch: Fetch;
  /** The sandbox's clock. Pass it to a client, so that both have the same time. */
  readonly clock: Clock;
  /** Puts the clock forward by `ms` milliseconds, and ends the sleeps on it that are over by then. */
  advance(ms: number): void;
  /** Complete options for each client: `createCloudClient({ ...sandbox.clients.cloud, organization })`. */
  readonly clients: SandboxClients;
  /** Cloud's organisations: two open ones and one with federated authentication. */
  readonly organizations: Organizations;
  /** Every request that arrived, oldest first; secrets are masked. */
  readonly log: readonly Readonly<LogEntry>[];
  /** How many requests of this kind have arrived. @throws {RangeError} if there is no such operation. */
  count(operation: Operation): number;
  /**
   * Calls `listener` when a request arrives, and when it is answered. An error that it throws disturbs no request: it
   * is thrown as an uncaught one, so that your test runner shows it.
   *
   * @returns A function that ends this.
   */
  watch(listener: (entry: Readonly<LogEntry>) => void): () => void;
  readonly faults: FaultPlan;
  /**
   * Answers a consent page as a person would.
   *
   * @returns The callback's URL, with the code or the error.
   * @throws {Error} if the URL isn't this sandbox's, or its page asks nothing.
   */
  authorize(url: string | URL, answer?: PersonAnswer): Promise<string>;
  /** The families of tokens, oldest first, as they are now. */
  readonly authorizations: readonly Authorization[];
  /** Revokes every working access token of a service, but no refresh token. @returns How many they were. */
  revokeAccessTokens(service: ServiceName): number;
  /** Ends an authorisation, with all its tokens. @throws {RangeError} if there is none with this id. */
  revokeAuthorization(id: string): void;
  /**
   * Decides how the next Cloud task goes; a second call decides about the task after that.
   *
   * @throws {RangeError} naming what is wrong in `course`.
   */
  nextTask(course: TaskCourse): void;
  /**
   * Sends a line to each open log stream that has this log enabled.
   *
   * @returns How many they were.
   * @throws {RangeError} if there is no such log.
   */
  writeLog(line: LogLine): number;
  /** Ends each open log stream, as a server does when it restarts. @returns How many they were. */
  dropLogStreams(): number;
  /** The uploads to DAM that became assets. Their bytes are counted and hashed, but not kept. */
  readonly uploads: readonly Upload[];
  /** Refuses every request from now on. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A sandbox, and what a server needs to serve it. */
export interface SandboxCore {
  readonly sandbox: Sandbox;
  readonly handle: Handler;
  closed(): boolean;
  readonly logStreams: LogStreams;
}

/**
 * The three services in this process, without a port: pass `sandbox.fetch` to a client. It does not need Node.
 *
 * @throws {RangeError} naming the option that is wrong.
 *
 * @example
 * const sandbox = createSandbox();
 * const cloud = createCloudClient({ ...sandbox.clients.cloud, organization: sandbox.organizations[0].uuid });
 */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  return createSandboxCore(options, { origin: 'http://127.0.0.1' }).sandbox;
}

/** How a sandbox is reached. */
interface Place {
  readonly origin: string;
  /** The platform's, if a server listens at `origin`. Left out: it calls the sandbox. The same is true of `webSocket`. */
  readonly fetch?: Fetch;
  readonly webSocket?: WebSocketClass;
  /** Called by `close`, to stop the server. */
  stop?(): Promise<void>;
}

export function createSandboxCore(options: SandboxOptions, place: Place): SandboxCore {
  checkOptions(options);
  const { origin } = place;
  const seed = options.seed ?? 1;
  const clock = createMovableClock(options.clock ?? platformClock);
  const random = createRandom(`${seed} tokens`);
  const authority = createAuthority(clock, random);
  let closing: AbortController | undefined; // made when it is needed, because a Worker's top level may not make one
  const closer = (): AbortController => {
    closing ??= new AbortController();
    return closing;
  };
  const isClosed = (): boolean => closing?.signal.aborted === true;
  // The sandbox's own sleeps end when it is closed; those of a client on `sandbox.clock` are the client's.
  const ownClock: Clock = { now: clock.now, sleep: (ms) => clock.sleep(ms, closer().signal) };
  const world: World = { origin, clock: ownClock, random, authority, options };
  const log = createLog(options.logLimit ?? 100_000);
  const faults = createFaultPlan(createRandom(`${seed} faults`), options.faults);

  const organizations = createOrganizations(seed);
  const estate = createEstate(seed, organizations, options.cloud?.applications ?? 25);
  const cloudCredentials = createCloudCredentials(seed);
  const tasks = createTasks(clock, createRandom(`${seed} tasks`), options.cloud?.taskDuration ?? 30_000);
  const logStreams = createLogStreams(ownClock, createRandom(`${seed} log streams`));
  const sourceClients = createSourceApiClients(seed);
  const account = options.dam?.account ?? 'meadow';
  const integrations = createDamIntegrations(seed);
  const uploads: Upload[] = [];

  const page = createPage({
    clock,
    machineClock: platformClock,
    log,
    authority,
    faults,
    isClosed,
    connection: () => connectionTo(sandbox),
  });
  const handle = createHandler({
    world,
    services: [
      createCloudService(world, cloudCredentials, estate, createChanges(), tasks, logStreams),
      createSourceService(world, sourceClients),
      createDamService(world, account, integrations, uploads),
    ],
    page,
    log,
    faults,
    requestIds: createRandom(`${seed} requests`),
    isClosed,
  });
  const fetch = place.fetch ?? createFetch(handle, [origin, origin.replace('127.0.0.1', 'localhost')]);

  const close = async (): Promise<void> => {
    if (isClosed()) return;
    closer().abort(failed('read ECONNRESET', 'ECONNRESET'));
    logStreams.drop();
    await place.stop?.();
  };

  const sandbox: Sandbox = {
    origin,
    fetch,
    clock,
    advance: clock.advance,
    clients: createClients(
      origin,
      { fetch, clock },
      place.webSocket ?? createWebSocketClass(handle, logStreams),
      cloudCredentials,
      sourceClients,
      integrations,
      createPersonalToken(world, account).value,
    ),
    organizations,
    log: log.entries,
    count(operation) {
      demand('count', operation, oneOf(...operations)); // a typo would count nothing, and a test for 0 would pass
      return log.count(operation);
    },
    watch: log.watch,
    faults,
    authorize: (url, answer = {}) => answerAsPerson(handle, origin, url, answer),
    get authorizations() {
      return authority.authorizations.map(authority.view);
    },
    revokeAccessTokens(service) {
      demand('revokeAccessTokens', service, oneOf('cloud', 'source', 'dam'));
      return authority.revokeWhere((token) => token.kind === 'access' && token.authorization.service === service);
    },
    revokeAuthorization(id) {
      const authorization = authority.authorizations.find((candidate) => candidate.id === id);
      if (authorization === undefined) throw new RangeError(`revokeAuthorization: there is no authorisation ${id}`);
      authority.end(authorization, 'revoked');
    },
    nextTask: tasks.next,
    writeLog: logStreams.write,
    dropLogStreams: logStreams.drop,
    uploads,
    close,
    [Symbol.asyncDispose]: close,
  };
  return { sandbox, handle, closed: isClosed, logStreams };
}
