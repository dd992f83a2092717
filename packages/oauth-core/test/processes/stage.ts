import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Authorization, type LogEntry, type Sandbox, startSandbox } from '@acme/sandbox';
import {
  createAuthorizationUrl,
  createTokenSource,
  type Profile,
  readCallback,
  refreshToken,
  type TokenSource,
} from '../../src/index.ts';
import type { Timing } from '../../src/renewer.ts';
import { damProfile } from '../support/profiles.ts';
import type { Call, CallerOptions } from './caller.ts';
import { openStore, type StoreLocation } from './shared-store.ts';

/** A call that a process told of. */
export type ReportedCall = Call & { readonly holder: string };

/** A token request, as far as it has come. */
export interface TokenRequest {
  readonly holder: string;
  readonly entry: Readonly<LogEntry>;
}

/** Processes that call an API with the tokens of one person, under one key of one store; tokens live for 2 seconds. */
export interface Stage {
  readonly sandbox: Sandbox;
  /** The source of the process that started the others: it exchanges codes, and calls nothing. */
  readonly tokens: TokenSource;
  /** What every process told, oldest first. */
  readonly calls: readonly ReportedCall[];
  readonly failures: readonly ReportedCall[];
  /** The processes that run. */
  readonly holders: readonly string[];
  readonly killed: readonly string[];
  /** One for each consent, oldest first. */
  readonly authorizations: readonly Authorization[];
  /** Token sets that were given, those of code exchanges too. */
  readonly generations: number;
  /** Oldest first. */
  readonly tokenRequests: readonly TokenRequest[];
  /** Whether a request came to the API with an access token of this generation. */
  wasUsed(authorization: Authorization, generation: number): boolean;
  /** Sends the person to the consent page, who agrees. */
  consent(): Promise<void>;
  start(count: number): void;
  /** SIGKILL. */
  kill(holder: string): void;
  /**
   * Waits until it is so; looks whenever a request arrives or a process tells of a call. Rejects if a process failed, and
   * when the patience is over.
   */
  until(isSo: () => boolean): Promise<void>;
  /** Waits until each process that runs has told, from now on, of a call for which `isSuch` holds. */
  untilEach(isSuch: (call: ReportedCall) => boolean): Promise<void>;
  /** Lets every process end its calls. Rejects if one ended otherwise, or wrote to its standard error. */
  stop(): Promise<void>;
  /** Ends everything at once. */
  close(): Promise<void>;
}

const caller = fileURLToPath(new URL('caller.ts', import.meta.url));
/** Halves the time that a process takes to start. */
const compileCache = fileURLToPath(new URL('../../node_modules/.cache/compile', import.meta.url));
const key = 'person';

/** Milliseconds that lie between two renewals, at least. */
export const shortestGenerationMs = 1_000;
/**
 * Milliseconds that a process may stall with a token that it is about to use, before another renews and so ends that
 * token: with eight processes on two cores, some do stall.
 */
const refreshMarginMs = 1_000;

/** Short enough for a run of some seconds. */
export const shortTiming: Timing = { lease: 2_000, watch: 1_000, sendWindow: 1_000 };

/**
 * @param locations Ways to the one store: the processes take them in turn.
 * @param timing Left out: as shipped.
 * @param patienceMs How long the stage waits for anything.
 */
export async function openStage(
  locations: readonly StoreLocation[],
  timing: Partial<Timing> = {},
  patienceMs = 30_000,
): Promise<Stage> {
  const [location] = locations;
  if (location === undefined) throw new Error('A stage needs a store.');
  const sandbox = await startSandbox({ tokenLifetime: { dam: shortestGenerationMs + refreshMarginMs } });
  const { clientId, clientSecret, baseUrl } = sandbox.clients.dam;
  const profile = damProfile(sandbox);
  const { store, close } = await openStore(location);
  const client = { clientId, clientSecret, profile: toldApart(profile, 'parent'), key };
  const tokens = createTokenSource({ ...client, store, grant: refreshToken() });

  const running = new Map<string, Member>();
  const calls: ReportedCall[] = [];
  const killed: string[] = [];
  const complaints: string[] = [];
  const waiting = new Set<() => void>();
  const changed = (): void => {
    for (const look of waiting) look();
  };
  const tokenRequests: TokenRequest[] = [];
  const used = new Set<string>();
  sandbox.watch((entry) => {
    if (entry.operation === 'dam.api') used.add(`${entry.authorization} ${entry.tokenGeneration}`);
    if (entry.operation === 'dam.token' && !tokenRequests.some((known) => known.entry === entry)) {
      const { searchParams } = new URL(entry.url, sandbox.origin);
      tokenRequests.push({ holder: searchParams.get('holder') ?? '', entry });
    }
    changed();
  });
  let started = 0;
  let isClosing = false;

  const startOne = (): void => {
    const store = locations[started % locations.length] ?? location;
    const holder = `process ${++started}`;
    const options: CallerOptions = {
      ...client,
      profile: toldApart(profile, holder),
      store,
      holder,
      url: `${baseUrl}/v2/uploads/profiles`,
      refreshMargin: refreshMarginMs,
      timing,
    };
    const child = spawn(process.execPath, ['--conditions=@acme/src', caller, JSON.stringify(options)], {
      env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => complaints.push(`${holder}: ${text}`));
    createInterface({ input: child.stdout }).on('line', (line) => {
      calls.push({ ...(JSON.parse(line) as Call), holder });
      changed();
    });
    const ended = once(child, 'close').then(([code, signal]: (number | string | null)[]) => {
      running.delete(holder);
      const wasKilled = signal === 'SIGKILL' && (isClosing || killed.includes(holder));
      if (code !== 0 && !wasKilled) complaints.push(`${holder} ended with ${code ?? signal}`);
      changed();
    });
    running.set(holder, { child, ended });
  };

  const until = (isSo: () => boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const leave = (): void => {
        clearTimeout(timer);
        waiting.delete(look);
      };
      const look = (): void => {
        if (complaints.length > 0) reject(new Error(complaints.join('\n')));
        else if (isSo()) resolve();
        else return;
        leave();
      };
      const timer = setTimeout(() => {
        leave();
        reject(new Error(`It did not come to that within ${patienceMs} ms: ${summaryOf(stage)}`));
      }, patienceMs);
      waiting.add(look);
      look();
    });

  const stage: Stage = {
    sandbox,
    tokens,
    calls,
    killed,
    tokenRequests,
    wasUsed: ({ id }, generation) => used.has(`${id} ${generation}`),
    get failures() {
      return calls.filter((call) => !('status' in call) || call.status !== 200);
    },
    get holders() {
      return [...running.keys()];
    },
    get authorizations() {
      return sandbox.authorizations.filter(({ service, grant }) => service === 'dam' && grant !== 'personal');
    },
    get generations() {
      return tokenRequests.filter(({ entry }) => entry.tokenGeneration !== undefined).length;
    },
    async consent() {
      const request = await createAuthorizationUrl({ ...client, redirectUri: 'https://app.example/callback' });
      await tokens.exchange(readCallback(await sandbox.authorize(request.url), request));
    },
    start(count) {
      for (let index = 0; index < count; index++) startOne();
    },
    kill(holder) {
      killed.push(holder);
      running.get(holder)?.child.kill('SIGKILL');
      running.delete(holder);
    },
    until,
    untilEach(isSuch) {
      const told = new Set<string>();
      let seen = calls.length;
      return until(() => {
        for (const call of calls.slice(seen)) if (isSuch(call)) told.add(call.holder);
        seen = calls.length;
        return stage.holders.every((holder) => told.has(holder));
      });
    },
    async stop() {
      const members = [...running.values()];
      for (const { child } of members) child.stdin?.end();
      await Promise.all(members.map(({ ended }) => ended));
      if (complaints.length > 0) throw new Error(complaints.join('\n'));
    },
    async close() {
      isClosing = true;
      const members = [...running.values()];
      for (const { child } of members) child.kill('SIGKILL');
      await Promise.all(members.map(({ ended }) => ended));
      await sandbox.close();
      await close();
    },
  };
  return stage;
}

interface Member {
  readonly child: ChildProcess;
  readonly ended: Promise<void>;
}

function summaryOf({ authorizations, failures, tokenRequests, calls }: Stage): string {
  const states = authorizations.map(({ alive, generation, reuses }) => ({ alive, generation, reuses }));
  const kinds = new Map<string, number>();
  for (const call of failures) {
    const { holder: _, ...rest } = call;
    const kind = JSON.stringify(rest);
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  return JSON.stringify({ states, tokenRequests: tokenRequests.length, calls: calls.length, failed: [...kinds] });
}

/** The same profile, with a token URL that tells in the sandbox's log who asked. */
function toldApart(profile: Profile, holder: string): Profile {
  const tokenUrl = new URL(profile.tokenUrl);
  tokenUrl.searchParams.set('holder', holder);
  return { ...profile, tokenUrl: tokenUrl.href };
}
